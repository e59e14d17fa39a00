"""Follow-up: what the council asks for, each figure from what happened."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.model import RegisterBudget
from chalicelib.reporting import follow_up, yearly_counts
from chalicelib.reporting.counts import YearCounts, share
from chalicelib.reporting.issued_numbers import Beyond, Numbers, count_numbers
from chalicelib.reporting.yearly_counts import ByService
from chalicelib.rules.claim_request import Claim
from tests.support.chalicelib.sample import OPEN, OWN_ONLY, SERVICE, Clock, desk, direct, issued, rules, service
from tests.support.chalicelib.sample import TODAY as CLAIMED
from tests.support.chalicelib.talk import recorded
from tests.support.figures import year
from tests.support.office import month as spent_month
from tests.support.office.month import MONTH, Month

TODAY = dt.date(2026, 11, 22)
WHO = "reception-1"
GENEROUS = rules(services=[service(most=12), service(id=OWN_ONLY)])
"""Twelve sessions at most, eight of them by the rule."""
BUDGET = RegisterBudget(2026, SERVICE, own_unit_sessions=20, sessions=40, amount_ore=None, reserve_ore=None)


def counted_in(spent: Month) -> ByService:
    """The year's rows, counted."""
    return yearly_counts.count_rows(spent.ledger, spent.register, 2026)


def numbers(sqlite: SqliteLedger, today: dt.date) -> Numbers:
    """Return the service's numbers as of a day."""
    spent = spent_month.spent(sqlite)
    return count_numbers(spent.ledger, spent.register, 2026, today)[SERVICE]


def counted(sqlite: SqliteLedger) -> Numbers:
    """Return the numbers of the service under the generous register."""
    return count_numbers(sqlite, GENEROUS, 2026, TODAY)[SERVICE]


def of_service(services: list[follow_up.FollowUp]) -> follow_up.FollowUp:
    """Return the follow-up of the service that the claims are of."""
    return next(service for service in services if service.service == SERVICE)


class TestNumbers:
    """Issued, used, left and expired add up to what was granted."""

    def test_they_add_up(self, sqlite: SqliteLedger) -> None:
        found = numbers(sqlite, TODAY)
        assert (found.issued, found.exempt, found.granted, found.used, found.left) == (3, 1, 15, 8, 7)

    def test_what_is_left_after_the_last_day_has_expired(self, sqlite: SqliteLedger) -> None:
        found = numbers(sqlite, TODAY + dt.timedelta(days=400))
        assert (found.left, found.expired) == (0, 7)


class TestChangedLater:
    """What the reception granted beyond the rule, and changed of exemptions, after the numbers were issued."""

    def test_numbers_beyond_the_rule_are_counted_by_their_reason_with_the_sessions_above_it(
        self, sqlite: SqliteLedger
    ) -> None:
        at = desk(sqlite, register=GENEROUS)
        for key, total, beyond in (("a", 10, "decision"), ("b", 9, "decision"), ("c", 12, "other"), ("d", 8, None)):
            at.numbers.extend(issued(at, key), total, "assessment", WHO, beyond=beyond)
        assert counted(sqlite).beyond == {"decision": Beyond(2, 3), "other": Beyond(1, 4)}

    def test_a_number_and_those_that_it_replaces_are_counted_once(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite, register=GENEROUS)
        number = issued(at)
        at.numbers.extend(number, 10, "assessment", WHO, beyond="decision")
        at.numbers.exempt(number, "decision", WHO, is_exempt=True)
        for nth in range(1, 10):
            recorded(at, number, Claim(SERVICE, CLAIMED, nth=nth))
        at.numbers.replace(number, "lost", WHO, "replacement")
        found = counted(sqlite)
        assert (found.beyond, found.exempt_set) == ({"decision": Beyond(1, 2)}, 1)

    def test_exemptions_are_counted_that_were_set_or_ended_later(self, sqlite: SqliteLedger) -> None:
        at = desk(sqlite, register=GENEROUS)
        for key, is_exempt in (("set", False), ("ended", True)):
            at.numbers.exempt(issued(at, key, exempt=is_exempt), "decision", WHO, is_exempt=not is_exempt)
        issued(at, "from the beginning", exempt=True)
        found = counted(sqlite)
        assert (found.exempt, found.exempt_set, found.exempt_ended) == (2, 1, 1)


