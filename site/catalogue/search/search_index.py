"""The search index of the browser: one file, with rows in the same order as the facet index.

A search selects providers but never ranks them, so there are no counts or weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from catalogue import encoding
from catalogue.policy.labels import labels
from catalogue.policy.model import Policy
from catalogue.search import searched
from catalogue.search.facet_row import FacetRow
from catalogue.search.searched import KINDS


class Index:
    """Builder of the search index, which collects from rows passed through in the daily order without keeping them."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.texts_too = policy, searched.texts_too(policy)
        self.names: list[str] = []
        self.texts: list[str] = []
        self.has: list[Sequence[Sequence[int]]] = []

    def passing(self, lines: Iterable[FacetRow]) -> Iterator[FacetRow]:
        """Yield each row unchanged after collecting its searched fields."""
        for line in lines:
            self.names.append(line.name)
            if self.texts_too:
                self.texts.append(line.about)
            self.has.append(line.has)
            yield line

    def json(self, built: str) -> bytes:
        """Return the index as JSON, with rows in the same order as the facet index."""
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
