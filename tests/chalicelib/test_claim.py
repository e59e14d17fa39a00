"""Every answer to a claim, in the order of the contract; no ledger is needed to judge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib import claim, usable
from chalicelib.claim import Claim, Grounds
from chalicelib.ledger import LIVE, REVOKED, ClaimRow, NumberRow, ReversalRow, View
from chalicelib.outcome import Accepted, Checked, Refused, Replayed
from chalicelib.register import Register
from tests.chalicelib.sample import ENDED, NOON, ONE, OWN, OWN_ONLY, SERVICE, TODAY, fee, rules

ID = "0" * 32
NUMBER = NumberRow(
    place="place",
    service=SERVICE,
    member=None,
    residence="checked",
    exempt=False,
    granted=5,
    used=0,
    valid_from="2026-01-01",
    valid_to="2026-12-31",
    status=LIVE,
    nth={},
    version=1,
    issued_at="2026-01-01T12:00:00.000000Z",
    request="request",
    fingerprint="fingerprint",
)
CLAIM = Claim(SERVICE, TODAY)
FREE = View(NUMBER, None, None, failures=0)


def grounds(provider: str = ONE, register: Register | None = None, now: datetime = NOON) -> Grounds:
    """Who asks, by which rules, at which moment."""
    register = register or rules()
    asks = register.provider(provider)
    assert asks is not None
    return Grounds(register, asks, now)


def accepted(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: Grounds | None = None) -> Accepted:
    """A claim that is accepted."""
    found = claim.decide(by or grounds(), claimed, replace(FREE, number=number), ID)
    assert isinstance(found, Accepted), found
    return found


def taken(claimed: Claim = CLAIM, number: NumberRow = NUMBER, by: Grounds | None = None) -> NumberRow:
    """The number after a claim that is accepted."""
    found = accepted(claimed, number, by).number
    assert found is not None
    return found


def standing(claimed: Claim = CLAIM) -> View:
    """What stands once the claim has been recorded."""
    found = accepted(claimed)
    return View(found.number, found.claim, None, failures=0)


def reversed_(row: ClaimRow) -> ReversalRow:
    """The reversal of a claim."""
    return ReversalRow(
        place=row.place,
        provider=row.provider,
        date=row.date,
        nth=row.nth,
        claim_id=row.claim_id,
        service=row.service,
        member=row.member,
        event=row.event,
        consumed=row.consumed,
        amount_ore=-row.amount_ore,
        fee_ore=-row.fee_ore,
        tariff=row.tariff,
        reason="duplicate",
        by="somebody",
        left=5,
        recorded_at=row.recorded_at,
        booking_month=row.booking_month,
    )


def code(found: object) -> str:
    """The code of a refusal."""
    assert isinstance(found, Refused), found
    return found.code


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
        assert found.claim == view.standing

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
    def test_a_replay_is_answered_whatever_has_changed_since(self, change: Callable[[View], View]) -> None:
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
        assert view.standing
        found = claim.decide(grounds(), CLAIM, replace(view, reversal=reversed_(view.standing)), ID)
        assert found == Refused("reversed", {"next_nth": 2})

    def test_what_stands_does_not_say_where_or_under_which_number(self) -> None:
        view = standing()
        assert view.standing
        assert "place" not in claim.stands(view.standing)
        assert "place=" not in repr(view)


Change = Callable[[View], View]


def numbered(**changes: object) -> Change:
    """A view whose number differs."""
    return lambda view: replace(view, number=replace(NUMBER, **changes))  # type: ignore[arg-type]


def same(view: View) -> View:
    """A view with nothing wrong."""
    return view


LOCKED: Change = lambda view: replace(view, failures=20)  # noqa: E731 - one of a table of changes
GONE: Change = lambda view: replace(view, number=None)  # noqa: E731 - as above
TOMORROW, LONG_AGO = TODAY + timedelta(days=1), TODAY - timedelta(days=91)

REFUSALS = [
    ("too_many_failures", "after twenty failures in an hour", LOCKED, CLAIM, ONE),
    ("number_unknown", "a number that was never issued", GONE, CLAIM, ONE),
    (
        "number_unknown",
        "an unverified number at a private provider",
        numbered(residence="unverified_at_own_unit"),
        CLAIM,
        ONE,
    ),
    ("number_unknown", "an own-unit service's number at a private provider", numbered(service=OWN_ONLY), CLAIM, ONE),
    ("unknown_service", "a service that the municipality has not", same, replace(CLAIM, service="tea"), ONE),
    ("wrong_service", "a number of another service", numbered(service=OWN_ONLY), CLAIM, OWN),
    ("number_revoked", "a revoked number", numbered(status=REVOKED), CLAIM, ONE),
    ("number_not_yet_valid", "a session before the first day", numbered(valid_from="2026-11-22"), CLAIM, ONE),
    ("number_expired", "a session after the last day", numbered(valid_to="2026-11-20"), CLAIM, ONE),
    ("nth_skipped", "a second claim without a first", same, replace(CLAIM, nth=2), ONE),
    ("nth_skipped", "a first claim after a second", numbered(nth={f"{ONE}#2026-11-21": 2}), CLAIM, ONE),
    ("not_authorised", "an authorisation that has ended", same, CLAIM, ENDED),
    ("date_in_future", "a session tomorrow", same, replace(CLAIM, date=TOMORROW), ONE),
    ("too_old", "a session 91 days ago", same, replace(CLAIM, date=LONG_AGO), ONE),
    ("no_tariff", "an event without a price", same, replace(CLAIM, event="first_assessment"), ONE),
    ("no_tariff", "two counsellors without a price", same, replace(CLAIM, counsellors=2), ONE),
    ("exhausted", "no session left", numbered(used=5), CLAIM, ONE),
]


class TestRefused:
    """Each reason has its code, and the first in order is given."""

    @pytest.mark.parametrize(
        ("expected", "change", "claimed", "provider"),
        [pytest.param(c, change, claimed, by, id=f"{c}: {why}") for c, why, change, claimed, by in REFUSALS],
    )
    def test_the_code(self, expected: str, change: Change, claimed: Claim, provider: str) -> None:
        assert code(claim.decide(grounds(provider), claimed, change(FREE), ID)) == expected

    def test_nineteen_failures_do_not_lock_a_provider_out(self) -> None:
        assert isinstance(claim.decide(grounds(), CLAIM, replace(FREE, failures=19), ID), Accepted)

    def test_an_unverified_number_can_be_used_at_the_own_unit(self) -> None:
        assert accepted(number=replace(NUMBER, residence="unverified_at_own_unit"), by=grounds(OWN))

    def test_an_own_unit_service_is_paid_at_the_own_unit(self) -> None:
        own = replace(NUMBER, service=OWN_ONLY)
        assert accepted(Claim(OWN_ONLY, TODAY), own, grounds(OWN)).claim.amount_ore == 90_000

    @pytest.mark.parametrize("place", range(1, len(REFUSALS)))
    def test_of_two_reasons_the_earlier_is_given(self, place: int) -> None:
        """Each reason of the table, locked out as well, is only told that it is locked out."""
        _, _, change, claimed, provider = REFUSALS[place]
        view = replace(change(FREE), failures=20)
        assert code(claim.decide(grounds(provider), claimed, view, ID)) == "too_many_failures"

    @pytest.mark.parametrize(
        ("number", "claimed", "expected"),
        [
            (replace(NUMBER, status=REVOKED, valid_to="2026-01-02"), CLAIM, "number_revoked"),
            (replace(NUMBER, valid_to="2026-11-20"), replace(CLAIM, nth=7), "number_expired"),
            (replace(NUMBER, used=5), replace(CLAIM, nth=7), "nth_skipped"),
            (replace(NUMBER, valid_to="2027-12-31", used=5), replace(CLAIM, date=TOMORROW), "date_in_future"),
            (replace(NUMBER, used=5), replace(CLAIM, counsellors=2), "no_tariff"),
        ],
    )
    def test_number_comes_before_nth_before_date_before_price_before_sessions(
        self, number: NumberRow, claimed: Claim, expected: str
    ) -> None:
        assert code(claim.decide(grounds(), claimed, replace(FREE, number=number), ID)) == expected

    def test_unknown_and_own_unit_only_cannot_be_told_apart(self) -> None:
        hidden = replace(FREE, number=replace(NUMBER, residence="unverified_at_own_unit", status=REVOKED))
        gone = replace(FREE, number=None)
        answers = [claim.decide(grounds(), CLAIM, view, ID) for view in (hidden, gone)]
        assert answers[0] == answers[1]

    @pytest.mark.parametrize(
        ("change", "claimed", "facts"),
        [
            (numbered(valid_from="2026-11-22"), CLAIM, {"valid_from": "2026-11-22"}),
            (numbered(valid_to="2026-11-20"), CLAIM, {"valid_to": "2026-11-20"}),
            (same, replace(CLAIM, nth=2), {"next_nth": 1}),
            (same, replace(CLAIM, date=LONG_AGO), {"earliest": "2026-08-23"}),
        ],
    )
    def test_a_refusal_says_what_would_have_been_right(
        self, change: Change, claimed: Claim, facts: dict[str, object]
    ) -> None:
        found = claim.decide(grounds(), claimed, change(FREE), ID)
        assert isinstance(found, Refused)
        assert found.facts == facts


class TestCheck:
    """A provider asks before the session whether the number can be used."""

    @pytest.mark.parametrize(
        ("reason", "change", "service", "on", "provider"),
        [
            (None, same, None, TODAY, ONE),
            (None, same, SERVICE, TODAY, ONE),
            (None, same, None, TOMORROW, ONE),
            ("wrong_service", same, OWN_ONLY, TODAY, ONE),
            ("number_revoked", numbered(status=REVOKED), None, TODAY, ONE),
            ("number_not_yet_valid", numbered(valid_from="2026-11-22"), None, TODAY, ONE),
            ("number_expired", numbered(valid_to="2026-11-20"), None, TODAY, ONE),
            ("not_authorised", same, None, TODAY, ENDED),
            ("exhausted", numbered(used=5), None, TODAY, ONE),
        ],
    )
    def test_the_reason(self, reason: str | None, change: Change, service: str | None, on: date, provider: str) -> None:
        found = usable.check(grounds(provider), service, on, change(FREE))
        assert isinstance(found, Checked)
        assert found.reason == reason

    @pytest.mark.parametrize(
        ("expected", "change"),
        [
            ("number_unknown", GONE),
            ("number_unknown", numbered(residence="unverified_at_own_unit")),
            ("too_many_failures", LOCKED),
        ],
    )
    def test_a_number_that_the_provider_may_not_know_of_is_refused(self, expected: str, change: Change) -> None:
        assert code(usable.check(grounds(), None, TODAY, change(FREE))) == expected


def test_fingerprints_tell_claims_apart_and_repeats_together() -> None:
    assert Claim(SERVICE, TODAY).fingerprint() == Claim(SERVICE, TODAY).fingerprint()
    others = [Claim(SERVICE, TODAY, nth=2), Claim(SERVICE, TOMORROW), Claim(SERVICE, TODAY, minutes=1)]
    assert len({CLAIM.fingerprint(), *(other.fingerprint() for other in others)}) == 4