class TestYear:
    """Sessions, kronor and shares."""

    def test_kronor_are_those_of_the_ledger(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        told = of_service(follow_up.follow_up_of_year(sqlite, spent.register, 2026, counted_in(spent), TODAY))
        assert told.spending.amount_ore == sum(row.amount_ore for row in sqlite.scan_month(MONTH))
        assert (told.sessions, told.own_sessions, told.own_share) == (8, 2, 0.25)
        json.dumps(told.as_dict())

    def test_budgets_are_those_of_the_register(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        register = replace(spent.register, budgets=(BUDGET, replace(BUDGET, year=2025, sessions=1)))
        told = of_service(follow_up.follow_up_of_year(sqlite, register, 2026, counted_in(spent), TODAY))
        assert (told.budget_sessions, told.own_budget_sessions, told.occupancy) == (40, 20, 0.1)

    def test_an_alert_comes_at_nine_tenths_of_the_budget(self, sqlite: SqliteLedger) -> None:
        counted = counted_in(spent_month.spent(sqlite))[SERVICE]
        assert follow_up.spending(counted, [replace(BUDGET, amount_ore=counted.amount_ore * 10 // 9)]).alert
        assert not follow_up.spending(counted, [replace(BUDGET, amount_ore=counted.amount_ore * 2)]).alert

    def test_without_a_budget_there_is_no_share_and_no_alert(self, sqlite: SqliteLedger) -> None:
        counted = counted_in(spent_month.spent(sqlite))[SERVICE]
        assert follow_up.spending(counted, []).used_share is None


class TestBudgetsOfProviders:
    """Occupancy of any provider that has a budget, beside that of the own unit."""

    def test_a_provider_s_sessions_are_held_against_its_own_budget(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        own = replace(BUDGET, own_unit_sessions=None, sessions=12, provider="lugna-samtal")
        register = replace(spent.register, budgets=(BUDGET, own))
        told = of_service(follow_up.follow_up_of_year(sqlite, register, 2026, counted_in(spent), TODAY))
        performed = sum(row.provider == "lugna-samtal" for row in sqlite.scan_month(MONTH) if row.event == "session")
        assert [(row.provider, row.budget_sessions) for row in told.occupancies] == [("lugna-samtal", 12)]
        assert told.occupancies[0].occupancy == share(told.occupancies[0].sessions, 12)
        assert 0 < told.occupancies[0].sessions <= performed
        assert told.budget_sessions == 40


class TestWaitGuarantee:
    """First sessions within the working days that are promised."""

    def guarantee(self, sqlite: SqliteLedger, days: int, minutes: int | None = None) -> follow_up.WaitGuarantee | None:
        """Return it of a number that was issued on a Monday and used on the Friday of the next week."""
        register = rules(services=[service(wait_guarantee_days=days), service(id=OWN_ONLY)])
        clock = Clock(dt.datetime(2026, 11, 9, 11, tzinfo=dt.UTC))
        at = desk(sqlite, register=register, now=clock)
        number = issued(at)
        clock.move(days=11)
        recorded(at, number, Claim(SERVICE, dt.date(2026, 11, 20), minutes=minutes))
        by_service = yearly_counts.count_rows(sqlite, register, 2026)
        return follow_up.wait_guarantee(register.services[SERVICE], by_service[SERVICE])

    def test_the_last_day_is_within_it(self, sqlite: SqliteLedger) -> None:
        assert self.guarantee(sqlite, 9) == follow_up.WaitGuarantee(9, 1, 1, 1.0)

    def test_the_day_after_is_not(self, sqlite: SqliteLedger) -> None:
        assert self.guarantee(sqlite, 8) == follow_up.WaitGuarantee(8, 1, 0, 0.0)

    def test_a_first_session_that_says_its_minutes_is_one_too(self, sqlite: SqliteLedger) -> None:
        assert self.guarantee(sqlite, 9, minutes=90) == follow_up.WaitGuarantee(9, 1, 1, 1.0)

    @pytest.mark.parametrize(("days", "within"), [(15, 2), (14, None)])
    def test_without_numbers_it_is_of_case_reports_if_their_classes_end_with_it(
        self, days: int, within: int | None
    ) -> None:
        counts = YearCounts()
        for wait in ("0-5", "11-15", "16-20"):
            counts.add("cases", "a", {"wait": wait})
        register = direct(case_reports=True, wait_guarantee_days=days)
        told = follow_up.wait_guarantee(register.services[OPEN], counts)
        assert told is not None
        assert (told.first_sessions, told.within) == ((3, within) if within is not None else (None, None))

    def test_what_promises_nothing_has_none(self) -> None:
        assert follow_up.wait_guarantee(direct().services[OPEN], YearCounts()) is None


def test_what_the_budget_alone_pays_costs_its_part_of_it_and_raises_no_alert() -> None:
    counts = YearCounts()
    for _ in range(3):
        counts.add("events", "a", {"event": "session"})
    told = follow_up.spending(counts, [replace(BUDGET, amount_ore=1_000)], by_budget_alone=True)
    assert (told.used_share, told.alert, told.budget_per_session_ore) == (None, False, 333)


def test_half_an_ore_of_a_session_s_part_of_the_budget_is_rounded_up_as_in_every_amount() -> None:
    counts = YearCounts()
    for _ in range(2):
        counts.add("events", "a", {"event": "session"})
    told = follow_up.spending(counts, [replace(BUDGET, amount_ore=5)], by_budget_alone=True)
    assert told.budget_per_session_ore == 3


class TestKnownFigures:
    """The sources' own figures."""

    def test_occupancy_of_stockholm_2023_is_89_per_cent(self) -> None:
        assert share(5_163, 5_808) == pytest.approx(0.8889)


def test_a_year_is_counted_the_same_twice() -> None:
    assert year.of_seed(1).cells == year.of_seed(1).cells
