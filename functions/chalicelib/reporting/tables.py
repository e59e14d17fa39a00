"""The published statistics: which tables there are, and how a year's counts become related cells.

Each table is one dimension of a subject, or two crossed. Its margins are cells of their own, and tables that count the
same thing share them: `sessions` is what `events` counts as sessions.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.register import codes
from chalicelib.register.model import Register
from chalicelib.reporting import suppression
from chalicelib.reporting.suppression import Cell, Publication, Sum, Suppressed
from chalicelib.reporting.yearly_counts import HOST, NONE, OTHERS, ByService, YearCounts

SCHEMA = 2

VALUES: Mapping[str, tuple[str, ...]] = {
    "event": codes.EVENTS,
    "month": codes.MONTHS,
    "regi": codes.REGI,
    "fee": ("ordinary", "exempt"),
    "counsellors": ("1", "2"),
    "member": (HOST, OTHERS),
    "visit": codes.SESSIONS,
    "wait": codes.WAITS,
    "gender": codes.GENDERS,
    "age": codes.AGES,
    "child_age": codes.CHILD_AGES,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "sessions": codes.SESSIONS,
    "content": codes.CONTENTS,
    "initiative": codes.INITIATIVES,
    "told": ("yes", "no", "not_stated"),
    "recommended": codes.RECOMMENDED,
    "because": (NONE, *codes.BECAUSE),
}
"""Every value of each dimension, in display order; a value without occurrences counts zero."""

SAME = {
    "sessions": "events×event|session",
    "firsts": "sessions×visit|1",
    "numbers×because|none": "numbers×recommended|none",
    **{f"sessions×month|{month}": f"events×event×month|session|{month}" for month in codes.MONTHS},
}
"""Cells that count the same as a cell of another table, mapped to their common name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: a subject, counted by one dimension or by two."""

    subject: str
    dimensions: tuple[str, ...]

    @property
    def id(self) -> str:
        """Return the table's name, which is also its key in YearCounts."""
        return "×".join((self.subject, *self.dimensions))


LAYOUTS: tuple[Layout, ...] = (
    Layout("events", ("event",)),
    Layout("events", ("month",)),
    Layout("events", ("event", "month")),
    Layout("sessions", ("regi",)),
    Layout("sessions", ("regi", "month")),
    Layout("sessions", ("fee",)),
    Layout("sessions", ("counsellors",)),
    Layout("sessions", ("member",)),
    Layout("sessions", ("visit",)),
    Layout("firsts", ("wait",)),
    Layout("firsts", ("regi",)),
    Layout("numbers", ("told",)),
    Layout("numbers", ("recommended",)),
    Layout("numbers", ("because",)),
    Layout("cases", ("quarter",)),
    Layout("cases", ("sessions",)),
    Layout("cases", ("wait",)),
    Layout("cases", ("content",)),
    Layout("cases", ("initiative",)),
    Layout("cases", ("member",)),
    Layout("persons", ("gender",)),
    Layout("persons", ("age",)),
    Layout("persons", ("gender", "age")),
    Layout("children", ("child_age",)),
)


def publication_of(counts: YearCounts) -> Publication:
    """Return a year's cells, the sums between them, and the tables that have any counts."""
    cells: dict[str, Cell] = {}
    sums: dict[Sum, None] = {}
    tables = []
    for layout in LAYOUTS:
        if not counts.cells.get((layout.id, ())) and not any(key[0] == layout.id for key in counts.cells):
            continue
        names = [(_name(table, values), table, values) for table, values in _cells(layout)]
        for name, table, values in names:
            if name not in cells:
                cells[name] = _cell(counts, table, values)
        sums |= dict.fromkeys(_sums(layout))
        tables.append(suppression.Table(layout.id, tuple(name for name, _, _ in names)))
    return Publication(cells, tuple(sums), tuple(tables))


