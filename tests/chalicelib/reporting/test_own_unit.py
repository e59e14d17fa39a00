"""The own unit's result: derived from what it costs by policy and what it is paid by the ledger (D14, D22, D32)."""

import datetime as dt
from dataclasses import replace

import pytest

from chalicelib.register.model import Register, RegisterBudget
from chalicelib.register.own_costs import RegisterOwnCost
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.own_unit import OwnUnit, own_unit
from tests.support.chalicelib.sample import SERVICE, nacka, rules

LAST, MIDDLE = dt.date(2025, 12, 31), dt.date(2025, 7, 2)
"""The end of the year, and its 183rd day."""
PAID = YearCounts(own_amount_ore=800_000, own_fee_ore=200_000, own_sessions=10, own_minutes=900)


def result(register: Register, today: dt.date = LAST, counts: YearCounts = PAID) -> OwnUnit | None:
    """Return the result of the service in 2025."""
    return own_unit(register, 2025, next(iter(register.services)), counts, today)


def costing(amounts: dict[str, int], *budgets: RegisterBudget, year: int = 2025) -> Register:
    """Build a register in which the own unit costs so much."""
    cost = {"year": year, "service": SERVICE, **amounts}
    rows = [
        {"year": budget.year, "service": budget.service, "own_unit_sessions": budget.own_unit_sessions}
        for budget in budgets
    ]
    return rules(own_costs=[cost], budgets=rows)


def test_what_policy_has_no_cost_of_has_no_result() -> None:
    assert result(rules()) is None
    assert result(costing({"amount_ore": 1}, year=2024)) is None


@pytest.mark.parametrize(("amount_ore", "result_ore"), [(1_500_000, -500_000), (1_000_000, 0), (900_000, 100_000)])
def test_a_deficit_is_what_the_cost_is_beyond_payment_and_fees(amount_ore: int, result_ore: int) -> None:
    found = result(costing({"amount_ore": amount_ore}))
    assert found is not None
    assert (found.result_ore, found.cost_each_ore) == (result_ore, amount_ore // 10)


def test_during_the_year_the_cost_is_spread_evenly_over_its_days() -> None:
    found = result(costing({"amount_ore": 3_650_000}), MIDDLE)
    assert found is not None
    assert (found.cost_ore, found.cost_to_date_ore, found.result_ore) == (3_650_000, 1_830_000, -830_000)


@pytest.mark.parametrize(("budgeted", "at_full_ore"), [(10, -500_000), (15, 0), (20, 500_000), (0, None)])
def test_at_full_occupancy_every_budgeted_session_is_paid_as_those_that_were_held(
    budgeted: int, at_full_ore: int | None
) -> None:
    """A tariff that does not cover the cost at full occupancy never will (D32)."""
    budget = RegisterBudget(2025, SERVICE, budgeted, None, None, None)
    found = result(costing({"amount_ore": 1_500_000}, budget))
    assert found is not None
    assert found.result_at_full_occupancy_ore == at_full_ore


@pytest.mark.parametrize(
    ("register", "cost_ore"),
    [(rules(), 10 * 56_760), (nacka(), 15 * 56_760)],
    ids=["ten sessions", "fifteen hours"],
)
def test_a_cost_of_each_session_or_hour_is_that_of_those_performed(register: Register, cost_ore: int) -> None:
    """567.60 an hour (D52)."""
    cost = RegisterOwnCost(2025, next(iter(register.services)), None, 56_760)
    found = result(replace(register, own_costs=(cost,)), MIDDLE)
    assert found is not None
    assert (found.cost_ore, found.cost_to_date_ore, found.cost_each_ore) == (cost_ore, cost_ore, 56_760)
    assert found.result_ore == PAID.own_amount_ore + PAID.own_fee_ore - cost_ore


def test_without_any_session_the_whole_cost_is_the_deficit() -> None:
    found = result(costing({"amount_ore": 1_500_000}), counts=YearCounts())
    assert found is not None
    assert (found.result_ore, found.cost_each_ore, found.result_at_full_occupancy_ore) == (-1_500_000, None, None)
