"""The statistics page: a few tables, each with bars in it and a sentence that says what it shows.

The bars repeat a column for the eye, so that nothing is told by a picture alone. A hidden figure has neither bar nor
number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy.published_statistics import Year


@dataclass(frozen=True)
class Chart:
    """One table of the page: which cells it shows, which cell is their total, and what they are counts of."""

    id: str
    table: str
    cells: str  # the name of a cell up to its value
    values: tuple[str, ...]
    total: str  # none where the rows are a part of what is counted
    peaks: bool = False  # the sentence names the greatest and the least, for what has an order of its own
    about: str = ""  # the sentence tells this value's share, not that of the most common one


MONTHS = tuple(f"{month:02}" for month in range(1, 13))
WAITS = ("0-5", "6-10", "11-15", "16-20", "21-")
SESSION = "events×event|session"
EVENTS = ("session", "first_assessment", "phone", "late_cancellation", "no_show")
CONTENTS = ("clarification", "repair", "separation", "separated_parents", "other_relations", "other")
RECOMMENDED = ("none", "own", "private")
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65-")
CHARTS = (
    Chart("months", "events×event×month", "events×event×month|session|", MONTHS, SESSION, peaks=True),
    Chart("regi", "sessions×regi", "sessions×regi|", ("own", "private"), SESSION, about="own"),
    Chart("events", "events×event", "events×event|", EVENTS, "events"),
    Chart("recommended", "numbers×recommended", "numbers×recommended|", RECOMMENDED, "numbers", about="own"),
    Chart("wait", "firsts×wait", "firsts×wait|", WAITS, "sessions×visit|1"),
    Chart("sessions", "cases×sessions", "cases×sessions|", ("1", "2-4", "5-8", "9-"), "cases"),
    Chart("content", "cases×content", "cases×content|", CONTENTS, "cases"),
    Chart("age", "persons×age", "persons×age|", AGES, "persons"),
    Chart("gender", "persons×gender", "persons×gender|", ("woman", "man", "other"), "persons"),
)
SIZES = frozenset({"wait", "sessions", "age", "case_wait", "child_age"})  # values that are spans of numbers


@dataclass(frozen=True)
class StatisticsCharts:
    """Writes the page's figures in one language."""

    years: Sequence[Year]
    words: Messages
    wording: Formats
    charts: Sequence[Chart] = CHARTS

    def view(self) -> dict[str, Any]:
        """Give all that the template needs; without a published year, nothing but that."""
        newest = self.years[0] if self.years else None
        return {
            "demo": newest is not None and newest.demo,
            "years": [year.year for year in self.years],
            "charts": [chart for chart in map(self._chart, self._of(newest.tables)) if len(chart["rows"]) > 1]
            if newest
            else [],
            "withheld": [self.words[f"statistics.{chart.id}.title"] for chart in self._of(newest.withheld)]
            if newest
            else [],
            "lead": self._lead(newest) if newest else "",
        }

    def outline(self) -> list[dict[str, Any]]:
        """Give every table as it stands before there are figures: its rows' cells, and what they are called."""
        return [
            {
                "id": chart.id,
                "table": chart.table,
                "title": self.words[f"statistics.{chart.id}.title"],
                "of": self.words[f"statistics.{chart.id}.of"],
                "rows": [(chart.cells + value, value_name(self.words, chart.id, value)) for value in chart.values],
                "total": chart.total,
            }
            for chart in self.charts
        ]

    def _of(self, tables: Collection[str]) -> list[Chart]:
        """Give the charts of these tables."""
        return [chart for chart in self.charts if chart.table in tables]

    def number(self, value: float) -> str:
        """Write a number as people do."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        point = self.words["statistics.decimal"]
        return text.replace(",", "\0").replace(".", point).replace("\0", self.words["number.thousands"])

    def _lead(self, newest: Year) -> str:
        """Say the year in a sentence: sessions, and the mean wait if it is told."""
        sessions, wait = newest.cell(SESSION), newest.means.get("wait_days")
        if sessions is None:
            return ""
        told = self.words.say("statistics.lead", year=newest.year, sessions=self.number(sessions))
        if wait is None:
            return told
        return f"{told} {self.words.say('statistics.lead_wait', days=self.number(float(wait)))}"

    def _chart(self, chart: Chart) -> dict[str, Any]:
        newest = self.years[0]
        counts = [newest.cell(chart.cells + value) for value in chart.values]
        most = max((count for count in counts if count), default=1)
        rows = [
            {
                "label": value_name(self.words, chart.id, value),
                "bar": None if count is None else round(100 * count / most),
                "cells": [self._cell(year.cell(chart.cells + value)) for year in self.years],
            }
            for value, count in zip(chart.values, counts, strict=True)
            if any(year.cell(chart.cells + value) != 0 for year in self.years)
        ]
        return {
            "id": chart.id,
            "title": self.words[f"statistics.{chart.id}.title"],
            "caption": self.words.say(f"statistics.{chart.id}.caption", years=self._span()),
            "of": self.words[f"statistics.{chart.id}.of"],
            "sentence": self._sentence(chart, counts),
            "rows": rows,
            "total": [self._cell(year.cell(chart.total)) for year in self.years if chart.total],
        }

    def _span(self) -> str:
        """Write the years that are shown: 2023–2025."""
        first, last = self.years[-1].year, self.years[0].year
        return str(last) if first == last else f"{first}–{last}"

    def _cell(self, value: int | None) -> str:
        return self.words["statistics.hidden"] if value is None else self.number(value)

    def _sentence(self, chart: Chart, counts: Sequence[int | None]) -> str:
        """Say what the newest year shows, of what is shown."""
        known = [(count, value) for count, value in zip(counts, chart.values, strict=True) if count is not None]
        total = self.years[0].cell(chart.total)
        if not known or not total:
            return ""
        count, value = max(known, key=lambda one: one[0])
        if chart.about:
            count, value = next((one for one in known if one[1] == chart.about), (count, value))
        label = value_name(self.words, chart.id, value)
        told = {"year": self.years[0].year, "label": within(label), "count": self.number(count)}
        if chart.peaks:
            least, low = min(known, key=lambda one: one[0])
            low_label = within(value_name(self.words, chart.id, low))
            return self.words.say("statistics.peaks", **told, low=low_label, low_count=self.number(least))
        told |= {"share": self.number(round(100 * count / total)), "total": self.number(total)}
        return self.words.say("statistics.share" if chart.about else "statistics.most", **told, capital=label)


def within(label: str) -> str:
    """Write a label as it stands within a sentence.

    >>> within("Första kvartalet")
    'första kvartalet'
    """
    return label[:1].lower() + label[1:]


def value_name(words: Messages, id_: str, value: str) -> str:
    """Name a value of a table: a month, a span of numbers, or a word."""
    if id_ == "months":
        return words[f"month.{int(value)}"]
    if id_ in SIZES:
        first, _, last = value.partition("-")
        if "-" in value and not last:
            return words.say(f"statistics.{id_}.or_more", first=first)
        return words.say(f"statistics.{id_}.span", span=value.replace("-", "–"))
    return words[f"statistics.{id_}.{value}"]
