"""Familjebehandling by decision: minutes, a weekly cap, two therapists, at Nacka's prices (D34-D37, DOMAIN §6)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Checked, Issued, Refused, Reversed
from tests.support.chalicelib.sample import HOURS, ONE, OWN, SERVICE, TODAY, Clock, Services, desk, nacka
from tests.support.chalicelib.talk import recorded, refused

DECISION = DecisionGrant(minutes_week=180, months=2, counsellors=2)
CLAIM = Claim(HOURS, TODAY, minutes=90)


def order(at: Services, decision: DecisionGrant = DECISION) -> Issued:
    """A number for a decision."""
    found = at.numbers.issue(IssueRequest(HOURS, decision=decision), "reception-1", "key")
    assert isinstance(found, Issued), found
    return found


@pytest.fixture
def at(ledger: Ledger) -> Services:
    """A desk of Nacka's."""
    return desk(ledger, register=nacka())


class TestDecision:
    """The number carries what the decision grants."""

    def test_its_months_and_minutes_stand_on_the_number(self, at: Services) -> None:
        row = order(at).row
        assert (row.valid_from, row.valid_to) == ("2026-11-21", "2027-01-20")
        assert (row.granted, row.minutes_week, row.counsellors) == (10 * 180, 180, 2)

    @pytest.mark.parametrize(
        ("decision", "found"),
        [
            (None, Refused("decision_required")),
            (DecisionGrant(301, 6), Refused("not_within_limits", {"minutes_week": 300, "months": 6})),
            (DecisionGrant(300, 7), Refused("not_within_limits", {"minutes_week": 300, "months": 6})),
            (DecisionGrant(0, 6), Refused("not_within_limits", {"minutes_week": 300, "months": 6})),
        ],
    )
    def test_policy_limits_it(self, at: Services, decision: DecisionGrant | None, found: Refused) -> None:
        assert at.numbers.issue(IssueRequest(HOURS, decision=decision), "reception-1", "key") == found

    def test_a_service_by_the_session_takes_none(self, ledger: Ledger) -> None:
        found = desk(ledger).numbers.issue(IssueRequest(SERVICE, decision=DECISION), "reception-1", "key")
        assert refused(found) == "decision_unasked"

    def test_another_decision_is_another_number(self, at: Services) -> None:
        assert refused(at.numbers.extend(order(at).number, 9_999, "assessment", "reception-1")) == "new_decision_needed"


