"""Published years as CSV for a spreadsheet: every table, and what the national statistics ask for."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalogue.policy.model import Policy
from chalicelib.register import codes
from chalicelib.reporting import layouts, tables
from chalicelib.reporting.layouts import Layout
from chalicelib.spreadsheet import BYTE_ORDER_MARK
from office.print_format import print_texts

HIDDEN = ".."
NOT_COLLECTED = "saknas"

NATIONAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cases_current", ("cases", "continuing")),
    ("cases_started", ("cases×started|this_year", "continuing×started|this_year")),
    ("cases_closed", ("cases",)),
    ("cases_continuing", ("continuing",)),
    ("sessions", ("events×event|session",)),
    ("persons_18_and_over", ("persons",)),
    ("children_under_18", ("children",)),
    *((f"family_{name}", (f"cases×family|{name}",)) for name in codes.FAMILIES),
    *((f"own_initiative_{name}", (f"cases×initiative|{name}",)) for name in codes.INITIATIVES),
    *((f"age_{name}", (f"persons×age|{name}",)) for name in codes.AGES),
    *((f"content_{name}", (f"cases×content|{name}",)) for name in codes.CONTENTS),
)
"""The variables of the national statistics (MFoF) and the published cells of which each is the sum."""
PER_THOUSAND = "persons_per_1000_aged_18_69"


def of_years(years: Mapping[int, Mapping[str, Any]]) -> str:
    """Return every table of some years as CSV, one row per cell with the years side by side.

    A figure that is missing has a mark for why, and the row a note that says what its marks mean: a line of its own
    would be in the way when the rows are sorted.
    """
    names = {
        (service, table, cell)
        for content in years.values()
        for service, figures in content["services"].items()
        for table, cells in (*figures["tables"].items(), *((table, ("",)) for table in figures["withheld"]))
        for cell in cells
    }
    shown = {(service, table) for service, table, cell in names if cell}
    rows = [
        [*name, *(_figure(years[year], *name) for year in sorted(years))]
        for name in sorted(names)
        if name[2] or name[:2] not in shown
    ]
    means = [
        [service, "means", mean, *(_mean(years[year], service, mean) for year in sorted(years))]
        for service in sorted({service for content in years.values() for service in content["services"]})
        for mean in tables.MEANS
    ]
    return _csv(["service", "table", "cell", *map(str, sorted(years))], rows + means)


def _figure(content: Mapping[str, Any], service: str, table: str, cell: str) -> str:
    figures = content["services"].get(service, {}).get("tables", {})
    if cell in figures.get(table, {}):
        return _value(figures[table][cell])
    if table in figures:
        return NOT_COLLECTED  # a class that the service could not have in that year
    return _mark(content, service, (layout for layout in layouts.LAYOUTS if table in layout.ids))


def _mean(content: Mapping[str, Any], service: str, mean: str) -> str:
    means = content["services"].get(service, {}).get("means", {})
    if mean in means:
        return str(means[mean]).replace(".", ",")
    return _mark(content, service, layouts.holding(tables.MEANS[mean]))


def _value(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


def _mark(content: Mapping[str, Any], service: str, sources: Iterable[Layout]) -> str:
    """Return why there is no figure: it is hidden, or the service has none of the tables that it could be in."""
    figures = content["services"].get(service, {"tables": {}, "withheld": []})
    collected = {*figures["tables"], *figures["withheld"]}
    return HIDDEN if any(layout.ids & collected for layout in sources) else NOT_COLLECTED


def national(content: Mapping[str, Any], policy: Policy) -> str:
    """Return the national aggregates of each service that counts in them, in a year, as CSV (D21)."""
    services = [service for service in content["services"] if _is_national(policy, service)]
    rows = [
        [service, name, value]
        for service in services
        for name, value in (
            *((name, _national(content, service, cells)) for name, cells in NATIONAL),
            (PER_THOUSAND, _per_thousand(content, service, policy)),
        )
    ]
    return _csv(["service", "variable", str(content["year"])], rows)


def _is_national(policy: Policy, service: str) -> bool:
    """Return whether a service counts; one that policy has no more does, as it was published."""
    return service not in policy.services or policy.services[service].national


def _national(content: Mapping[str, Any], service: str, cells: Sequence[str]) -> str:
    """Return the sum of some cells, or the mark of the first that is not shown."""
    shown = tables.cells(content, service)
    marks = [_mark(content, service, layouts.holding(cell)) for cell in cells if shown.get(cell) is None]
    return marks[0] if marks else str(sum(shown[cell] or 0 for cell in cells))


def _per_thousand(content: Mapping[str, Any], service: str, policy: Policy) -> str:
    """Return the persons for every 1,000 residents of 18-69, as the statistics page has it (D22)."""
    residents = next((row.aged_18_69 for row in policy.populations if row.year == content["year"]), None)
    persons = _national(content, service, ("persons",))
    if residents is None or not persons.isdecimal():
        return NOT_COLLECTED if residents is None else persons
    return f"{1_000 * int(persons) / residents:.1f}".replace(".", ",")


def _csv(head: list[str], rows: list[list[str]]) -> str:
    """Return a table as CSV for a spreadsheet, with what the marks in a row mean at its end."""
    notes: Mapping[str, str] = print_texts()["notes"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*head, "note"])
    writer.writerows([*row, " ".join(note for mark, note in notes.items() if mark in row)] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()
