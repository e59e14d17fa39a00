"""The statistics of each service of a policy: its charts, with policy's own places, and the providers recommended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import Formats
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Policy
from catalogue.views.charts import CHARTS, Chart, StatisticsCharts
from catalogue.views.figures import relative
from catalogue.views.figures.relative import RelativeFigures
from catalogue.views.published_statistics import Mark, Published, Year
from chalicelib.register import codes

REFERRED = "referred×to"
CONTACTED = ("contacts×", "referred×", "complaints×")
BY_REASON, RECOMMENDED = "recommended×provider×because", "recommended×provider"


class ServiceStatistics(NamedTuple):
    """The figures of one service, and its name; empty if it is the only one, which needs no heading."""

    name: str
    charts: StatisticsCharts
    relative: RelativeFigures


def by_service(policy: Policy, published: Published, words: Messages) -> list[ServiceStatistics]:
    """Return the charts of each service that has a published year, in policy's order."""
    several = len(policy.services) > 1
    statistics = []
    for service in (service for service in policy.services.values() if service.id in published):
        own = of_service(policy, published[service.id], words.of(service.id), Formats(words))
        name = localised(service.name, words.lang) if several else ""
        guaranteed = replace(own, guarantee_days=service.wait_guarantee_days)
        statistics.append(ServiceStatistics(name, guaranteed, relative.table(policy, service.id, guaranteed)))
    return statistics


def of_service(
    policy: Policy, years: Sequence[Year], words: Messages, formats: Formats, charts: Sequence[Chart] = CHARTS
) -> StatisticsCharts:
    """Return the charts of a service, with the names of policy's other places."""
    own, own_charts = with_places(policy, years, words, charts)
    return StatisticsCharts(years, own, formats, own_charts)


def with_places(
    policy: Policy, years: Sequence[Year], words: Messages, charts: Sequence[Chart]
) -> tuple[Messages, tuple[Chart, ...]]:
    """Return words and charts with the places that policy has, and those that it had in a published year.

    Where contacts are not counted, and were not, there are no charts of them.
    """
    if not any(service.first_contact for service in policy.services.values()):
        counted = {table for year in years for table in (*year.tables, *year.withheld)}
        charts = [chart for chart in charts if chart.table in counted or not chart.table.startswith(CONTACTED)]
    places = policy.municipality.elsewhere
    names: dict[str, str] = {place.id: localised(place.name, words.lang) for place in places}
    for cell in (cell for year in years for cell in year.tables.get(REFERRED, {}) if cell.startswith(f"{REFERRED}|")):
        names.setdefault(cell.split("|")[1], cell.split("|")[1])
    names.pop(codes.ELSEWHERE, None)
    texts = {**words.texts, **{f"statistics.referred.{id_}": name for id_, name in names.items()}}
    values = (*names, codes.ELSEWHERE)
    return (
        replace(words, texts=texts),
        tuple(replace(chart, values=values) if chart.table == REFERRED else chart for chart in charts),
    )


@dataclass(frozen=True)
class Recommendations:
    """A year's recommended private providers: with the reasons where these are published, else without."""

    year: Year
    table: str
    reasons: tuple[str, ...]

    @property
    def providers(self) -> list[str]:
        """Return the providers in the table, in no order; none if it is withheld."""
        cells = self.year.tables.get(self.table, {})
        return list(dict.fromkeys(cell.split("|")[1] for cell in cells if cell.startswith(f"{self.table}|")))

    def of(self, provider: str) -> tuple[int, ...] | Mark:
        """Return how often a provider was recommended, for each reason if there are some, or why it is not shown."""
        cells = [f"{self.table}|{provider}{f'|{reason}' if reason else ''}" for reason in self.reasons or ("",)]
        values = [self.year.cell(self.table, cell) for cell in cells]
        shown = tuple(value for value in values if isinstance(value, int))
        return shown if len(shown) == len(values) else next(value for value in values if isinstance(value, Mark))


def recommendations(years: Iterable[Year]) -> list[Recommendations]:
    """Return the recommendations of each of these years that counted them, shown or not."""
    return [
        Recommendations(year, BY_REASON, codes.BECAUSE)
        if BY_REASON in year.tables
        else Recommendations(year, RECOMMENDED, ())
        for year in years
        if {BY_REASON, RECOMMENDED} & {*year.tables, *year.withheld}
    ]