class TestFirstDay:
    """A decision has a first day of its own, before the day of issue or after it (D34, D35)."""

    @pytest.mark.parametrize(
        ("first", "months", "last", "weeks"),
        [
            (date(2026, 11, 30), 1, "2026-12-29", 5),  # a Monday
            (date(2026, 11, 29), 1, "2026-12-28", 6),  # the Sunday before it
            (date(2026, 12, 31), 2, "2027-02-28", 9),  # February has no 31st
            (date(2026, 8, 31), 6, "2027-02-28", 26),
            (date(2027, 11, 21), 6, "2028-05-20", 27),  # a Sunday, a year ahead
        ],
    )
    def test_months_and_weeks_are_counted_from_it(
        self, at: Services, first: date, months: int, last: str, weeks: int
    ) -> None:
        row = order(at, DecisionGrant(180, months, first=first)).row
        assert (row.valid_from, row.valid_to, row.granted) == (first.isoformat(), last, 180 * weeks)

    @pytest.mark.parametrize("first", [date(2026, 8, 22), date(2027, 11, 22)])
    def test_it_is_a_day_that_can_be_claimed_or_within_a_year(self, at: Services, first: date) -> None:
        found = at.numbers.issue(IssueRequest(HOURS, decision=DecisionGrant(180, 2, first=first)), "reception-1", "key")
        assert found == Refused("first_day_not_possible", {"earliest": "2026-08-23", "latest": "2027-11-21"})

    def test_the_same_request_gets_its_number_when_that_day_is_long_past(self, ledger: Ledger) -> None:
        clock = Clock(datetime(2026, 11, 21, 12, tzinfo=UTC))
        at = desk(ledger, register=nacka(), now=clock)
        decision = DecisionGrant(180, 6, first=date(2026, 8, 23))
        number = order(at, decision).number
        clock.move(days=2)
        assert order(at, decision).number == number

    def test_a_number_cannot_be_used_before_it(self, at: Services) -> None:
        number = order(at, DecisionGrant(180, 2, first=date(2026, 11, 22))).number
        found = at.claims.claim(ONE, number, CLAIM)
        assert found == Refused("number_not_yet_valid", {"valid_from": "2026-11-22"})
        checked = at.claims.check(ONE, number)
        assert isinstance(checked, Checked)
        assert checked.reason == "number_not_yet_valid"

    def test_an_hour_of_a_day_before_the_issue_is_claimed(self, at: Services) -> None:
        number = order(at, DecisionGrant(180, 2, first=date(2026, 11, 1))).number
        assert recorded(at, number, replace(CLAIM, date=date(2026, 11, 1))).consumed == 90

    def test_a_replacement_keeps_it(self, at: Services) -> None:
        number = order(at, DecisionGrant(180, 2, first=date(2026, 12, 1))).number
        new = at.numbers.replace(number, "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        assert (new.row.valid_from, new.row.valid_to) == ("2026-12-01", "2027-01-31")


class TestPrice:
    """By the minute, by who and how many, by the day."""

    @pytest.mark.parametrize(
        ("provider", "counsellors", "day", "amount_ore"),
        [
            (OWN, 1, "2023-12-29", 120_450),
            (ONE, 1, "2023-12-29", 127_650),
            (OWN, 2, "2023-12-29", 229_050),
            (ONE, 2, "2023-12-29", 242_850),
            (OWN, 1, "2024-01-02", 122_850),
            (ONE, 1, "2024-01-02", 130_200),
            (OWN, 2, "2024-01-02", 233_700),
            (ONE, 2, "2024-01-02", 247_650),
        ],
    )
    def test_an_hour_and_a_half(
        self, ledger: Ledger, provider: str, counsellors: int, day: str, amount_ore: int
    ) -> None:
        clock = Clock(datetime(2023, 12, 20, 12, tzinfo=UTC))
        at = desk(ledger, register=nacka(), now=clock)
        number = order(at).number
        clock.move(days=14)
        claimed = Claim(HOURS, date.fromisoformat(day), counsellors=counsellors, minutes=90)
        row = recorded(at, number, claimed, by=provider)
        assert (row.amount_ore, row.fee_ore, row.consumed) == (amount_ore, 0, 90)

    def test_minutes_are_needed(self, at: Services) -> None:
        assert refused(at.claims.claim(ONE, order(at).number, replace(CLAIM, minutes=None))) == "minutes_required"

    def test_more_counsellors_than_decided_are_refused(self, at: Services) -> None:
        number = order(at, DecisionGrant(180, 2)).number
        found = at.claims.claim(ONE, number, replace(CLAIM, counsellors=2))
        assert found == Refused("counsellors_not_granted", {"counsellors": 1})


class TestWeek:
    """No more in one ISO week than the decision grants, whoever performs it."""

    def number(self, ledger: Ledger) -> tuple[Services, str]:
        """A number with 180 minutes a week, on a Friday two weeks later."""
        clock = Clock(datetime(2026, 12, 21, 12, tzinfo=UTC))
        at = desk(ledger, register=nacka(), now=clock)
        number = order(at).number
        clock.move(days=18)
        return at, number

    def test_the_minutes_of_a_week_add_up_to_the_cap_and_no_further(self, ledger: Ledger) -> None:
        at, number = self.number(ledger)
        recorded(at, number, replace(CLAIM, date=date(2026, 12, 28), minutes=100))
        recorded(at, number, replace(CLAIM, date=date(2027, 1, 3), minutes=50), by=OWN)
        found = at.claims.claim(ONE, number, replace(CLAIM, date=date(2027, 1, 2), minutes=31))
        assert found == Refused("week_full", {"week": "2026-W53", "left_minutes": 30})
        assert recorded(at, number, replace(CLAIM, date=date(2027, 1, 2), minutes=30)).left == 8 * 180

    def test_a_new_week_begins_on_monday(self, ledger: Ledger) -> None:
        at, number = self.number(ledger)
        recorded(at, number, replace(CLAIM, date=date(2027, 1, 3), minutes=180))
        recorded(at, number, replace(CLAIM, date=date(2027, 1, 4), minutes=180))
        found = at.claims.check(ONE, number, on=date(2027, 1, 5))
        assert isinstance(found, Checked)
        assert found.reason == "week_full"

    def test_a_reversal_gives_the_weeks_minutes_back(self, ledger: Ledger) -> None:
        at, number = self.number(ledger)
        row = recorded(at, number, replace(CLAIM, date=date(2027, 1, 3), minutes=180))
        found = at.claims.reverse(row.claim_id, "wrong_date", "subject", ONE)
        assert isinstance(found, Reversed)
        assert found.numbers[0].weeks == {"2026-W53": 0}
        assert recorded(at, number, replace(CLAIM, date=date(2027, 1, 3), nth=2, minutes=180)).left == 8 * 180

    def test_a_replacement_keeps_the_weeks(self, ledger: Ledger) -> None:
        at, number = self.number(ledger)
        row = recorded(at, number, replace(CLAIM, date=date(2027, 1, 3), minutes=100))
        new = at.numbers.replace(number, "lost", "reception-1", "other")
        assert isinstance(new, Issued)
        assert refused(at.claims.claim(OWN, new.number, replace(CLAIM, date=date(2027, 1, 3)))) == "week_full"
        at.claims.reverse(row.claim_id, "wrong_date", "subject", ONE)
        assert recorded(at, new.number, replace(CLAIM, date=date(2027, 1, 3)), by=OWN).left == 9 * 180 - 90
