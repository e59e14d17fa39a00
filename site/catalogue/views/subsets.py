"""Pages for the subsets of the list, one per filter value, for browsers without scripts.

A page shows the matching providers in the day's order, the number that do not match, and a link to those that have not
stated it. Each provider appears once per answer, so entries are short and cached per language: ten thousand providers
stay cheap.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from catalogue.i18n.urls import PER_PAGE, Addresses, page_count, pagination_window
from catalogue.search.card import Card
from catalogue.search.facet_index import FacetCounts, FacetIndex
from catalogue.search.facets import Facet
from catalogue.views import TemplateContext
from catalogue.views.filter_labels import FilterLabels
from catalogue.views.language import Language


class SubsetPage(NamedTuple):
    """One page of a subset; an empty value means those that have not stated it. `rows` are indexes in the day's order.

    `rows` is an array of machine integers, so reading it in a forked process does not copy the parent's memory.
    """

    address: str
    facet: Facet
    value: str
    page: int
    pages: int
    rows: Sequence[int]
    split: FacetCounts


@dataclass(frozen=True)
class Subsets:
    """The subsets in one language; `entries` caches rendered entries by row."""

    language: Language
    filter_labels: FilterLabels
    index: FacetIndex
    cards: Sequence[Card]
    entry: Callable[[Card], str]  # renders a provider's short entry
    entries: dict[int, str] = field(default_factory=dict)

    def pages(self) -> Iterator[SubsetPage]:
        """Yield every page: for each value that a provider has stated, and each facet that one has not stated."""
        for column in self.index.columns.values():
            facet = column.facet
            for value in facet.values:
                if column.splits[value].matching:
                    yield from self._paged(facet, value, column.splits[value])
            if column.unstated:
                yield from self._paged(facet, "", FacetCounts(column.unstated, 0, 0))

    def _paged(self, facet: Facet, value: str, split: FacetCounts) -> Iterator[SubsetPage]:
        pages = page_count(len(split.matching))
        for page in range(1, pages + 1):
            shown = array("I", split.matching[(page - 1) * PER_PAGE : page * PER_PAGE])
            yield SubsetPage(self._urls.selection(facet.key, value, page), facet, value, page, pages, shown, split)

    @property
    def _urls(self) -> Addresses:
        return self.language.urls

    def page(self, subset: SubsetPage) -> TemplateContext:
        """Return the template data of a page."""
        words, urls, split = self.language.words, self._urls, subset.split
        message, plural = words.format, words.plural
        count = len(split.matching)
        key = subset.facet.key
        return {
            "heading": self._heading(subset),
            "count": plural("selection.matching" if subset.value else "selection.unstated", count),
            "paged": message("list.title_page", page=subset.page, pages=subset.pages) if subset.pages > 1 else "",
            "entries": Markup("".join([self._entry(row) for row in subset.rows])),  # noqa: S704 - our own template
            "first": (subset.page - 1) * PER_PAGE + 1,
            "page": subset.page,
            "pages": subset.pages,
            "not_matching": plural("selection.not_matching", split.not_matching) if subset.value else "",
            "not_stated": plural("selection.not_stated", split.not_stated) if subset.value else "",
            "not_stated_address": urls.selection(key, "") if subset.value and split.not_stated else "",
            "list_address": f"{urls.page('list')}#{key}={subset.value}"
            if subset.value
            else f"{urls.page('list')}#not_stated={key}",
            "choose_address": urls.page("selection"),
            "previous": urls.selection(key, subset.value, subset.page - 1) if subset.page > 1 else "",
            "following": urls.selection(key, subset.value, subset.page + 1) if subset.page < subset.pages else "",
            "numbers": [
                (number, urls.selection(key, subset.value, number))
                for number in pagination_window(subset.page, subset.pages)
            ],
        }

    def _heading(self, subset: SubsetPage) -> str:
        if subset.value:
            return self.filter_labels.heading(subset.facet, subset.value)
        return self.language.words.format(
            "selection.heading_unstated", facet=self.filter_labels.label(subset.facet.key)
        )

    def _entry(self, row: int) -> str:
        if row not in self.entries:
            self.entries[row] = self.entry(self.cards[row])
        return self.entries[row]

    def options(self, facet: Facet) -> list[tuple[str, int, str]]:
        """Return label, number of providers and address of each subset of a facet; one without providers has none."""
        splits = self.index.columns[facet.key].splits
        counts = {value: len(splits[value].matching) for value in facet.values}
        return [
            (label, counts[value], self._urls.selection(facet.key, value) if counts[value] else "")
            for value, label in self.filter_labels.options(facet)
        ]

    def unstated(self, facet: Facet) -> tuple[int, str]:
        """Return the number of providers that have not stated a facet, and the address of the page with them."""
        return len(self.index.columns[facet.key].unstated), self._urls.selection(facet.key, "")
