"""Budgets of a year and the costs to compare prices with: `policy/budget.yaml` (D23, D30, D52-53)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.register.model import RegisterBudget

Texts = Mapping[str, str]  # one text per language
File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Budget(RegisterBudget):
    """A year's budget as in the register, with its source."""

    source: Texts = field(default_factory=dict)
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class OwnCost:
    """The own unit's cost of a service in a year; `performed` counts sessions or hours (None: from the ledger)."""

    year: int
    service: str
    amount_ore: int
    performed: int | None
    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class FrameworkPrices:
    """Prices per session or hour under a framework agreement, as summarised by a source (D53)."""

    year: int
    service: str
    suppliers: int | None
    lowest_ore: int
    highest_ore: int
    median_ore: int
    source: Texts
    assumed: bool


def budgets(file: File) -> tuple[Budget, ...]:
    """Build the budgets from the checked file."""
    return tuple(
        Budget(
            **_common_fields(row),
            provider=row.get("provider"),
            own_unit_sessions=row.get("own_unit_sessions"),
            sessions=row.get("sessions"),
            amount_ore=ore(row["kronor"]) if "kronor" in row else None,
            reserve_ore=ore(row["reserve"]) if "reserve" in row else None,
        )
        for row in file["budgets"]
    )


def own_costs(file: File) -> tuple[OwnCost, ...]:
    """Build the costs of the municipality's own unit."""
    return tuple(
        OwnCost(**_common_fields(row), amount_ore=ore(row["kronor"]), performed=row.get("performed"))
        for row in file.get("own_costs", [])
    )


def framework_prices(file: File) -> tuple[FrameworkPrices, ...]:
    """Build the prices of framework agreements."""
    return tuple(
        FrameworkPrices(
            **_common_fields(row),
            suppliers=row.get("suppliers"),
            lowest_ore=ore(row["lowest"]),
            highest_ore=ore(row["highest"]),
            median_ore=ore(row["median"]),
        )
        for row in file.get("framework_prices", [])
    )


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

    >>> ore("1104"), ore("1104.50")
    (110400, 110450)
    """
    units, _, hundredths = kronor.partition(".")
    return int(units) * 100 + int(hundredths or 0)
