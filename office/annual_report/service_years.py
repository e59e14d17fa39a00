"""One service's years in the annual report: its tables, hours and means, three years side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.views import charts, policy_statistics
from catalogue.views.charts import Chart, ChartTable, StatisticsCharts
from catalogue.views.figures import relative
from catalogue.views.published_statistics import Year
from chalicelib.register import codes
from chalicelib.reporting import dimensions, layouts
from chalicelib.reporting.tables import MEANS
from office.annual_report.finances import Table, table

REPORT_CHARTS: tuple[Chart, ...] = (
    Chart("member", "sessions×member", "sessions×member|", dimensions.VALUES["member"], charts.SESSION, about="host"),
    Chart("fee", "sessions×fee", "sessions×fee|", dimensions.VALUES["fee"], charts.SESSION, about="exempt"),
    Chart(
        "fee_member",
        "sessions×fee×member",
        "sessions×fee×member|exempt|",
        dimensions.VALUES["member"],
        "sessions×fee|exempt",
        about="host",
    ),
    Chart(
        "counsellors",
        "sessions×counsellors",
        "sessions×counsellors|",
        dimensions.VALUES["counsellors"],
        charts.SESSION,
        about="2",
    ),
    Chart("quarter", "cases×quarter", "cases×quarter|", dimensions.VALUES["quarter"], "cases", peaks=True),
    Chart("initiative", "cases×initiative", "cases×initiative|", dimensions.VALUES["initiative"], "cases", about="own"),
    Chart("case_member", "cases×member", "cases×member|", dimensions.VALUES["member"], "cases", about="host"),
    Chart("child_age", "children×child_age", "children×child_age|", dimensions.VALUES["child_age"], "children"),
    Chart("told", "numbers×told", "numbers×told|", dimensions.VALUES["told"], "numbers", about="yes"),
    Chart("because", "numbers×because", "numbers×because|", codes.BECAUSE, layouts.RECOMMENDATIONS),
    Chart("first_choice", "firsts×regi", "firsts×regi|", dimensions.VALUES["regi"], layouts.FIRSTS, about="own"),
)
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sessions", ("months", "regi", "residence", "member", "counsellors")),
    ("missed", ("events", "fee", "fee_member")),
    ("visitors", ("gender", "age", "family", "child_age")),
    ("extent", ("sessions", "quarter", "started", "continuing", "case_member")),
    ("waiting", ("wait", "case_wait")),
    ("content", ("content", "initiative")),
    ("reception", ("contacts", "referred", "told", "recommended", "because", "first_choice")),
    ("complaints", ("complaints", "concerns")),
)
"""The statistics sections and the charts of each (D48, D49)."""


@dataclass(frozen=True)
class ServiceYears:
    """A service's published years, the reported one first."""

    name: str
    years: Sequence[Year]
    messages: Messages
    texts: Mapping[str, Any]  # of the report
    policy: Policy
    service: str

    @property
    def year(self) -> Year:
        """Return the reported year."""
        return self.years[0]

    @property
    def statistics(self) -> StatisticsCharts:
        """Return all charts of the report."""
        charts_of_all = (*(replace(chart, unless="") for chart in charts.CHARTS), *REPORT_CHARTS)
        return policy_statistics.of_service(
            self.policy, self.years, self.messages, Formats(self.messages), charts_of_all
        )

    def parts(self, *, named: bool) -> list[dict[str, Any]]:
        """Return the sections that have something; each is `named` after the service if there are several."""
        texts, statistics = self.texts, self.statistics
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
        parts[3]["tables"] += self._relative(statistics, parts[3]["paragraphs"])
        parts[4]["paragraphs"] += self._means(statistics)
        return [
            part | {"title": f"{part['title']}: {self.name}" if named else part["title"]}
            for part in parts
            if part["tables"] or part["paragraphs"]
        ]

    def lead(self, *, named: bool) -> str:
        """Return the summary of the reported year."""
        lead = self.statistics.lead()
        return f"{self.name}: {lead}" if named and lead else lead

    def withheld(self, *, named: bool) -> list[str]:
        """Return the titles of the tables that are withheld."""
        titles = self.statistics.withheld()
        return [f"{self.name}: {title}" for title in titles] if named else titles

    def _hours(self, statistics: StatisticsCharts) -> Iterator[Table]:
        """Yield the table of session hours, with the share of host and other members (D48)."""
        texts = self.texts["hours"]
        rows = []
        for cell in ("sessions×member|host", "sessions×member|others"):
            if cell in self.year.hours:
                label = self.messages[f"statistics.member.{cell.rpartition('|')[2]}"]
                rows.append(
                    [label, *(self._hours_of(statistics, year, cell) for year in self.years), _share(self.year, cell)]
                )
        total = [self._hours_of(statistics, year, charts.SESSION) for year in self.years]
        if charts.SESSION in self.year.hours:
            foot = [self.messages["statistics.total"], *total, *(["100 %"] if rows else [])]
            head = [
                texts["of"] if rows else texts["time"],
                *(str(year.year) for year in self.years),
                *([texts["share"]] if rows else []),
            ]
            yield table(texts["caption"], head, rows, foot)

    def _relative(self, statistics: StatisticsCharts, sources: list[str]) -> Iterator[Table]:
        """Yield the table of figures beside residents and counsellors, whose sources are paragraphs (D22)."""
        beside = relative.table(self.policy, self.service, statistics)
        if beside.rows:
            sources += beside.sources
            caption = self.messages.format("statistics.relative.caption", years=statistics.span())
            head = [self.messages["statistics.relative.of"], *(str(year.year) for year in self.years)]
            yield table(caption, head, [[label, *cells] for label, cells in beside.rows], None)

    def _means(self, statistics: StatisticsCharts) -> Iterator[str]:
        """Yield a sentence for each mean: sessions per number, and the wait in working days (D49)."""
        for name, sentence in self.texts["means"].items():
            if _is_collected(self.year, MEANS[name]):
                means = [f"{self._mean(statistics, year, name)} ({year.year})" for year in self.years]
                yield sentence.format(means=", ".join(means))

    def _mean(self, statistics: StatisticsCharts, year: Year, name: str) -> str:
        return statistics.number(float(year.means[name])) if name in year.means else self._mark(year, MEANS[name])

    def _hours_of(self, statistics: StatisticsCharts, year: Year, cell: str) -> str:
        return statistics.number(year.hours[cell]) if cell in year.hours else self._mark(year, cell)

    def _mark(self, year: Year, cell: str) -> str:
        """Return what stands for a figure that is not shown: it is hidden, or was not collected that year."""
        return self.messages[f"statistics.{'hidden' if _is_collected(year, cell) else 'not_collected'}"]


def _is_collected(year: Year, cell: str) -> bool:
    """Return whether a year has a table that the cell could be in, shown or withheld."""
    return any(layout.id in year.tables or layout.id in year.withheld for layout in layouts.holding(cell))


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


def _share(year: Year, cell: str) -> str:
    """Format a cell's share of the hours in per cent with one decimal."""
    return f"{100 * year.hours[cell] / year.hours[charts.SESSION]:.1f} %".replace(".", ",")
