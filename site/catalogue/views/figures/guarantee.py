"""The share of first sessions within the time that is promised, from figures that are published already (D19).

It is a sum of shown classes over a shown total: a year of which one of them is hidden, or whose classes do not end with
the last of the days, has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.views.published_statistics import Year
from chalicelib.amounts import divide
from chalicelib.register.codes import waits_within

TABLES = {"firsts×wait": "sessions×visit|1", "cases×wait": "cases"}
"""Waits since the control number or, without numbers, in the reports of closed cases; with the cell of each total."""


def share(year: Year, days: int) -> int | None:
    """Return the share in whole per cent, or None if the year's figures do not tell it."""
    for table, total in TABLES.items():
        cells = year.tables.get(table)
        if cells is not None:
            within = [cells.get(f"{table}|{wait}") for wait in waits_within(days)]
            return _per_cent(within, cells.get(total))
    return None


def _per_cent(parts: Sequence[int | None], total: int | None) -> int | None:
    """Return the parts together as a share of the total; None if one of them is hidden, or if there is nothing.

    >>> _per_cent([60, 20], 100), _per_cent([60, None], 100), _per_cent([], 100)
    (80, None, None)
    """
    shown = [part for part in parts if part is not None]
    return divide(100 * sum(shown), total) if total and parts and len(shown) == len(parts) else None


def by_year(years: Sequence[Year], days: int) -> dict[int, int]:
    """Return the share of each year that tells it, newest first."""
    shares = {year.year: share(year, days) for year in years}
    return {year: per_cent for year, per_cent in shares.items() if per_cent is not None}
