"""Every page that shows many providers, with the key that tells whether it shows something new."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import overload

from catalogue import encoding
from catalogue.build import cache
from catalogue.build.placing import Wanted
from catalogue.i18n import urls as pages
from catalogue.i18n.urls import PER_PAGE
from catalogue.rendering.list_pages import ListPages
from catalogue.rendering.renderer import Renderer
from catalogue.search.card import Card
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import FacetRow
from catalogue.search.search_index import Index


class Cards(Sequence[Card]):
    """Cards in the day's order, each read only when its page of the list is written.

    They lie in one block of bytes: a forked process that reads ten thousand texts would copy most of our memory.
    """

    def __init__(self, texts: Sequence[bytes]) -> None:
        self.block = b"".join(texts)
        self.ends = array("L", accumulate(map(len, texts), initial=0))

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> list[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | list[Card]:
        """Read one card, or those of a page."""
        places = range(len(self))[place]
        return self._read(places) if isinstance(places, int) else [self._read(one) for one in places]

    def _read(self, place: int) -> Card:
        card: Card = encoding.loads(self.block[self.ends[place] : self.ends[place + 1]])
        return card


@dataclass(frozen=True)
class Lists:
    """The list, the comparison and the parts of the list; `shown` has a key of each provider's facts."""

    written: ListPages
    cards: Cards
    lines: Sequence[bytes]  # `columns.Line` of each, as JSON
    shown: Sequence[str]

    @property
    def renderer(self) -> Renderer:
        """Give what writes all pages."""
        return self.written.renderer

    @property
    def _day(self) -> str:
        return self.renderer.today.isoformat()

    def everyone(self) -> str:
        """Give the key of whatever shows them all."""
        return cache.key(self.renderer.digest, self._day, "\n".join(self.shown))

    def pages(self) -> Iterator[tuple[str, Wanted]]:
        """Give the pages of the list, and of the comparison of all."""
        renderer, written, cards = self.renderer, self.written, self.cards
        count = len(cards)
        for lang in renderer.languages:
            files = zip(written.files(count, lang), written.compare_files(count, lang), strict=True)
            of = pages.count(count)
            for page, (listed, compared) in enumerate(files, start=1):
                part = self.shown[(page - 1) * PER_PAGE : page * PER_PAGE]
                key = cache.key(renderer.digest, self._day, str(count), "\n".join(part))
                yield listed, (key, partial(written.page, cards, lang, page, of))
                yield compared, (key, partial(written.compare_page, cards, lang, page, of))

    def parts(self, everyone: str) -> Iterator[tuple[str, Wanted]]:
        """Give the parts of the list that are pages of their own, and what the browser filters and searches by."""
        renderer, written, cards = self.renderer, self.written, self.cards
        index = Index(renderer.policy)
        lines = (FacetRow(*encoding.loads(line)) for line in self.lines)
        table = FacetIndex.of(renderer.columns, index.passing(lines))
        yield "facets.json", (everyone, partial(table.json, self._day))
        yield "search.json", (everyone, partial(index.json, self._day))
        for lang in renderer.languages:
            selections = written.selections(table, cards, lang)
            where = selections.speaker.where
            yield pages.output_file(where.of("selection")), (everyone, partial(written.choices, selections))
            yield pages.output_file(where.of("guide_questions")), (everyone, partial(written.guide, selections))
            for part in selections.parts():
                counts = repr((part.split.not_matching, part.split.not_stated, len(part.split.matching)))
                shown = "\n".join([self.shown[row] for row in part.rows])
                key = cache.key(renderer.digest, self._day, counts, shown)
                yield pages.output_file(part.address), (key, partial(written.selection, selections, part))
