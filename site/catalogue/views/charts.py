"""The statistics page: tables with bars, each with a sentence that summarises it.

The bars repeat a column, so that no information is only graphical. A hidden figure has neither bar nor number, and a
sentence says nothing that a hidden figure could make untrue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from catalogue.i18n.formatting import Formats, in_sentence
from catalogue.i18n.messages import Messages
from catalogue.views.figures import guarantee
from catalogue.views.figures.class_names import value_name
from catalogue.views.published_statistics import Mark, Year
from chalicelib.register import codes


@dataclass(frozen=True)
class Chart:
    """One table of the page: the cells that it shows, and the cell that is their total."""

    id: str
    table: str
    cells: str  # prefix of a cell's name, before its value
    values: tuple[str, ...]
    total: str  # cell with the total; empty if there is none
    peaks: bool = False  # the sentence names the maximum and the minimum, for values with a natural order
    about: str = ""  # the sentence gives this value's share instead of that of the most common value
    unless: str = ""  # a table that a service collects in its stead


SESSION = "events×event|session"
CHARTS = (
    Chart("wait", "firsts×wait", "firsts×wait|", codes.WAITS, "sessions×visit|1"),
    Chart("case_wait", "cases×wait", "cases×wait|", codes.WAITS, "cases", unless="firsts×wait"),
    Chart("months", "sessions×month", "sessions×month|", codes.MONTHS, SESSION, peaks=True),
    Chart("regi", "sessions×regi", "sessions×regi|", codes.REGI, SESSION, about="own"),
    Chart("events", "events×event", "events×event|", codes.EVENTS, "events"),
    Chart("sessions", "cases×sessions", "cases×sessions|", codes.SESSIONS, "cases"),
    Chart("content", "cases×content", "cases×content|", codes.CONTENTS, "cases"),
    Chart("family", "cases×family", "cases×family|", codes.FAMILIES, "cases"),
    Chart("age", "persons×age", "persons×age|", codes.AGES, "persons"),
    Chart("gender", "persons×gender", "persons×gender|", codes.GENDERS, "persons"),
    Chart(
        "residence", "own×residence", "own×residence|", codes.RESIDENCE, "sessions×regi|own", about=codes.AT_OWN_UNIT
    ),
    Chart("recommended", "numbers×recommended", "numbers×recommended|", codes.RECOMMENDED, "numbers", about="own"),
    Chart("contacts", "contacts×contact", "contacts×contact|", codes.FIRST_CONTACTS, "contacts", about="referred"),
    Chart("referred", "referred×to", "referred×to|", (codes.ELSEWHERE,), "contacts×contact|referred"),
    Chart("complaints", "complaints×about", "complaints×about|", codes.COMPLAINTS, "complaints"),
    Chart("concerns", "complaints×concerns", "complaints×concerns|", codes.CONCERNS, "complaints"),
    Chart("started", "cases×started", "cases×started|", codes.STARTED, "cases", about="this_year"),
    Chart("continuing", "continuing×started", "continuing×started|", codes.STARTED, "continuing", about="this_year"),
)
"""In the page's order: what a resident looks for comes first."""
Part = Literal["waits", "visits", "follow_up"]
WAITS = frozenset({"wait", "case_wait"})
FOLLOW_UP = frozenset(
    {"residence", "recommended", "contacts", "referred", "complaints", "concerns", "started", "continuing"}
)
"""The charts that are read by whoever follows the service up, and by few residents: folded away on the page."""


class ChartRow(TypedDict):
    """A row of a table; `bar` is a percentage of the largest figure, None if there is no figure."""

    label: str
    bar: int | None
    cells: list[str]  # by year, newest first


class ChartTable(TypedDict):
    """One table of the page."""

    id: str
    part: Part
    title: str
    caption: str
    of: str
    sentence: str
    rows: list[ChartRow]
    total: list[str]


