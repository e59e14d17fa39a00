"""Rules for the file of budgets: a row says what it means in one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.policy.price_rules import Check, File, repeated
from catalogue.schema.containers import Fault

TOTALS = ("kronor", "rows", "each")
PERFORMED = ("performed", "gross_hours")
SUMMARY = ("lowest", "highest", "median")


def budgets_are_unique(budget: File) -> Iterator[Fault]:
    """One service has one budget a year, one cost of the own unit, and one set of prices to compare with."""
    for name in ("budgets", "own_costs", "framework_prices"):
        yield from repeated(budget.get(name, []), name, ("year", "service"))


def budgets_have_one_total(budget: File) -> Iterator[Fault]:
    """A budget in kronor is one amount or the sum of its costs; income is beside costs, from which it is deducted."""
    for index, row in enumerate(budget["budgets"]):
        if "kronor" in row and "costs" in row:
            yield _contradiction("budgets", index, "kronor", "costs")
        elif "income" in row and "costs" not in row:
            yield Fault(("budgets", index, "income"), "one_of", {"keys": "costs"}, at_key=True)


def own_costs_are_said_once(budget: File) -> Iterator[Fault]:
    """A cost is of the year or of one session, and what it is divided by is counted once."""
    for index, row in enumerate(budget.get("own_costs", [])):
        if sum(name in row for name in TOTALS) != 1:
            yield Fault(("own_costs", index), "one_of", {"keys": ", ".join(TOTALS)})
        divided = [name for name in PERFORMED if name in row]
        if len(divided) > 1 or (divided and "each" in row):
            yield _contradiction("own_costs", index, divided[0], "each" if "each" in row else divided[1])
        if "gross_hours" in row and not row.get("occupancy_per_cent"):
            yield Fault(("own_costs", index, "gross_hours"), "one_of", {"keys": "occupancy_per_cent"}, at_key=True)


def framework_prices_are_listed_or_summed_up(budget: File) -> Iterator[Fault]:
    """Prices are each supplier's, from which the rest follows, or the summary that a source gives."""
    for index, row in enumerate(budget.get("framework_prices", [])):
        summary = [name for name in (*SUMMARY, "suppliers") if name in row]
        if "prices" in row and summary:
            yield _contradiction("framework_prices", index, summary[0], "prices")
        elif "prices" not in row and not row.keys() >= {*SUMMARY}:
            yield Fault(("framework_prices", index), "one_of", {"keys": f"prices, {'+'.join(SUMMARY)}"})


def _contradiction(name: str, index: int, field: str, other: str) -> Fault:
    facts: Mapping[str, str] = {"field": field, "other": other}
    return Fault((name, index, field), "service_contradicts", facts, at_key=True)


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (budgets_are_unique, ("budget",)),
    (budgets_have_one_total, ("budget",)),
    (own_costs_are_said_once, ("budget",)),
    (framework_prices_are_listed_or_summed_up, ("budget",)),
)
