"""The own unit's result: what it is paid, and what its visitors pay it, against what it costs (D14, D22, D32)."""

from dataclasses import dataclass
from datetime import date

from chalicelib.amounts import divide
from chalicelib.register.model import Register
from chalicelib.reporting.counts import YearCounts

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """The money of a service at the own unit in a year, up to a day. A result below zero is a deficit."""

    cost_ore: int
    cost_to_date_ore: int
    """The year's cost, spread evenly over its days."""
    amount_ore: int
    fee_ore: int
    result_ore: int
    cost_each_ore: int | None
    """What a session has cost, or an hour where hours are granted."""
    result_at_full_occupancy_ore: int | None
    """What the result would be if every budgeted session were performed, paid as those that were (D32)."""


def own_unit(register: Register, year: int, service: str, counts: YearCounts, today: date) -> OwnUnit | None:
    """Return the own unit's result by the cost that policy has of the year, or None where it has none."""
    cost = next((cost for cost in register.own_costs if (cost.year, cost.service) == (year, service)), None)
    if cost is None:
        return None
    entry = register.service(service)
    minutes = counts.own_minutes if entry and entry.decision else _MINUTES_AN_HOUR * counts.own_sessions
    if cost.amount_ore is None:
        full_ore = to_date_ore = divide((cost.each_ore or 0) * minutes, _MINUTES_AN_HOUR)
    else:
        passed, days = _days(year, today)
        full_ore, to_date_ore = cost.amount_ore, divide(cost.amount_ore * passed, days)
    income_ore = counts.own_amount_ore + counts.own_fee_ore
    budgets = (budget for budget in register.budgets if (budget.year, budget.service) == (year, service))
    budgeted = sum(budget.own_unit_sessions or 0 for budget in budgets)
    at_full_ore = None
    if budgeted and counts.own_sessions and cost.amount_ore is not None:
        passed, days = _days(year, today)
        at_full_ore = divide(income_ore * budgeted * passed, counts.own_sessions * days) - to_date_ore
    return OwnUnit(
        cost_ore=full_ore,
        cost_to_date_ore=to_date_ore,
        amount_ore=counts.own_amount_ore,
        fee_ore=counts.own_fee_ore,
        result_ore=income_ore - to_date_ore,
        cost_each_ore=divide(to_date_ore * _MINUTES_AN_HOUR, minutes) if minutes else None,
        result_at_full_occupancy_ore=at_full_ore,
    )


def _days(year: int, today: date) -> tuple[int, int]:
    """Return how many days of a year have passed at the end of a day, and how many it has."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (last - first).days + 1
    return max(0, min((today - first).days + 1, days)), days
