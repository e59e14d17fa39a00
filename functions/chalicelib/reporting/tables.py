"""The published statistics: a year's counts become tables whose figures tell of nobody.

Tables are published one after another, since some need what an earlier one shows; none shows what another one hides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.register.model import Register
from chalicelib.reporting import by_provider, dimensions, first_sessions, layouts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.dimensions import HOST, OTHERS
from chalicelib.reporting.figures import Figures
from chalicelib.reporting.layouts import FIRSTS, REPORTED, SESSIONS, Layout
from chalicelib.reporting.suppression import SMALLEST_SHOWN, Cell, Draw, Row, hidden
from chalicelib.reporting.yearly_counts import ByService

SCHEMA = 3

MEANS = {"wait_days": "firsts×wait", "sessions_per_number": "sessions×visit"}
"""The means of a year, and the table that must be shown whole for each."""

Table = dict[str, int | None]
"""The figures of a table by cell, the total first; a hidden one is None."""


def content(register: Register, year: int, by_service: ByService) -> dict[str, Any]:
    """Return the published content of a year, service by service, each suppressed for itself: no figure adds two."""
    return {
        "schema": SCHEMA,
        "year": year,
        "municipality": register.municipality.name,
        "demo": register.municipality.demo,
        "smallest_shown": SMALLEST_SHOWN,
        "services": {
            service: publish(register, service, by_service[service], Draw(by_service[service].secret, year))
            for service in register.services
        },
    }


def publish(
    register: Register, service: str, counts: YearCounts, draw: Draw, collected: Sequence[Layout] | None = None
) -> dict[str, Any]:
    """Return a service's figures: a hidden cell is null, and a withheld table is only named."""
    published = _Published(Figures(register, service, counts), draw)
    collected = layouts.collected(register, register.services[service]) if collected is None else collected
    for layout in collected:
        published.add(layout)
    return {
        "tables": published.tables,
        "withheld": sorted(published.withheld),
        "not_collected": sorted({layout.id for layout in layouts.LAYOUTS} - {layout.id for layout in collected}),
        "means": _means(counts, published.tables),
        "hours": _hours(counts, cells_of(published.tables)),
    }


def differing(register: Register, by_service: ByService, published: Mapping[str, Any]) -> list[str]:
    """Return the shown figures of a published year that the counts no longer bear out, each with its service."""
    return [
        f"{service}: {name}"
        for service, figures in published["services"].items()
        for name in _differing(register, service, by_service.get(service, YearCounts()), figures)
    ]


def cells(published: Mapping[str, Any], service: str) -> Table:
    """Return a service's cells of a published year, hidden ones as None."""
    return cells_of(published["services"].get(service, {}).get("tables", {}))


def cells_of(tables: Mapping[str, Table]) -> Table:
    """Return the cells of all tables."""
    return {cell: value for table in tables.values() for cell, value in table.items()}


