"""`build.py annual-report YEAR`: the year for the council (D47-D51), from what is published and what a person entered.

Nothing of it comes from the ledger: the figures are those of the reviewed files, suppressed, three years side by side,
and members other than the host are one figure (D50). The same content becomes a PDF and a Markdown file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogue.i18n import messages as words
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy import published_statistics as years
from catalogue.policy.loader import Policy
from catalogue.policy.published_statistics import Year
from catalogue.views import charts
from catalogue.views.charts import Chart, StatisticsCharts
from chalicelib.reporting import case_report
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from chalicelib.rules.issuing import BECAUSE
from office.annual_report import finances
from office.annual_report.finances import Table, table
from office.context import OfficeError
from office.print_format import words as said

MORE: tuple[Chart, ...] = (
    Chart("member", "sessions×member", "sessions×member|", ("host", "others"), charts.SESSION, about="host"),
    Chart("fee", "sessions×fee", "sessions×fee|", ("ordinary", "exempt"), charts.SESSION, about="exempt"),
    Chart("counsellors", "sessions×counsellors", "sessions×counsellors|", ("1", "2"), charts.SESSION, about="2"),
    Chart("quarter", "cases×quarter", "cases×quarter|", ("Q1", "Q2", "Q3", "Q4"), "cases", peaks=True),
    Chart("case_wait", "cases×wait", "cases×wait|", charts.WAITS, "cases"),
    Chart("initiative", "cases×initiative", "cases×initiative|", case_report.INITIATIVES, "cases", about="own"),
    Chart("case_member", "cases×member", "cases×member|", ("host", "others"), "cases", about="host"),
    Chart("child_age", "children×child_age", "children×child_age|", case_report.CHILD_AGES, "children"),
    Chart("told", "numbers×told", "numbers×told|", ("yes", "no", "not_stated"), "numbers", about="yes"),
    Chart("because", "numbers×because", "numbers×because|", BECAUSE, ""),
    Chart("first_choice", "firsts×regi", "firsts×regi|", ("own", "private"), "sessions×visit|1", about="own"),
)
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sessions", ("months", "regi", "member", "counsellors")),
    ("missed", ("events", "fee")),
    ("visitors", ("gender", "age", "child_age")),
    ("extent", ("sessions", "quarter", "case_member")),
    ("waiting", ("wait", "case_wait")),
    ("content", ("content", "initiative")),
    ("reception", ("told", "recommended", "because", "first_choice")),
)
"""The parts of the statistics, and the charts of each (D48, D49)."""


@dataclass(frozen=True)
class Report:
    """One year's report; `notes` are what a person entered."""

    policy: Policy
    years: Sequence[Year]
    notes: Mapping[str, Any]
    words: Messages

    @property
    def year(self) -> Year:
        """Give the year that is reported."""
        return self.years[0]

    def told(self) -> dict[str, Any]:
        """Give everything that stands in the document, in the order in which it stands."""
        say = said()["report"]
        figures = StatisticsCharts(self.years, self.words, Formats(self.words), (*charts.CHARTS, *MORE))
        view = figures.view()
        made = {chart["id"]: _chart(chart, self.years, self.words) for chart in view["charts"]}
        parts = [
            {"title": say["parts"][name], "paragraphs": [], "tables": [made[one] for one in ids if one in made]}
            for name, ids in PARTS
        ]
        parts[0]["tables"] += self._hours(figures)
        parts[4]["paragraphs"] += self._means(figures)
        return {
            "title": say["title"].format(year=self.year.year),
            "town": self.policy.municipality.name["sv"],
            "demo": say["demo"] if self.year.demo else None,
            "lead": view["lead"],
            "how_read": say["how_read"],
            "page": said()["statement"]["page"],
            "sections": [
                self._written("goals"),
                self._written("events"),
                *(part for part in parts if part["tables"] or part["paragraphs"]),
                self._outreach(),
                self._time(),
                self._written("resources"),
                finances.economy(self.policy, self.notes),
                finances.compared(self.policy, self.year),
                *self._withheld(view["withheld"]),
            ],
        }

    def _written(self, name: str) -> dict[str, Any]:
        """Give a part that somebody has written, or say that nobody has."""
        say = said()["report"]
        return {"title": say["parts"][name], "paragraphs": self.notes.get(name) or [say["missing"]], "tables": []}

    def _hours(self, figures: StatisticsCharts) -> Iterator[Table]:
        """Give the time of the sessions, and each one's share of it (D48)."""
        say = said()["report"]["hours"]
        rows = []
        for cell in ("sessions×member|host", "sessions×member|others"):
            if cell in self.year.hours:
                label = self.words[f"statistics.member.{cell.rpartition('|')[2]}"]
                rows.append([label, *(_hours_of(figures, one, cell) for one in self.years), _share(self.year, cell)])
        total = [_hours_of(figures, one, charts.SESSION) for one in self.years]
        if charts.SESSION in self.year.hours:
            foot = [self.words["statistics.total"], *total, *(["100 %"] if rows else [])]
            head = [
                say["of"] if rows else say["time"],
                *(str(one.year) for one in self.years),
                *([say["share"]] if rows else []),
            ]
            yield table(say["caption"], head, rows, foot)

    def _means(self, figures: StatisticsCharts) -> Iterator[str]:
        """Give the means: sessions on a number, and the wait in working days (D49)."""
        say = said()["report"]["means"]
        for name, sentence in say.items():
            found = [
                f"{figures.number(float(one.means[name]))} ({one.year})" for one in self.years if name in one.means
            ]
            if found:
                yield sentence.format(found=", ".join(found))

    def _outreach(self) -> dict[str, Any]:
        """Give the outreach, place by place (D47)."""
        say, found = said()["report"], self.notes.get("outreach")
        if not found:
            return {"title": say["parts"]["outreach"], "paragraphs": [say["missing"]], "tables": []}
        rows = [[one["where"], str(one["occasions"]), str(one["participants"])] for one in found]
        foot = [say["sum"], *(str(sum(one[name] for one in found)) for name in ("occasions", "participants"))]
        tables = [table(say["outreach"]["caption"], say["outreach"]["head"], rows, foot)]
        return {"title": say["parts"]["outreach"], "paragraphs": [], "tables": tables}

    def _time(self) -> dict[str, Any]:
        """Tell overtime, travel to branches, and what began in somebody's home municipality (D48, D49)."""
        say = said()["report"]
        found = []
        for name, sentence in say["time"].items():
            value = self.notes.get(name)
            shown = say["missing"].rstrip(".").lower() if value is None else _unless_few(name, value)
            found.append(sentence.format(value=shown))
        return {"title": say["parts"]["time"], "paragraphs": found, "tables": []}

    def _withheld(self, titles: Sequence[str]) -> Iterator[dict[str, Any]]:
        if titles:
            say = said()["report"]
            yield {"title": say["parts"]["withheld"], "paragraphs": [say["withheld"], *titles], "tables": []}


