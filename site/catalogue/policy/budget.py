"""What the council decides for a year, and what prices are compared with: `policy/budget.yaml` (D23, D30, D52-53)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.register import parser

Texts = Mapping[str, str]  # one text a language
File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Budget(parser.Budget):
    """What the register says of a year's budget, and which source says it."""

    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class OwnCost:
    """What the own unit's service cost in a year, and for how many sessions or hours; None: those of the ledger."""

    year: int
    service: str
    amount_ore: int
    performed: int | None
    source: Texts
    assumed: bool


@dataclass(frozen=True, slots=True)
class FrameworkPrices:
    """Prices a session or hour of suppliers under a framework agreement, as a source sums them up (D53)."""

    year: int
    service: str
    suppliers: int | None
    lowest_ore: int
    highest_ore: int
    median_ore: int
    source: Texts
    assumed: bool


def budgets(file: File) -> tuple[Budget, ...]:
    """Read the budgets of the file, once it has been checked."""
    return tuple(
        Budget(
            **_said(row),
            own_unit_sessions=row.get("own_unit_sessions"),
            sessions=row.get("sessions"),
            amount_ore=ore(row["kronor"]) if "kronor" in row else None,
            reserve_ore=ore(row["reserve"]) if "reserve" in row else None,
        )
        for row in file["budgets"]
    )


def own_costs(file: File) -> tuple[OwnCost, ...]:
    """Read what the own unit's services have cost."""
    return tuple(
        OwnCost(**_said(row), amount_ore=ore(row["kronor"]), performed=row.get("performed"))
        for row in file.get("own_costs", [])
    )


def framework_prices(file: File) -> tuple[FrameworkPrices, ...]:
    """Read the prices of framework agreements."""
    return tuple(
        FrameworkPrices(
            **_said(row),
            suppliers=row.get("suppliers"),
            lowest_ore=ore(row["lowest"]),
            highest_ore=ore(row["highest"]),
            median_ore=ore(row["median"]),
        )
        for row in file.get("framework_prices", [])
    )


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what every row says: of which year and service, and by which source."""
    return {
        "year": row["year"],
        "service": row["service"],
        "source": row["source"],
        "assumed": row.get("assumed", False),
    }


def ore(kronor: str) -> int:
    """Turn kronor as policy writes them into whole öre.

    >>> ore("1104"), ore("1104.50")
    (110400, 110450)
    """
    whole, _, part = kronor.partition(".")
    return int(whole) * 100 + int(part or 0)