@dataclass(frozen=True)
class StatisticsCharts:
    """Builds the tables of one service in one language."""

    years: Sequence[Year]
    words: Messages
    formats: Formats
    charts: Sequence[Chart] = CHARTS
    guarantee_days: int | None = None  # working days within which a first session is promised

    def guarantee(self) -> str:
        """Return what share of first sessions was within the time that is promised, by year; empty if none is told."""
        shares = guarantee.by_year(self.years, self.guarantee_days) if self.guarantee_days else {}
        by_year = ", ".join(f"{share}\u00a0% ({year})" for year, share in shares.items())
        return self.words.format("statistics.guarantee", days=self.guarantee_days, shares=by_year) if by_year else ""

    def tables(self) -> list[ChartTable]:
        """Return the tables of the newest year that have more than one row."""
        return [table for table in map(self._table, self._of(self.years[0].tables)) if len(table["rows"]) > 1]

    def withheld(self) -> list[str]:
        """Return the titles of the tables that are withheld for the newest year."""
        return [self.words[f"statistics.{chart.id}.title"] for chart in self._of(self.years[0].withheld)]

    def explanations(self, tables: Sequence[ChartTable], rows: Sequence[tuple[str, Sequence[str]]] = ()) -> list[str]:
        """Return what the marks in these tables mean, and in the rows of another one."""
        shown = {
            cell
            for table in tables
            for cells in (table["total"], *(row["cells"] for row in table["rows"]))
            for cell in cells
        } | {cell for _, cells in rows for cell in cells}
        return [self.words[f"statistics.{mark.value}_about"] for mark in Mark if self.cell(mark) in shown]

    def rows(self, chart: Chart) -> list[tuple[str, str]]:
        """Return the cell and label of each row of a chart."""
        return [(chart.cells + value, value_name(self.words, chart.id, value)) for value in chart.values]

    def _of(self, tables: Collection[str]) -> list[Chart]:
        """Return the charts of these tables."""
        newest = self.years[0]
        collected = {*newest.tables, *newest.withheld}
        return [chart for chart in self.charts if chart.table in tables and chart.unless not in collected]

    def number(self, value: float) -> str:
        """Format a number with the language's separators; a float gets one decimal."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        point = self.words["statistics.decimal"]
        return text.replace(",", "\0").replace(".", point).replace("\0", self.words["number.thousands"])

    def lead(self) -> str:
        """Return a summary of the newest year: sessions, and the mean wait if published; empty without sessions."""
        newest = self.years[0]
        sessions, wait = newest.cell("events×event", SESSION), newest.means.get("wait_days")
        if isinstance(sessions, Mark):
            return ""
        lead = self.words.plural("statistics.lead", sessions, year=newest.year, sessions=self.number(sessions))
        if wait is None:
            return lead
        return f"{lead} {self.words.format('statistics.lead_wait', days=self.number(float(wait)))}"

    def _table(self, chart: Chart) -> ChartTable:
        by_value = {
            value: [year.cell(chart.table, chart.cells + value) for year in self.years] for value in chart.values
        }
        shown = {value: cells[0] for value, cells in by_value.items() if isinstance(cells[0], int)}
        most = max(shown.values(), default=0)
        rows: list[ChartRow] = [
            {
                "label": value_name(self.words, chart.id, value),
                "bar": round(100 * shown[value] / (most or 1)) if value in shown else None,
                "cells": [self.cell(cell) for cell in cells],
            }
            for value, cells in by_value.items()
            if any(year.tables.get(chart.table, {}).get(chart.cells + value, 0) != 0 for year in self.years)
        ]
        return {
            "id": chart.id,
            "part": "waits" if chart.id in WAITS else "follow_up" if chart.id in FOLLOW_UP else "visits",
            "title": self.words[f"statistics.{chart.id}.title"],
            "caption": self.words.format(f"statistics.{chart.id}.caption", years=self.span()),
            "of": self.words[f"statistics.{chart.id}.of"],
            "sentence": self._sentence(chart, shown),
            "rows": rows,
            "total": [self.cell(year.cell(chart.table, chart.total)) for year in self.years if chart.total],
        }

    def span(self) -> str:
        """Format the range of years that are shown, such as 2023–2025."""
        first, last = self.years[-1].year, self.years[0].year
        return str(last) if first == last else f"{first}–{last}"

    def cell(self, cell: float | Mark) -> str:
        """Format a figure, or the mark that stands for one."""
        return self.words[f"statistics.{cell.value}"] if isinstance(cell, Mark) else self.number(cell)

    def _sentence(self, chart: Chart, shown: Mapping[str, int]) -> str:
        """Return a sentence about the newest year's figures, in which ties are named; none that could be untrue."""
        total = self.years[0].cell(chart.table, chart.total)
        if isinstance(total, Mark) or not total or not shown:
            return ""
        most, rest = max(shown.values()), total - sum(shown.values())
        if chart.peaks:
            return "" if rest else self._peaks(chart, shown, most)
        if chart.about in shown:
            count, values = shown[chart.about], [chart.about]
        elif most > rest:
            count, values = most, [value for value, own in shown.items() if own == most]
        else:
            return ""  # a hidden class could have all the rest
        return self.words.format(
            "statistics.tie" if len(values) > 1 else f"statistics.{chart.id}.sentence",
            year=self.years[0].year,
            label=self._labels(chart, values),
            capital=value_name(self.words, chart.id, values[0]),
            count=self.number(count),
            total=self.number(total),
            share=self.number(round(100 * count / total)),
        )

    def _peaks(self, chart: Chart, shown: Mapping[str, int], most: int) -> str:
        """Return a sentence that names the values with the maximum and the minimum; none if all are the same."""
        least = min(shown.values())
        if least == most:
            return ""
        high, low = ([value for value, count in shown.items() if count == peak] for peak in (most, least))
        return self.words.format(
            f"statistics.{chart.id}.sentence",
            year=self.years[0].year,
            label=self._labels(chart, high),
            count=self._each(most, len(high)),
            low=self._labels(chart, low),
            low_count=self._each(least, len(low)),
        )

    def _each(self, count: int, values: int) -> str:
        """Format a count, and that each of several values has it."""
        return self.words.format("statistics.each", count=self.number(count)) if values > 1 else self.number(count)

    def _labels(self, chart: Chart, values: Sequence[str]) -> str:
        """Return the labels of values as they stand within a sentence."""
        labels = [value_name(self.words, chart.id, value) for value in values]
        if chart.id == "months":
            return self.formats.join(labels)
        own = [self.words.texts.get(f"statistics.{chart.id}.within.{value}") for value in values]
        return self.formats.join([text or in_sentence(label) for text, label in zip(own, labels, strict=True)])
