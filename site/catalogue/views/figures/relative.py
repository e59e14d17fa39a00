"""A service's years beside residents and counsellors: per 1,000 residents of 18-69, and per counsellor (D22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Policy
from catalogue.views.charts import SESSION, StatisticsCharts
from catalogue.views.published_statistics import Mark, Year

Figure = int | float | Mark


class RelativeFigures(NamedTuple):
    """The rows of a table, with a cell for each year, and where the residents and the counsellors were counted."""

    rows: list[tuple[str, list[str]]]
    sources: list[str]


def of_year(policy: Policy, service: str, year: Year) -> Mapping[str, Figure]:
    """Return the derived figures of a year, each hidden where the published figure that it is made of is hidden."""
    residents = next((row for row in policy.populations if row.year == year.year), None)
    counsellors = next((row for row in policy.counsellors if (row.service, row.year) == (service, year.year)), None)
    hundredths = counsellors.hundredths if counsellors else None
    per_counsellor = _ratio(residents.residents if residents else None, 100, hundredths)
    per_thousand = _ratio(year.cell("persons×age", "persons"), 1_000, residents.aged_18_69 if residents else None)
    sessions = _ratio(year.cell("events×event", SESSION), 100, hundredths)
    return {
        "persons": per_thousand,
        "residents": round(per_counsellor) if isinstance(per_counsellor, float) else per_counsellor,
        "sessions": round(sessions) if isinstance(sessions, float) else sessions,
    }


def table(policy: Policy, service: str, charts: StatisticsCharts) -> RelativeFigures:
    """Return the table of a service's years; without rows where policy states neither residents nor counsellors."""
    figures = [of_year(policy, service, year) for year in charts.years]
    rows = [
        (charts.words[f"statistics.relative.{name}"], [charts.cell(of_one[name]) for of_one in figures])
        for name in ("persons", "residents", "sessions")
        if any(not isinstance(of_one[name], Mark) for of_one in figures)
    ]
    return RelativeFigures(rows, [*_sources(policy, service, charts)] if rows else [])


def _sources(policy: Policy, service: str, charts: StatisticsCharts) -> Iterator[str]:
    """Yield what policy states of each year that is shown, and its source."""
    words, shown = charts.words, {year.year for year in charts.years}
    for row in policy.populations:
        if row.year in shown:
            counts = {"residents": charts.number(row.residents), "aged": charts.number(row.aged_18_69)}
            source = localised(row.source, words.lang)
            yield words.format("statistics.relative.population", year=row.year, source=source, **counts)
    for posts in policy.counsellors:
        if posts.service == service and posts.year in shown:
            number = charts.number(posts.hundredths / 100 if posts.hundredths % 100 else posts.hundredths // 100)
            source = localised(posts.source, words.lang)
            yield words.format("statistics.relative.counsellors", year=posts.year, source=source, number=number)


def _ratio(part: int | Mark | None, times: int, whole: int | None) -> float | Mark:
    """Return a part of a whole, or why there is none."""
    if part is None or not whole:
        return Mark.NOT_COLLECTED
    return part if isinstance(part, Mark) else times * part / whole
