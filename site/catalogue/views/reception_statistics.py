"""What the published statistics say of the reception: where it sent callers, and which providers it recommended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from catalogue.i18n.fallback import localised
from catalogue.i18n.messages import Messages
from catalogue.policy.model import Municipality
from catalogue.views.published_statistics import Mark, Year
from chalicelib.register import codes

if TYPE_CHECKING:
    from catalogue.views.charts import Chart

REFERRED = "referred×to"
BY_REASON, RECOMMENDED = "recommended×provider×because", "recommended×provider"


def with_places(
    town: Municipality, years: Iterable[Year], words: Messages, charts: Sequence[Chart]
) -> tuple[Messages, tuple[Chart, ...]]:
    """Return words and charts with the places that policy has, and those that it had in a published year."""
    names: dict[str, str] = {place.id: localised(place.name, words.lang) for place in town.elsewhere}
    for cell in (cell for year in years for cell in year.tables.get(REFERRED, {}) if cell.startswith(f"{REFERRED}|")):
        names.setdefault(cell.split("|")[1], cell.split("|")[1])
    names.pop(codes.ELSEWHERE, None)
    texts = {**words.texts, **{f"statistics.referred.{id_}": name for id_, name in names.items()}}
    places = (*names, codes.ELSEWHERE)
    return (
        replace(words, texts=texts),
        tuple(replace(chart, values=places) if chart.table == REFERRED else chart for chart in charts),
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
