"""The statistics that may be published: which tables there are, and how a tally becomes cells that hang together.

Each table is one dimension of a subject, or two crossed. Its margins are cells of their own, and tables that count the
same thing share them: `sessions` is what `events` counts as sessions.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.register.parser import EVENTS, REGI, Register
from chalicelib.reporting import case_report, suppression
from chalicelib.reporting.suppression import Cell, Publication, Sum, Suppressed
from chalicelib.reporting.yearly_counts import HOST, NONE, OTHERS, YearCounts
from chalicelib.rules.issuing import BECAUSE

SCHEMA = 1

VALUES: Mapping[str, tuple[str, ...]] = {
    "event": EVENTS,
    "month": tuple(f"{month:02}" for month in range(1, 13)),
    "regi": REGI,
    "fee": ("ordinary", "exempt"),
    "counsellors": ("1", "2"),
    "member": (HOST, OTHERS),
    "visit": case_report.SESSIONS,
    "wait": case_report.WAITS,
    "gender": case_report.GENDERS,
    "age": case_report.AGES,
    "child_age": case_report.CHILD_AGES,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "sessions": case_report.SESSIONS,
    "content": case_report.CONTENTS,
    "initiative": case_report.INITIATIVES,
    "told": ("yes", "no", "not_stated"),
    "recommended": (NONE, *REGI),
    "because": (NONE, *BECAUSE),
}
"""Every value that a dimension can take, in the order in which it is read; a value that nothing has counts zero."""

SAME = {
    "sessions": "events×event|session",
    "firsts": "sessions×visit|1",
    "numbers×because|none": "numbers×recommended|none",
    **{f"sessions×month|{month:02}": f"events×event×month|session|{month:02}" for month in range(1, 13)},
}
"""Cells that count the same as a cell of another table, under the name that both have."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: a subject, counted by one dimension or by two."""

    subject: str
    dimensions: tuple[str, ...]

    @property
    def id(self) -> str:
        """Give its name, which is also that of its counts in a tally."""
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


def publication_of(tally: YearCounts) -> Publication:
    """Turn a tally into cells, the sums between them, and the tables that have anything in them."""
    cells: dict[str, Cell] = {}
    sums: dict[Sum, None] = {}
    tables = []
    for layout in LAYOUTS:
        if not tally.counts.get((layout.id, ())) and not any(key[0] == layout.id for key in tally.counts):
            continue
        names = [(_name(table, values), table, values) for table, values in _cells(layout)]
        for name, table, values in names:
            if name not in cells:
                cells[name] = _cell(tally, table, values)
        sums |= dict.fromkeys(_sums(layout))
        tables.append(suppression.Table(layout.id, tuple(name for name, _, _ in names)))
    return Publication(cells, tuple(sums), tuple(tables))


def _cells(layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the cells of a table: the total, the margins of a crossed one, and the cells within."""
    yield layout.subject, ()
    for dimension in layout.dimensions:
        for value in VALUES[dimension]:
            yield f"{layout.subject}×{dimension}", (value,)
    if len(layout.dimensions) > 1:
        first, second = layout.dimensions
        for one in VALUES[first]:
            for other in VALUES[second]:
                yield layout.id, (one, other)


def _sums(layout: Layout) -> Iterator[Sum]:
    """Give the rules of a table: each dimension adds up to the total, each row and column to its margin."""
    total = _name(layout.subject, ())
    for dimension in layout.dimensions:
        table = f"{layout.subject}×{dimension}"
        yield Sum(total, tuple(_name(table, (value,)) for value in VALUES[dimension]))
    if len(layout.dimensions) > 1:
        first, second = layout.dimensions
        for one in VALUES[first]:
            parts = tuple(_name(layout.id, (one, other)) for other in VALUES[second])
            yield Sum(_name(f"{layout.subject}×{first}", (one,)), parts)
        for other in VALUES[second]:
            parts = tuple(_name(layout.id, (one, other)) for one in VALUES[first])
            yield Sum(_name(f"{layout.subject}×{second}", (other,)), parts)


def _name(table: str, values: tuple[str, ...]) -> str:
    """Name a cell: what is the same has one name."""
    name = "|".join((table, *values))
    return SAME.get(name, name)


def _cell(tally: YearCounts, table: str, values: tuple[str, ...]) -> Cell:
    counted = tally.counts.get((table, values), Counter[str]())
    return Cell(sum(counted.values()), {who: own for who, own in counted.items() if who})


def content(register: Register, year: int, tally: YearCounts, published: Mapping[str, int | None]) -> dict[str, object]:
    """Give what is published of a year: a hidden cell is null, and a withheld table is named and nothing more.

    `published` are the cells of an earlier file of the same year.
    """
    publication = publication_of(tally)
    done = suppression.suppress(publication, published)
    tables = {
        table.id: {cell: done.shown.get(cell) for cell in table.cells}
        for table in publication.tables
        if table.id not in done.withheld
    }
    return {
        "schema": SCHEMA,
        "year": year,
        "municipality": register.municipality.name,
        "demo": register.municipality.demo,
        "smallest_shown": suppression.SMALLEST_SHOWN,
        "tables": tables,
        "withheld": list(done.withheld),
        "means": _means(tally, tables),
        "hours": _hours(tally, done),
    }


HOURS = (("sessions", ()), *(("sessions×member", (one,)) for one in (HOST, OTHERS)))
"""The cells whose time is published beside their count (D48: time and share of use)."""


def _hours(tally: YearCounts, done: Suppressed) -> dict[str, int]:
    """Give whole hours of the cells whose count is shown: where a count is hidden its time would tell it."""
    found = {_name(*key): tally.minutes.get(key, 0) for key in HOURS}
    return {name: (minutes + 30) // 60 for name, minutes in found.items() if done.shown.get(name)}


def _means(tally: YearCounts, tables: Mapping[str, Mapping[str, int | None]]) -> dict[str, float]:
    """Give means to one decimal, each where its table is shown whole: it is one more sum, that would tell hidden cells.

    The wait's classes say how long waits are, so that their mean bounds how many are in each.
    """
    found = {}
    if _whole(tables.get("firsts×wait")) and tally.waits:
        found["wait_days"] = round(tally.wait_days / tally.waits, 1)
    visits = tables.get("sessions×visit", {})
    sessions, firsts = (visits.get(SAME[name]) for name in ("sessions", "firsts"))
    if _whole(visits) and sessions and firsts:
        found["sessions_per_number"] = round(sessions / firsts, 1)
    return found


def _whole(table: Mapping[str, int | None] | None) -> bool:
    """Tell whether a table is published with nothing hidden in it."""
    return table is not None and None not in table.values()


def cells(published: Mapping[str, object]) -> dict[str, int | None]:
    """Give the cells of a published file, hidden ones as None, for the next suppression to know of."""
    tables = published["tables"]
    if not isinstance(tables, Mapping):
        raise TypeError("tables is an object")
    return {cell: value for table in tables.values() for cell, value in table.items()}
