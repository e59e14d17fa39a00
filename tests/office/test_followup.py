"""Follow-up: what the council asks for, each figure from what happened."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from chalicelib import payment_run
from chalicelib.ledger_sqlite import SqliteLedger
from office import figures, followup, sample
from tests.figures import year
from tests.office import month as spent_month
from tests.office.month import MONTH

TODAY = dt.date(2026, 11, 22)


class TestNumbers:
    """Issued, used, left and expired add up to what was granted."""

    def test_they_add_up(self, sqlite: SqliteLedger) -> None:
        found = followup._numbers(spent_month.spent(sqlite).source(), 2026, TODAY)
        assert (found.issued, found.exempt, found.granted, found.used, found.left) == (3, 1, 15, 8, 7)

    def test_what_is_left_after_the_last_day_has_expired(self, sqlite: SqliteLedger) -> None:
        found = followup._numbers(spent_month.spent(sqlite).source(), 2026, TODAY + dt.timedelta(days=400))
        assert (found.left, found.expired) == (0, 7)


class TestYear:
    """Sessions, kronor and shares."""

    def test_kronor_are_those_of_the_ledger(self, sqlite: SqliteLedger) -> None:
        source = spent_month.spent(sqlite).source()
        counted = figures.counted(source, 2026, lambda _: None)
        told = followup.of_year(source, 2026, counted, TODAY)
        assert told["spending"]["amount_ore"] == sum(row.amount_ore for row in sqlite.booked(MONTH))  # type: ignore[index]
        assert (told["sessions"], told["own_sessions"], told["own_share"]) == (8, 2, 0.25)
        json.dumps(told)

    def test_an_alert_comes_at_nine_tenths_of_the_budget(self, sqlite: SqliteLedger) -> None:
        source = spent_month.spent(sqlite).source()
        counted = figures.counted(source, 2026, lambda _: None)
        budget = replace(source.policy.budgets[0], amount_ore=counted.amount_ore * 10 // 9)
        assert followup.spending(counted, [budget]).alert
        assert not followup.spending(counted, [replace(budget, amount_ore=counted.amount_ore * 2)]).alert

    def test_without_a_budget_there_is_no_share_and_no_alert(self, sqlite: SqliteLedger) -> None:
        counted = figures.counted(spent_month.spent(sqlite).source(), 2026, lambda _: None)
        assert followup.spending(counted, []).used_share is None


class TestKnownFigures:
    """The sources' own figures."""

    def test_occupancy_of_stockholm_2023_is_89_per_cent(self) -> None:
        assert followup.share(5_163, 5_808) == pytest.approx(0.8889)


class TestSample:
    """Anyone can draw it again, and nobody can know it beforehand."""

    def test_it_draws_so_many_of_each_provider_and_none_that_was_taken_back(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        lines = list(payment_run.lines(sqlite, spent.register, MONTH))
        drawn = sample.draw(lines, "s", 9)
        assert len(drawn) == 8
        assert spent.claims[0] not in {line.claim_id for line in drawn}

    def test_those_drawn_have_the_least_hashes(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        lines = list(payment_run.lines(sqlite, spent.register, MONTH))
        drawn = {line.claim_id for line in sample.draw(lines, "s", 1)}
        for provider in {line.provider for line in lines}:
            standing = [one.claim_id for one in lines if one.provider == provider and one.claim_id != spent.claims[0]]
            assert min(standing, key=lambda one: sample.rank("s", one)) in drawn


def test_a_year_is_counted_the_same_twice() -> None:
    assert year.of_seed(1).counts == year.of_seed(1).counts
