"""Pages for the subsets of the list, one per filter value, for browsers without scripts.

A page shows the matching providers in the day's order, the number that do not match, and a link to those that have not
stated it. Each provider appears once per answer, so entries are short and cached per language: ten thousand providers
stay cheap.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup

from catalogue.i18n.urls import PER_PAGE, Addresses, pagination_window
from catalogue.search.card import Card
from catalogue.search.facet_index import FacetCounts, FacetIndex
from catalogue.search.facets import Facet
from catalogue.views.filter_labels import Finder
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
class Selections:
    """The subsets in one language; `entries` caches rendered entries by row."""

    speaker: Language
    finder: Finder
    table: FacetIndex
    cards: Sequence[Card]
    entry: Callable[[Card], str]  # renders a provider's short entry
    entries: dict[int, str] = field(default_factory=dict)

    def parts(self) -> Iterator[SubsetPage]:
        """Yield every page: for each value that a provider has stated, and each facet that one has not stated."""
        for column in self.table.columns.values():
            facet = column.facet
            for value in facet.values:
                if column.splits[value].matching:
                    yield from self._paged(facet, value, column.splits[value])
            if column.unstated:
                yield from self._paged(facet, "", FacetCounts(column.unstated, 0, 0))

    def _paged(self, facet: Facet, value: str, split: FacetCounts) -> Iterator[SubsetPage]:
        pages = -(-len(split.matching) // PER_PAGE)
        for page in range(1, pages + 1):
            shown = array("I", split.matching[(page - 1) * PER_PAGE : page * PER_PAGE])
            yield SubsetPage(self._where.selection(facet.key, value, page), facet, value, page, pages, shown, split)

    @property
    def _where(self) -> Addresses:
        return self.speaker.where

    def page(self, part: SubsetPage) -> dict[str, Any]:
        """Return the template data of a page."""
        say, where, split = self.speaker.words.say, self._where, part.split
        count = len(split.matching)
        key = part.facet.key
        return {
            "heading": self._heading(part),
            "count": say("selection.matching" if part.value else "selection.unstated", count=count),
            "paged": say("list.title_page", page=part.page, pages=part.pages) if part.pages > 1 else "",
            "entries": Markup("".join([self._entry(row) for row in part.rows])),  # noqa: S704 - our own template
            "first": (part.page - 1) * PER_PAGE + 1,
            "page": part.page,
            "pages": part.pages,
            "not_matching": say("selection.not_matching", count=split.not_matching) if part.value else "",
            "not_stated": say("selection.not_stated", count=split.not_stated) if part.value else "",
            "not_stated_address": where.selection(key, "") if part.value and split.not_stated else "",
            "list_address": f"{where.of('list')}#{key}={part.value}"
            if part.value
            else f"{where.of('list')}#not_stated={key}",
            "choose_address": where.of("selection"),
            "previous": where.selection(key, part.value, part.page - 1) if part.page > 1 else "",
            "following": where.selection(key, part.value, part.page + 1) if part.page < part.pages else "",
            "numbers": [
                (number, where.selection(key, part.value, number))
                for number in pagination_window(part.page, part.pages)
            ],
        }

    def _heading(self, part: SubsetPage) -> str:
        if part.value:
            return self.finder.heading(part.facet, part.value)
        return self.speaker.words.say("selection.heading_unstated", facet=self.finder.label(part.facet.key))

    def _entry(self, row: int) -> str:
        if row not in self.entries:
            self.entries[row] = self.entry(self.cards[row])
        return self.entries[row]

    def choices(self) -> list[dict[str, Any]]:
        """Return the data of the page that links to every subset, with the number of providers in each."""
        return [
            group | {"facets": [self._choice(facet) for facet in group["facets"]]} for group in self.finder.groups()
        ]

    def _choice(self, facet: Mapping[str, Any]) -> dict[str, Any]:
        key = facet["key"]
        column = self.table.columns[key]
        counts = {value: len(split.matching) for value, split in column.splits.items()}
        unstated = len(column.unstated)
        return {
            "label": facet["label"],
            "flag": facet["flag"],
            "options": [
                (label, counts[value], self._where.selection(key, value) if counts[value] else "")
                for value, label in facet["options"]
            ],
            "unstated": unstated,
            "unstated_address": self._where.selection(key, "") if unstated else "",
        }
