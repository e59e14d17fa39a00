"""Every refusal of a claim, in the order of the contract; and what a check answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import REPLACED, REVOKED, NumberRow
from chalicelib.rules import claim, number_status
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.outcomes import Accepted, Checked, Refused
from tests.support.chalicelib.claims import CLAIM, FREE, ID, NUMBER, accepted, code, grounds
from tests.support.chalicelib.sample import ENDED, ONE, OWN, OWN_ONLY, SERVICE, TODAY

Change = Callable[[LedgerSnapshot], LedgerSnapshot]


def numbered(**changes: object) -> Change:
    """A view whose number differs."""
    return lambda view: replace(view, number=replace(NUMBER, **changes))  # type: ignore[arg-type]


def same(view: LedgerSnapshot) -> LedgerSnapshot:
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
    ("number_replaced", "a replaced number", numbered(status=REPLACED), CLAIM, ONE),
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
            (replace(NUMBER, status=REPLACED, valid_to="2026-01-02"), CLAIM, "number_replaced"),
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

    @pytest.mark.parametrize("status", [REVOKED, REPLACED])
    def test_unknown_and_own_unit_only_cannot_be_told_apart(self, status: str) -> None:
        hidden = replace(FREE, number=replace(NUMBER, residence="unverified_at_own_unit", status=status))
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
            ("number_replaced", numbered(status=REPLACED), None, TODAY, ONE),
            ("number_not_yet_valid", numbered(valid_from="2026-11-22"), None, TODAY, ONE),
            ("number_expired", numbered(valid_to="2026-11-20"), None, TODAY, ONE),
            ("not_authorised", same, None, TODAY, ENDED),
            ("exhausted", numbered(used=5), None, TODAY, ONE),
        ],
    )
    def test_the_reason(self, reason: str | None, change: Change, service: str | None, on: date, provider: str) -> None:
        found = number_status.check(grounds(provider), service, on, change(FREE))
        assert isinstance(found, Checked)
        assert found.reason == reason

    @pytest.mark.parametrize(
        ("expected", "change"),
        [
            ("number_unknown", GONE),
            ("number_unknown", numbered(residence="unverified_at_own_unit")),
            ("number_unknown", numbered(residence="unverified_at_own_unit", status=REPLACED)),
            ("too_many_failures", LOCKED),
        ],
    )
    def test_a_number_that_the_provider_may_not_know_of_is_refused(self, expected: str, change: Change) -> None:
        assert code(number_status.check(grounds(), None, TODAY, change(FREE))) == expected
