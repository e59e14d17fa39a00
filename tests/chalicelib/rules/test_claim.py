"""What is accepted and what stands, in the order of the contract; no ledger is needed to judge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import REVOKED
from chalicelib.rules import claim
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Refused, Replayed
from tests.support.chalicelib.claims import CLAIM, ID, NUMBER, accepted, grounds, reversed_, standing, taken
from tests.support.chalicelib.sample import ENDED, ONE, OWN, OWN_ONLY, SERVICE, TODAY, fee, rules


class TestAccepted:
    """An accepted claim is priced by the day of its session and takes a session from the number."""

    def test_the_receipt_says_amounts_tariff_register_and_what_is_left(self) -> None:
        assert claim.receipt(accepted().claim) == {
            "claim_id": ID,
            "amount_ore": 110_400,
            "fee_ore": 45_000,
            "tariff": f"{SERVICE}/session/private/1/2022-01-01",
            "register": rules().sha256,
            "left": 4,
            "recorded_at": "2026-11-21T11:00:00.000000Z",
        }

    def test_the_number_moves_on_by_one_version(self) -> None:
        number = taken()
        assert (number.used, number.left, number.version) == (1, 4, 2)
        assert number.nth == {f"{ONE}#2026-11-21": 1}

    def test_the_number_that_was_read_is_not_changed(self) -> None:
        accepted()
        assert (NUMBER.used, NUMBER.nth, NUMBER.version) == (0, {}, 1)

    def test_the_own_unit_has_its_own_price(self) -> None:
        assert accepted(by=grounds(OWN)).claim.amount_ore == 106_600

    def test_an_exempt_resident_owes_nothing_and_the_municipality_pays_the_rest(self) -> None:
        row = accepted(number=replace(NUMBER, exempt=True)).claim
        assert (row.amount_ore, row.fee_ore, row.exempt) == (155_400, 0, True)

    def test_an_exempt_resident_costs_the_provider_the_fee_where_policy_says_so(self) -> None:
        lost = rules(fees=[fee(exempt={"amount_ore": 0, "paid_by": "provider"})])
        row = accepted(number=replace(NUMBER, exempt=True), by=grounds(register=lost)).claim
        assert (row.amount_ore, row.fee_ore) == (110_400, 0)

    def test_an_event_that_consumes_nothing_leaves_the_sessions(self) -> None:
        found = accepted(Claim(SERVICE, TODAY, "phone"))
        assert (found.claim.consumed, found.claim.left) == (0, 5)
        assert (found.claim.amount_ore, found.claim.fee_ore) == (20_000, 0)

    def test_an_event_that_consumes_nothing_can_be_claimed_on_an_exhausted_number(self) -> None:
        assert taken(Claim(SERVICE, TODAY, "phone"), replace(NUMBER, used=5)).used == 5

    @pytest.mark.parametrize("day", [{"valid_to": "2026-11-21"}, {"valid_from": "2026-11-21"}])
    def test_the_first_and_the_last_valid_day_count(self, day: dict[str, str]) -> None:
        assert accepted(number=replace(NUMBER, **day)).claim.date == "2026-11-21"  # type: ignore[arg-type]

    def test_the_last_session_can_be_claimed(self) -> None:
        assert accepted(number=replace(NUMBER, used=4)).claim.left == 0

    def test_a_second_event_on_the_same_day_takes_the_next_nth(self) -> None:
        assert accepted(Claim(SERVICE, TODAY, nth=2), standing().number or NUMBER).claim.nth == 2

    def test_the_price_is_that_of_the_session_and_not_of_the_day_of_the_claim(self) -> None:
        old = replace(NUMBER, valid_from="2021-01-01")
        by = grounds(now=datetime(2022, 1, 5, tzinfo=UTC))
        assert accepted(Claim(SERVICE, date(2021, 12, 31)), old, by).claim.amount_ore == 96_000
        assert accepted(Claim(SERVICE, date(2022, 1, 1)), old, by).claim.amount_ore == 110_400

    def test_it_is_booked_in_the_month_of_the_moment_in_stockholm(self) -> None:
        by = grounds(now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
        row = accepted(by=by).claim
        assert (row.recorded_at, row.booking_month) == ("2026-11-30T23:30:00.000000Z", "2026-12")

    def test_a_session_before_an_authorisation_ended_can_be_claimed_after(self) -> None:
        assert accepted(Claim(SERVICE, date(2026, 10, 31)), by=grounds(ENDED)).claim.left == 4

    @pytest.mark.parametrize("days", [0, 90])
    def test_today_and_the_oldest_day_can_be_claimed(self, days: int) -> None:
        assert accepted(Claim(SERVICE, TODAY - timedelta(days=days)))

    def test_today_is_stockholms(self) -> None:
        by = grounds(now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
        assert accepted(Claim(SERVICE, date(2026, 11, 22)), by=by)


class TestStanding:
    """A claim's natural key is its idempotency key, as long as the row is kept."""

    def test_the_same_claim_again_gets_the_same_receipt(self) -> None:
        view = standing()
        found = claim.decide(grounds(), CLAIM, view, "another id")
        assert isinstance(found, Replayed)
        assert found.claim == view.claim

    @pytest.mark.parametrize(
        "change",
        [
            lambda view: replace(view, number=replace(NUMBER, status=REVOKED)),
            lambda view: replace(view, number=replace(NUMBER, used=5)),
            lambda view: replace(view, number=replace(NUMBER, valid_to="2026-01-02")),
            lambda view: replace(view, failures=100),
        ],
        ids=["revoked", "exhausted", "expired", "locked out"],
    )
    def test_a_replay_is_answered_whatever_has_changed_since(
        self, change: Callable[[LedgerSnapshot], LedgerSnapshot]
    ) -> None:
        assert isinstance(claim.decide(grounds(), CLAIM, change(standing()), ID), Replayed)

    def test_a_replay_is_answered_years_later_by_other_rules(self) -> None:
        by = grounds(register=rules(tariffs=[], fees=[]), now=datetime(2031, 1, 1, tzinfo=UTC))
        assert isinstance(claim.decide(by, CLAIM, standing(), ID), Replayed)

    @pytest.mark.parametrize(
        "other",
        [
            replace(CLAIM, event="no_show"),
            replace(CLAIM, counsellors=2),
            replace(CLAIM, minutes=90),
            replace(CLAIM, service=OWN_ONLY),
        ],
        ids=["event", "counsellors", "minutes", "service"],
    )
    def test_another_claim_under_the_same_key_is_a_conflict_with_what_stands(self, other: Claim) -> None:
        found = claim.decide(grounds(), other, standing(), ID)
        assert isinstance(found, Refused)
        assert found.code == "conflict"
        assert found.facts["next_nth"] == 2
        stands = found.facts["stands"]
        assert isinstance(stands, dict)
        assert (stands["event"], stands["amount_ore"], "minutes" in stands) == ("session", 110_400, False)

    def test_a_reversed_claim_says_the_next_nth(self) -> None:
        view = standing()
        assert view.claim
        found = claim.decide(grounds(), CLAIM, replace(view, reversal=reversed_(view.claim)), ID)
        assert found == Refused("reversed", {"next_nth": 2})

    def test_what_stands_does_not_say_where_or_under_which_number(self) -> None:
        view = standing()
        assert view.claim
        assert "place" not in claim.recorded_facts(view.claim)
        assert "place=" not in repr(view)


def test_fingerprints_tell_claims_apart_and_repeats_together() -> None:
    assert Claim(SERVICE, TODAY).fingerprint() == Claim(SERVICE, TODAY).fingerprint()
    others = [Claim(SERVICE, TODAY, nth=2), Claim(SERVICE, TODAY + timedelta(days=1)), Claim(SERVICE, TODAY, minutes=1)]
    assert len({CLAIM.fingerprint(), *(other.fingerprint() for other in others)}) == 4