def _differing(register: Register, service: str, counts: YearCounts, published: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs; figures of case reports only while there are any: they are deleted before the ledger is."""
    figures = Figures(register, service, counts).all() if service in register.services else {}
    shown, reports = cells_of(published["tables"]), counts.count("cases")
    for cell, value in shown.items():
        if value is not None and figures.get(cell) != value and (reports or cell.partition("×")[0] not in REPORTED):
            yield cell
    for name, values in (("means", _means(counts, published["tables"])), ("hours", _hours(counts, shown))):
        yield from (f"{name} of {key}" for key, value in published[name].items() if values.get(key) != value)


@dataclass(slots=True)
class _Published:
    """The tables that are published so far, and those that are withheld."""

    figures: Figures
    draw: Draw
    tables: dict[str, Table] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)

    def add(self, layout: Layout) -> None:
        """Publish a table, in coarser classes if it has to be, or withhold it."""
        if "provider" in layout.dimensions:
            self._add_by_provider(layout)
            return
        if self._may_follow(layout):
            for level in self.figures.levels(layout):
                row = self.figures.row(layout, level)
                hide = self._hidden(layout, row)
                if hide is not None and self._adds_up(layout, row):
                    table = "×".join((layout.subject, *level))
                    shown = {name: None if name in hide else cell.value for name, cell in row.cells.items()}
                    self.tables[table] = {layout.total: row.total.value, **shown}
                    return
        self.withheld.append(layout.id)

    def _add_by_provider(self, layout: Layout) -> None:
        """Publish a table by provider with some providers hidden, or withhold it.

        Recommendations without their reasons are not published beside those with them; and the reasons are not where
        they would leave few of the own unit's, which are in the sums of all.
        """
        if layout.id == layouts.RECOMMENDED and layouts.BY_REASON in self.tables:
            return
        register, row = self.figures.register, self.figures.row(layout, next(self.figures.levels(layout)))
        service = register.services[self.figures.service]
        names = dimensions.at_work(register, service, self.draw.year) | row.total.own.keys()
        if layout.total == layouts.RECOMMENDED_PRIVATE:
            names &= {*dimensions.chosen(register, service.id, "private")}
        counts = {cell: row.cells[cell].value for cell in row.cells if cell.split("|")[1] in names}
        least = first_sessions.LEAST_SESSIONS if layout.total == FIRSTS else SMALLEST_SHOWN
        cells = by_provider.shown(layout.id, counts, self.draw, least)
        if layout.id == layouts.BY_REASON and by_provider.leaves_few(counts, self._classes_of("numbers×because")):
            cells = {}
        if layout.id == first_sessions.TABLE and not self._hides_kinds(cells) and self._tells_few_by_kind():
            cells = {}
        if cells and self._may_follow(layout) and self._adds_up(layout, row):
            self.tables[layout.id] = {layout.total: row.total.value, **cells}
        else:
            self.withheld.append(layout.id)

    def _classes_of(self, table: str) -> dict[str, int]:
        """Return what the classes of a published table hold, without its total; hidden ones are not among them."""
        cells = self.tables.get(table, {})
        return {cell: value for cell, value in cells.items() if value is not None and cell.startswith(f"{table}|")}

    def _may_follow(self, layout: Layout) -> bool:
        """Return whether everything that a table needs is shown: its total, and the tables that it divides further.

        First sessions by kind of provider would be one more sum of the hidden providers, if these are of both kinds.
        """
        if layout.total == FIRSTS and FIRSTS not in self.tables.get("sessions×visit", {}):
            return False
        if layout.id == "firsts×regi" and (
            self._hides_kinds(self.tables.get(first_sessions.TABLE, {})) or self._tells_few_by_kind()
        ):
            return False
        return not any(None in self.tables.get(table, {"": None}).values() for table in layout.after)

    def _hides_kinds(self, table: Table) -> bool:
        """Return whether a table by provider hides providers of both kinds: then the kinds' sums are not told."""
        providers = self.figures.register.providers
        return len({providers[provider].regi for provider in by_provider.hidden_providers(table)}) > 1

    def _tells_few_by_kind(self) -> bool:
        """Return whether first sessions by kind would leave few of the sessions by kind that are shown, or none."""
        if "sessions×regi" not in self.tables:
            return False
        firsts, sessions = (
            self.figures.row(layout, next(self.figures.levels(layout))).cells.values()
            for layout in (layouts.BY_ID["firsts×regi"], layouts.BY_ID["sessions×regi"])
        )
        return any(
            Row({str(n): cell for n, cell in enumerate(cells)}, of_providers=True).small
            for cells in (firsts, map(Cell.without, sessions, firsts))
        )

    def _adds_up(self, layout: Layout, row: Row) -> bool:
        """Return whether a row has the total that is shown, and that of all sessions.

        Visits are of a part of the sessions in the year in which a service begins to have numbers. The difference would
        be told, also by the hours, which are those of all.
        """
        total = row.total.value
        sessions = self.figures.counts.count("sessions") if layout.total == SESSIONS else total
        return sessions in (0, total) and cells_of(self.tables).get(layout.total, total) == total

    def _hidden(self, layout: Layout, row: Row) -> frozenset[str] | None:
        """Return the cells of a row that are hidden; None if it cannot be shown at all."""
        if len(layout.dimensions) > 1:
            return None if row.small else row.small
        cells = self._not_known_to_be_empty(layout, row)
        if not layout.apart:
            row = Row(cells, zero_tells=row.zero_tells, of_providers=row.of_providers)
            hide = hidden(row, self.draw.order, self.draw.more(layout.id))
            return None if hide == cells.keys() else hide
        apart = f"{layout.id}|{layout.apart}"
        others = {name: cell for name, cell in cells.items() if name != apart}
        rest = Row(others)
        if Row({apart: row.cells[apart], "rest": rest.total}).small or not rest.hold_enough(others):
            return None  # so that a rest that is not shown can be five, too
        if len(rest.cells) == 1:
            return frozenset()
        return hidden(rest, self.draw.order, self.draw.more(layout.id))

    def _not_known_to_be_empty(self, layout: Layout, row: Row) -> dict[str, Cell]:
        """Return the cells of a row of one dimension among which something is drawn."""
        register, (dimension,) = self.figures.register, layout.dimensions
        service = register.services[self.figures.service]
        empty = dimensions.known_to_be_empty(register, service, dimension, self.draw.year)
        return {
            name: cell
            for name, cell in row.cells.items()
            if cell.value or name.removeprefix(f"{layout.id}|") not in empty
        }


def _hours(counts: YearCounts, shown: Table) -> dict[str, int]:
    """Return whole hours of the cells whose count is shown (D48): the hours would reveal a hidden count."""
    minutes = {
        SESSIONS: counts.minutes.get(("sessions", ()), 0),
        **{f"sessions×member|{name}": counts.minutes.get(("sessions×member", (name,)), 0) for name in (HOST, OTHERS)},
    }
    return {name: (own + 30) // 60 for name, own in minutes.items() if shown.get(name)}


def _means(counts: YearCounts, tables: Mapping[str, Table]) -> dict[str, float]:
    """Return means to one decimal, each only if its table has no hidden cell: a mean is one more sum.

    The classes of a wait give its length, so the mean bounds how many are in each.
    """
    visits = tables.get(MEANS["sessions_per_number"], {})
    means = {
        "wait_days": counts.wait_days / (counts.waits or 1),
        "sessions_per_number": (visits.get(SESSIONS) or 0) / (visits.get(FIRSTS) or 1),
    }
    return {name: round(means[name], 1) for name, table in MEANS.items() if is_shown_whole(tables, table)}


def is_shown_whole(tables: Mapping[str, Table], table: str) -> bool:
    """Return whether a table is published without hidden cells."""
    return table in tables and None not in tables[table].values()