def of_year(root: Path, policy: Policy, notes: Mapping[str, Any], year: int) -> Report:
    """Read the year's published file and those of the two years before it."""
    found, problems = years.load(root / "policy" / "statistics", root, until=year)
    if problems:
        raise OfficeError(problems[0].text("en"))
    if not found or found[0].year != year:
        raise OfficeError(f"policy/statistics/{year}.json is missing. Run: python3 build.py statistics {year}")
    swedish = words.load(root / "site", ["sv"])["sv"]
    return Report(policy, found, notes, Messages("sv", {**swedish.texts, **said()["charts"]}))


def _chart(chart: Mapping[str, Any], shown: Sequence[Year], spoken: Messages) -> Table:
    """Turn a chart of the statistics page into a table with bars."""
    return {
        "caption": chart["caption"],
        "sentence": chart["sentence"],
        "head": [chart["of"], *(str(one.year) for one in shown)],
        "rows": [[row["label"], *row["cells"]] for row in chart["rows"]],
        "bars": [row["bar"] or 0 for row in chart["rows"]],
        "foot": [spoken["statistics.total"], *chart["total"]] if chart["total"] else None,
    }


def _hours_of(figures: StatisticsCharts, year: Year, cell: str) -> str:
    return figures.number(year.hours[cell]) if cell in year.hours else ".."


def _share(year: Year, cell: str) -> str:
    """Give a share of the time in per cent with one decimal."""
    return f"{100 * year.hours[cell] / year.hours[charts.SESSION]:.1f} %".replace(".", ",")


def _unless_few(name: str, value: int) -> str:
    """Hide a count of residents under five, as everywhere; hours and people are told apart by their name."""
    few = not name.endswith("_hours") and 0 < value < SMALLEST_SHOWN
    return ".." if few else str(value)
