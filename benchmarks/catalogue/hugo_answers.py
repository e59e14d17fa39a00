"""Input that Hugo gets ready-made: the day's order, and each provider's facet values.

All of it is read from our own build's output, so that no rule is written here a second time.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.catalogue.synthetic import SERVICE, Provider
from catalogue.i18n import urls
from catalogue.search import card, search_index

LANG = "sv"
_HEADING = re.compile(r"<h1>(.+?)</h1>")


@dataclass(frozen=True)
class Term:
    """One selection (a page of a filtered list), and the selection of providers that have not stated its facet."""

    code: str
    title: str
    facet: str
    value: str
    unstated: str


@dataclass(frozen=True)
class Answers:
    """The output of our build at `dist`; `site` has the locale files with its addresses."""

    dist: Path
    site: Path
    today: str

    @cached_property
    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = json.loads((self.dist / "facets.json").read_text(encoding="utf-8"))
        return table

    @cached_property
    def _urls(self) -> urls.Addresses:
        return urls.load(self.site, (LANG,))[LANG]

    @property
    def order(self) -> Sequence[str]:
        """Return the ids in the day's order."""
        ids: list[str] = self._table["ids"]
        return ids

    @property
    def facets(self) -> Mapping[str, Any]:
        """Return the content of the facet file apart from the providers' own values."""
        rows = [
            {"key": key, "values": facet["values"], "sets": facet["sets"]}
            for key, facet in self._table["facets"].items()
        ]
        index = json.loads((self.dist / "search.json").read_text(encoding="utf-8"))
        same = {key: index[key] for key in ("also", "further", "pages", "fillers")}
        words = {kind: {key: of[key] for key in ("keys", "labels")} for kind, of in index["words"].items()}
        return {
            "built": self.today,
            "facets": rows,
            "centres": self._table["centres"],
            "search": {**same, "words": words, "texts_too": bool(index["texts"])},
        }

    @cached_property
    def terms(self) -> list[Term]:
        """Return every selection that has a page."""
        choices = [(key, value) for key, facet in self._table["facets"].items() for value in (*facet["values"], "")]
        return [self._term(key, value) for key, value in choices if self._page(key, value).exists()]

    def _term(self, facet: str, value: str) -> Term:
        heading = _HEADING.search(self._page(facet, value).read_text(encoding="utf-8"))
        if heading is None:
            raise ValueError(f"the selection {facet}={value} has no heading")
        return Term(self.code(facet, value), heading[1], facet, value, self.code(facet, ""))

    def _page(self, facet: str, value: str) -> Path:
        return self.dist / urls.output_file(self._urls.selection(facet, value))

    def code(self, facet: str, value: str) -> str:
        """Return the last part of a selection's address."""
        return self._urls.selection(facet, value).split("/")[-2]

    def front_matter(self, provider: Provider) -> dict[str, Any]:
        """Return a provider's position in the order, its selections, and the facts computed from its profile."""
        index = self._positions[provider.id]
        profile = provider.profile
        wait = profile["services"][SERVICE]["waiting_time"]
        facts = {
            "weight": index + 1,
            "rows": [facet["columns"][0][index] for facet in self._table["facets"].values()],
            "urval": [code for codes in self._codes for code in codes[index]],
            "areas": list(dict.fromkeys(location["area"] for location in profile["locations"])),
            "evenings": [self._urls.words[f"evening.{day}"] for day in card.evenings(profile["hours"]) or ()],
        }
        return facts | ({"waiting": wait["working_days"]} if card.is_current(wait["stated"], self.today) else {})

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {provider_id: index for index, provider_id in enumerate(self.order)}

    @cached_property
    def _codes(self) -> list[list[list[str]]]:
        """Return, for each facet, each provider's selections."""
        return [self._codes_of(key, facet) for key, facet in self._table["facets"].items()]

    def _codes_of(self, key: str, facet: Mapping[str, Any]) -> list[list[str]]:
        codes = [self.code(key, value) for value in facet["values"]]
        unstated = [self.code(key, "")]
        by_set = [unstated if numbers is None else [codes[number] for number in numbers] for numbers in facet["sets"]]
        return [by_set[number] for number in facet["columns"][0]]


def labels(vocabulary: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Build the vocabulary in the form that Hugo reads fastest: kind, key, and the Swedish word."""
    words = {
        kind: {key: entry.get("name", entry)[LANG] for key, entry in entries.items()}
        for kind, entries in vocabulary.items()
        if kind != "synonyms"
    }
    kinds = [kind for kind in search_index.KINDS if kind in words]
    lists = {kind: list(words[kind].values()) for kind in kinds}
    positions = {kind: {key: number for number, key in enumerate(words[kind])} for kind in kinds}
    return words | {"listed": lists, "places": positions}
