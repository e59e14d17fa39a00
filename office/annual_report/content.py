"""`build.py annual-report YEAR`: the year for the council (D47-D51), from published figures and entered facts.

Nothing is read from the ledger: the figures are those of the reviewed, suppressed files, three years side by side, and
members other than the host are one figure (D50). The same content becomes a PDF and a Markdown file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalogue import SITE
from catalogue.i18n import messages
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy import published_statistics, traits
from catalogue.policy.model import Policy
from catalogue.policy.published_statistics import Year
from catalogue.views import charts
from catalogue.views.charts import Chart, ChartTable, StatisticsCharts
from chalicelib.register import codes
from chalicelib.reporting import tables
from chalicelib.reporting.suppression import SMALLEST_SHOWN
from office.annual_report import finances
from office.annual_report.finances import Table, table
from office.context import OfficeError
from office.print_format import print_texts

REPORT_CHARTS: tuple[Chart, ...] = (
    Chart("member", "sessions×member", "sessions×member|", tables.VALUES["member"], charts.SESSION, about="host"),
    Chart("fee", "sessions×fee", "sessions×fee|", tables.VALUES["fee"], charts.SESSION, about="exempt"),
    Chart(
        "counsellors",
        "sessions×counsellors",
        "sessions×counsellors|",
        tables.VALUES["counsellors"],
        charts.SESSION,
        about="2",
    ),
    Chart("quarter", "cases×quarter", "cases×quarter|", tables.VALUES["quarter"], "cases", peaks=True),
    Chart("case_wait", "cases×wait", "cases×wait|", tables.VALUES["wait"], "cases"),
    Chart("initiative", "cases×initiative", "cases×initiative|", tables.VALUES["initiative"], "cases", about="own"),
    Chart("case_member", "cases×member", "cases×member|", tables.VALUES["member"], "cases", about="host"),
    Chart("child_age", "children×child_age", "children×child_age|", tables.VALUES["child_age"], "children"),
    Chart("told", "numbers×told", "numbers×told|", tables.VALUES["told"], "numbers", about="yes"),
    Chart("because", "numbers×because", "numbers×because|", codes.BECAUSE, ""),
    Chart("first_choice", "firsts×regi", "firsts×regi|", tables.VALUES["regi"], "sessions×visit|1", about="own"),
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
"""The statistics sections and the charts of each (D48, D49)."""


@dataclass(frozen=True)
class Report:
    """One year's report; `years` starts with the reported year, and `entered` are the facts of `policy/reports/`."""

    policy: Policy
    years: Sequence[Year]
    entered: Mapping[str, Any]
    messages: Messages

    @property
    def year(self) -> Year:
        """Return the reported year."""
        return self.years[0]

    def as_dict(self) -> dict[str, Any]:
        """Build the document's content, in order, for the template."""
        texts = print_texts()["report"]
        statistics = StatisticsCharts(
            self.years, self.messages, Formats(self.messages), (*charts.CHARTS, *REPORT_CHARTS)
        )
        chart_tables = {chart["id"]: _chart_table(chart, self.years, self.messages) for chart in statistics.tables()}
        parts = [
            {
                "title": texts["parts"][name],
                "paragraphs": [],
                "tables": [chart_tables[id_] for id_ in ids if id_ in chart_tables],
            }
            for name, ids in PARTS
        ]
        parts[0]["tables"] += self._hours(statistics)
        parts[4]["paragraphs"] += self._means(statistics)
        return {
            "title": texts["title"].format(year=self.year.year),
            "town": self.policy.municipality.name["sv"],
            "demo": texts["demo"] if self.year.demo else None,
            "lead": statistics.lead(),
            "how_read": texts["how_read"],
            "page": print_texts()["statement"]["page"],
            "sections": [
                self._entered("goals"),
                self._entered("events"),
                *(part for part in parts if part["tables"] or part["paragraphs"]),
                self._outreach(),
                self._time(),
                self._entered("resources"),
                finances.economy(self.policy, self.entered),
                finances.compared(self.policy, self.year),
                *self._withheld(statistics.withheld()),
            ],
        }

    def _entered(self, name: str) -> dict[str, Any]:
        """Build a section of entered paragraphs, or one that says that they are missing."""
        texts = print_texts()["report"]
        return {"title": texts["parts"][name], "paragraphs": self.entered.get(name) or [texts["missing"]], "tables": []}

    def _hours(self, statistics: StatisticsCharts) -> Iterator[Table]:
        """Yield the table of session hours, with the share of host and other members (D48)."""
        texts = print_texts()["report"]["hours"]
        rows = []
        for cell in ("sessions×member|host", "sessions×member|others"):
            if cell in self.year.hours:
                label = self.messages[f"statistics.member.{cell.rpartition('|')[2]}"]
                rows.append(
                    [label, *(_hours_of(statistics, year, cell) for year in self.years), _share(self.year, cell)]
                )
        total = [_hours_of(statistics, year, charts.SESSION) for year in self.years]
        if charts.SESSION in self.year.hours:
            foot = [self.messages["statistics.total"], *total, *(["100 %"] if rows else [])]
            head = [
                texts["of"] if rows else texts["time"],
                *(str(year.year) for year in self.years),
                *([texts["share"]] if rows else []),
            ]
            yield table(texts["caption"], head, rows, foot)

    def _means(self, statistics: StatisticsCharts) -> Iterator[str]:
        """Yield a sentence for each mean: sessions per number, and the wait in working days (D49)."""
        texts = print_texts()["report"]["means"]
        for name, sentence in texts.items():
            means = [
                f"{statistics.number(float(year.means[name]))} ({year.year})"
                for year in self.years
                if name in year.means
            ]
            if means:
                yield sentence.format(found=", ".join(means))

    def _outreach(self) -> dict[str, Any]:
        """Build the section on outreach, one row per venue (D47)."""
        texts, venues = print_texts()["report"], self.entered.get("outreach")
        if not venues:
            return {"title": texts["parts"]["outreach"], "paragraphs": [texts["missing"]], "tables": []}
        rows = [[venue["where"], str(venue["occasions"]), str(venue["participants"])] for venue in venues]
        foot = [texts["sum"], *(str(sum(venue[name] for venue in venues)) for name in ("occasions", "participants"))]
        tables = [table(texts["outreach"]["caption"], texts["outreach"]["head"], rows, foot)]
        return {"title": texts["parts"]["outreach"], "paragraphs": [], "tables": tables}

    def _time(self) -> dict[str, Any]:
        """Build the section on overtime, travel to branches, and what started in the home municipality (D48, D49)."""
        texts = print_texts()["report"]
        sentences = []
        for name, sentence in texts["time"].items():
            value = self.entered.get(name)
            shown = texts["missing"].rstrip(".").lower() if value is None else _unless_few(name, value)
            sentences.append(sentence.format(value=shown))
        return {"title": texts["parts"]["time"], "paragraphs": sentences, "tables": []}

    def _withheld(self, titles: Sequence[str]) -> Iterator[dict[str, Any]]:
        if titles:
            texts = print_texts()["report"]
            yield {"title": texts["parts"]["withheld"], "paragraphs": [texts["withheld"], *titles], "tables": []}


