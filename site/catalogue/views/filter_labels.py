"""Labels of the filters: for the list's filter panel, and for the pages that work without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.i18n.formatting import alphabetical, line
from catalogue.policy.model import Policy
from catalogue.search import facets
from catalogue.search.facets import Facet, Group
from catalogue.views.provider import Presenter
from chalicelib.dates import holidays as public_holidays

HOLIDAYS_AHEAD_DAYS = 14
LOOKED_UP = ("areas", "languages", "methods", "competences")  # values sorted by label
MESSAGES = (
    "shown",
    "none",
    "unstated",
    "show_unstated",
    "hide_unstated",
    "sum",
    "open",
    "open_chosen",
    "done",
    "more",
    "more_values",
    "fewer",
    "announce",
    "remove",
    "reset",
    "searched",
    "unstated_too",
    "too_much",
    "too_much_several",
    "order_name",
    "order_soonest",
    "order_soonest_unstated",
    "order_soonest_full",
    "full_from_here",
    "order_distance",
    "order_no_place",
    "distance",
    "distance_unknown",
    "my_place",
    "position_refused",
    "position_waits",
    "printed_choices",
    "printed_part",
    "printed_from",
    "incomplete",
)
"""Keys of the texts that the script shows; scripts contain no texts of their own."""


@dataclass(frozen=True)
class FilterLabels:
    """Labels the facets in one language."""

    policy: Policy
    presenter: Presenter
    today: date

    def groups(self) -> tuple[Group, ...]:
        """Return the groups of facets in the order of the page."""
        return facets.groups(self.policy)

    def options(self, facet: Facet) -> list[tuple[str, str]]:
        """Return the value and label of each option of a facet."""
        options = [(value, self.value(facet, value)) for value in facet.values]
        if facet.key in LOOKED_UP:
            options.sort(key=lambda option: alphabetical(option[1], self.presenter.words.lang))
        return options

    def label(self, key: str) -> str:
        """Return the label of a facet."""
        features = self.presenter.labels["features"]
        return features[key] if key in features else self.presenter.words[f"filter.{key}"]

    def value(self, facet: Facet, value: str) -> str:
        """Return the label of a facet's value; for a yes-facet, the label of the facet."""
        if facet.is_flag:
            return self.label(facet.key)
        if facet.key == "waiting":
            return self.presenter.words.format("filter.at_most", days=self.presenter.formats.working_days(int(value)))
        kind = "services" if facet.key == "service" else facet.key
        return line([self.presenter.labels[kind].get(value, value)])

    def heading(self, facet: Facet, value: str) -> str:
        """Return the heading of a subset's page, which works without scripts."""
        if facet.is_flag:
            return self.label(facet.key)
        label = (
            self.presenter.labels[facet.key].get(value, value)
            if facet.key in facets.LISTS
            else self.value(facet, value)
        )
        return self.presenter.words.format("selection.heading", facet=self.label(facet.key), value=label)

    def script_messages(self) -> str:
        """Return the script's texts as JSON."""
        return json.dumps(self.presenter.words.for_script("finder", MESSAGES), ensure_ascii=False)

    def holidays(self) -> str:
        """Return a note on opening hours, which are those of an ordinary week: the public holidays within 14 days."""
        words, formats = self.presenter.words, self.presenter.formats
        holidays = [
            words.format("filter.holiday", name=words[f"holiday.{name}"], date=formats.day(day.isoformat()))
            for day, name in self._holidays_ahead()
        ]
        if not holidays:
            return words["filter.ordinary_weeks"]
        return words.format("filter.holidays_near", days=formats.join(holidays))

    def _holidays_ahead(self) -> Iterator[tuple[date, str]]:
        last = self.today + timedelta(days=HOLIDAYS_AHEAD_DAYS)
        for year in range(self.today.year, last.year + 1):
            for day, name in public_holidays.of_year(year):
                if self.today <= day <= last:
                    yield day, name
