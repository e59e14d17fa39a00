"""What the browser searches: one file, whose rows stand as those of the facets do.

A search decides who is shown and never the place, so nothing is counted or weighed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalogue import encoding
from catalogue.policy.labels import labels
from catalogue.policy.loader import Policy
from catalogue.search import searched
from catalogue.search.facet_row import FacetRow
from catalogue.search.searched import KINDS


class Index:
    """What the browser searches, gathered while the providers pass by in the day's order; no provider is kept."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.texts_too = policy, searched.texts_too(policy)
        self.names: list[str] = []
        self.texts: list[str] = []
        self.has: list[Sequence[Sequence[int]]] = []

    def passing(self, lines: Iterable[FacetRow]) -> Iterator[FacetRow]:
        """Take what is searched of each, and hand it on."""
        for line in lines:
            self.names.append(line.name)
            if self.texts_too:
                self.texts.append(line.about)
            self.has.append(line.has)
            yield line

    def json(self, built: str) -> bytes:
        """Write the file; its rows stand as those of the facets do."""
        by_kind = zip(*self.has, strict=True) if self.has else [()] * len(KINDS)
        words = [{"labels": self._labels(kind), "has": has} for kind, has in zip(KINDS, by_kind, strict=True)]
        told = {"schema": 1, "built": built, "names": self.names, "texts": self.texts, "words": words}
        return encoding.dumps(told)

    def _labels(self, kind: str) -> dict[str, list[str]]:
        languages = self.policy.municipality.languages
        return {
            lang: [labels(self.policy, lang)[kind][key] for key in searched.keys(kind, self.policy)]
            for lang in languages
        }
