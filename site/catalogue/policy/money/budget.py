"""Budgets of a year, how members share them, and the costs to compare prices with: `policy/budget.yaml` (D22-D53)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from catalogue.policy.money.prices import Prices, summarise
from chalicelib.amounts import divide
from chalicelib.register.model import RegisterBudget

Texts = Mapping[str, str]  # one text per language
File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row of a budget; below zero for money that is paid back. `deducted` income lowers what members share."""

    what: str
    amount_ore: int
    deducted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(RegisterBudget):
    """A year's budget as in the register, with its source, and its rows where policy lists them."""

    source: Texts = field(default_factory=dict)
    assumed: bool = False
    costs: tuple[BudgetRow, ...] = ()
    income: tuple[BudgetRow, ...] = ()

    @property
    def shared_ore(self) -> int:
        """Return what the members of a joint service share: the costs less the income that is deducted first (D42)."""
        return _total(self.costs) - _total(row for row in self.income if row.deducted)

    @property
    def income_ore(self) -> int:
        """Return the income of a joint service: what its members share, and every other row (D42)."""
        return self.shared_ore + _total(self.income)


@dataclass(frozen=True, slots=True)
class OwnCost:
    """What a service costs at the own unit in a year, with overhead.

    `amount_ore` is of the whole year, `each_ore` of one session or hour: one of them is known. `performed` counts
    sessions or hours (None: from the ledger); `occupancy` is the share of the working hours that are performed.
    """

    year: int
    service: str
    source: Texts
    assumed: bool
    amount_ore: int | None
    performed: int | Fraction | None
    each_ore: int | None = None
    occupancy: Fraction | None = None


@dataclass(frozen=True, slots=True)
class FrameworkPrices:
    """Prices per session or hour under a framework agreement: each supplier's, or a source's summary (D53)."""

    year: int
    service: str
    prices: Prices
    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class CostSharing:
    """The terms by which members share costs: the rise of each year, what rises, and the limit of a review (D43, D44).

    `raised` names two amounts while the agreement does not say which one rises.
    """

    yearly_rise_per_cent: Decimal
    raised: tuple[str, ...]
    review_limit_ore: int | None
    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class Population:
    """The municipality's residents in a year, which figures are set beside (D22)."""

    year: int
    residents: int
    aged_18_69: int
    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class Counsellors:
    """How many counsellors a service has in a year, whole posts and parts of them, in hundredths (D22, D45)."""

    year: int
    service: str
    hundredths: int
    source: Texts
    assumed: bool


def budgets(file: File) -> tuple[Budget, ...]:
    """Build the budgets from the checked file; costs in rows are the budget in kronor."""
    return tuple(
        Budget(
            **_common_fields(row),
            provider=row.get("provider"),
            own_unit_sessions=row.get("own_unit_sessions"),
            sessions=row.get("sessions"),
            amount_ore=_amount(row, "costs"),
            reserve_ore=ore(row["reserve"]) if "reserve" in row else None,
            costs=_rows(row.get("costs", [])),
            income=_rows(row.get("income", [])),
        )
        for row in file["budgets"]
    )


def own_costs(file: File) -> tuple[OwnCost, ...]:
    """Build the costs of the municipality's own unit, with their overhead; a budget's costs hold until there is one."""
    costs = [*map(_own_cost, file.get("own_costs", []))]
    given = {(cost.year, cost.service) for cost in costs}
    of_budgets = [
        OwnCost(**_common_fields(row), amount_ore=_amount(row, "costs"), performed=None)
        for row in file["budgets"]
        if "costs" in row and (row["year"], row["service"]) not in given
    ]
    return (*costs, *of_budgets)


def framework_prices(file: File) -> tuple[FrameworkPrices, ...]:
    """Build the prices of framework agreements."""
    return tuple(
        FrameworkPrices(**_common_fields(row), prices=_prices(row)) for row in file.get("framework_prices", [])
    )


def populations(file: File) -> tuple[Population, ...]:
    """Build the residents of each year."""
    return tuple(Population(**{**row, "assumed": row.get("assumed", False)}) for row in file.get("population", []))


def counsellors(file: File) -> tuple[Counsellors, ...]:
    """Build the number of counsellors of each year and service."""
    return tuple(
        Counsellors(**_common_fields(row), hundredths=int(100 * Decimal(row["number"])))
        for row in file.get("counsellors", [])
    )


def cost_sharing(file: File) -> CostSharing | None:
    """Build the terms by which members share costs, or None where policy has none."""
    row = file.get("cost_sharing")
    return row and CostSharing(
        yearly_rise_per_cent=Decimal(str(row["yearly_rise_per_cent"])),
        raised=tuple(row["raised"]),
        review_limit_ore=ore(row["review_limit"]) if "review_limit" in row else None,
        source=row["source"],
        assumed=row.get("assumed", False),
    )


def _own_cost(row: Mapping[str, Any]) -> OwnCost:
    occupancy = _share(row["occupancy_per_cent"]) if "occupancy_per_cent" in row else None
    gross_hours = row.get("gross_hours")
    with_overhead = 1 + _share(row.get("overhead_per_cent", 0))
    return OwnCost(
        **_common_fields(row),
        amount_ore=_rounded(_amount(row, "rows"), with_overhead),
        performed=gross_hours * occupancy if gross_hours and occupancy else row.get("performed"),
        each_ore=_rounded(ore(row["each"]) if "each" in row else None, with_overhead),
        occupancy=occupancy,
    )


def _prices(row: Mapping[str, Any]) -> Prices:
    listed = summarise([ore(price) for price in row.get("prices", [])])
    return listed or Prices(row.get("suppliers"), *(ore(row[name]) for name in ("lowest", "highest", "median")))


def _amount(row: Mapping[str, Any], rows: str) -> int | None:
    """Return the sum of the rows, or the amount in kronor, or None without either."""
    return _total(_rows(row[rows])) if rows in row else ore(row["kronor"]) if "kronor" in row else None


def _rows(rows: Sequence[Mapping[str, Any]]) -> tuple[BudgetRow, ...]:
    return tuple(BudgetRow(row["what"], ore(row["kronor"]), row.get("deducted", False)) for row in rows)


def _total(rows: Iterable[BudgetRow]) -> int:
    return sum(row.amount_ore for row in rows)


def _share(per_cent: float) -> Fraction:
    return Fraction(str(per_cent)) / 100


def _rounded(amount_ore: int | None, factor: Fraction) -> int | None:
    """Return an amount times a factor, half an öre rounded up."""
    if amount_ore is None:
        return None
    return divide(amount_ore * factor.numerator, factor.denominator)


def _common_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that all rows share: year, service, source and whether it is assumed."""
    return {
        "year": row["year"],
        "service": row["service"],
        "source": row["source"],
        "assumed": row.get("assumed", False),
    }


def ore(kronor: str) -> int:
    """Convert kronor, as written in policy, to whole öre.

    >>> ore("1104"), ore("1104.50"), ore("-0.50")
    (110400, 110450, -50)
    """
    units, _, hundredths = kronor.removeprefix("-").partition(".")
    amount_ore = int(units) * 100 + int(hundredths or 0)
    return -amount_ore if kronor.startswith("-") else amount_ore