def load_report(root: Path, policy: Policy, entered: Mapping[str, Any], year: int) -> Report:
    """Return the report of a year, read from its published file and those of the two years before it."""
    years, problems = published_statistics.load(root / "policy" / "statistics", root, until=year)
    if problems:
        raise OfficeError(problems[0].text("en"))
    if not years or years[0].year != year:
        raise OfficeError(f"policy/statistics/{year}.json is missing. Run: python3 build.py statistics {year}")
    own = traits.of_languages(policy, date(year, 12, 31), ("sv",))
    swedish = messages.load(SITE, own)["sv"]
    return Report(policy, years, entered, Messages("sv", {**swedish.texts, **print_texts()["charts"]}))


def _chart_table(chart: ChartTable, years: Sequence[Year], translations: Messages) -> Table:
    """Build a table with bars from a chart of the statistics page."""
    return {
        "caption": chart["caption"],
        "sentence": chart["sentence"],
        "head": [chart["of"], *(str(year.year) for year in years)],
        "rows": [[row["label"], *row["cells"]] for row in chart["rows"]],
        "bars": [row["bar"] or 0 for row in chart["rows"]],
        "foot": [translations["statistics.total"], *chart["total"]] if chart["total"] else None,
    }


def _hours_of(statistics: StatisticsCharts, year: Year, cell: str) -> str:
    return statistics.number(year.hours[cell]) if cell in year.hours else ".."


def _share(year: Year, cell: str) -> str:
    """Format a cell's share of the hours in per cent with one decimal."""
    return f"{100 * year.hours[cell] / year.hours[charts.SESSION]:.1f} %".replace(".", ",")


def _unless_few(name: str, value: int) -> str:
    """Format a count, hiding counts of residents below five; hours are recognised by their name and always shown."""
    few = not name.endswith("_hours") and 0 < value < SMALLEST_SHOWN
    return ".." if few else str(value)