def _cells(layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the cells of a table: the total, the margins of a crossed table, and the inner cells."""
    yield layout.subject, ()
    for dimension in layout.dimensions:
        for value in VALUES[dimension]:
            yield f"{layout.subject}×{dimension}", (value,)
    if len(layout.dimensions) > 1:
        first, second = layout.dimensions
        for row_value in VALUES[first]:
            for column_value in VALUES[second]:
                yield layout.id, (row_value, column_value)


def _sums(layout: Layout) -> Iterator[Sum]:
    """Yield the sums of a table: each dimension adds up to the total, each row and column to its margin."""
    total = _name(layout.subject, ())
    for dimension in layout.dimensions:
        table = f"{layout.subject}×{dimension}"
        yield Sum(total, tuple(_name(table, (value,)) for value in VALUES[dimension]))
    if len(layout.dimensions) > 1:
        first, second = layout.dimensions
        for row_value in VALUES[first]:
            parts = tuple(_name(layout.id, (row_value, column_value)) for column_value in VALUES[second])
            yield Sum(_name(f"{layout.subject}×{first}", (row_value,)), parts)
        for column_value in VALUES[second]:
            parts = tuple(_name(layout.id, (row_value, column_value)) for row_value in VALUES[first])
            yield Sum(_name(f"{layout.subject}×{second}", (column_value,)), parts)


def _name(table: str, values: tuple[str, ...]) -> str:
    """Return a cell's name; cells that count the same share one name."""
    name = "|".join((table, *values))
    return SAME.get(name, name)


def _cell(counts: YearCounts, table: str, values: tuple[str, ...]) -> Cell:
    by_provider = counts.cells.get((table, values), Counter[str]())
    return Cell(sum(by_provider.values()), {provider: own for provider, own in by_provider.items() if provider})


def content(
    register: Register, year: int, by_service: ByService, published: Mapping[str, Any] | None
) -> dict[str, object]:
    """Return the published content of a year, service by service, each suppressed for itself: no figure adds two.

    `published` is the content of an earlier file of the same year.
    """
    return {
        "schema": SCHEMA,
        "year": year,
        "municipality": register.municipality.name,
        "demo": register.municipality.demo,
        "smallest_shown": suppression.SMALLEST_SHOWN,
        "services": {
            service: _service_content(by_service[service], cells(published, service) if published else {})
            for service in register.services
        },
    }


def _service_content(counts: YearCounts, published: Mapping[str, int | None]) -> dict[str, object]:
    """Return a service's figures: a hidden cell is null, and a withheld table is only named."""
    publication = publication_of(counts)
    suppressed = suppression.suppress(publication, published)
    tables = {
        table.id: {cell: suppressed.shown.get(cell) for cell in table.cells}
        for table in publication.tables
        if table.id not in suppressed.withheld
    }
    return {
        "tables": tables,
        "withheld": list(suppressed.withheld),
        "means": _means(counts, tables),
        "hours": _hours(counts, suppressed),
    }


HOURS = (("sessions", ()), *(("sessions×member", (member,)) for member in (HOST, OTHERS)))
"""The cells whose hours are published beside their count (D48: time and share of use)."""


def _hours(counts: YearCounts, suppressed: Suppressed) -> dict[str, int]:
    """Return whole hours of the cells whose count is shown; the hours would reveal a hidden count."""
    minutes_by_cell = {_name(*key): counts.minutes.get(key, 0) for key in HOURS}
    return {name: (minutes + 30) // 60 for name, minutes in minutes_by_cell.items() if suppressed.shown.get(name)}


def _means(counts: YearCounts, tables: Mapping[str, Mapping[str, int | None]]) -> dict[str, float]:
    """Return means to one decimal, each only if its table has no hidden cell: a mean is one more sum.

    The classes of a wait give its length, so the mean bounds how many are in each.
    """
    means = {}
    if _has_no_hidden_cell(tables.get("firsts×wait")) and counts.waits:
        means["wait_days"] = round(counts.wait_days / counts.waits, 1)
    visits = tables.get("sessions×visit", {})
    sessions, firsts = (visits.get(SAME[name]) for name in ("sessions", "firsts"))
    if _has_no_hidden_cell(visits) and sessions and firsts:
        means["sessions_per_number"] = round(sessions / firsts, 1)
    return means


def _has_no_hidden_cell(table: Mapping[str, int | None] | None) -> bool:
    """Return whether a table is published without hidden cells."""
    return table is not None and None not in table.values()


def cells(published: Mapping[str, Any], service: str) -> dict[str, int | None]:
    """Return a service's cells of a published file, hidden ones as None, as input to the next suppression."""
    tables = published["services"].get(service, {}).get("tables", {})
    return {cell: value for table in tables.values() for cell, value in table.items()}
