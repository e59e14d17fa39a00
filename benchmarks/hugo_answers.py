"""What Hugo is given for free about the providers: the day's order, and what each answers to every facet.

All of it is read from what our own build has written, so that no rule stands here a second time.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.synthetic import SERVICE, Provider
from catalogue.i18n import messages, urls
from catalogue.search import card, searched

LANG = "sv"
_HEADING = re.compile(r"<h1>(.+?)</h1>")


@dataclass(frozen=True)
class Term:
    """One selection: what it is called, and the selection of those who have not stated it."""

    code: str
    title: str
    facet: str
    value: str
    unstated: str


@dataclass(frozen=True)
class Answers:
    """Our build at `dist`; its pages are named by the words of `site`."""

    dist: Path
    site: Path
    today: str

    @cached_property
    def _table(self) -> dict[str, Any]:
        table: dict[str, Any] = json.loads((self.dist / "facets.json").read_text(encoding="utf-8"))
        return table

    @cached_property
    def _where(self) -> urls.Addresses:
        return urls.addresses(messages.load(self.site, (LANG,)), (LANG,))[LANG]

    @property
    def order(self) -> Sequence[str]:
        """The ids in the day's order."""
        ids: list[str] = self._table["ids"]
        return ids

    @property
    def facets(self) -> Mapping[str, Any]:
        """What the file of all answers says besides each provider's own."""
        rows = [
            {"key": key, "values": one["values"], "sets": one["sets"]} for key, one in self._table["facets"].items()
        ]
        searched = json.loads((self.dist / "search.json").read_text(encoding="utf-8"))
        return {
            "built": self.today,
            "facets": rows,
            "centres": self._table["centres"],
            "texts_too": bool(searched["texts"]),
        }

    @cached_property
    def terms(self) -> list[Term]:
        """Every selection that has a page."""
        asked = [(key, value) for key, one in self._table["facets"].items() for value in (*one["values"], "")]
        return [self._term(key, value) for key, value in asked if self._page(key, value).exists()]

    def _term(self, facet: str, value: str) -> Term:
        heading = _HEADING.search(self._page(facet, value).read_text(encoding="utf-8"))
        if heading is None:
            raise ValueError(f"the selection {facet}={value} has no heading")
        return Term(self.code(facet, value), heading[1], facet, value, self.code(facet, ""))

    def _page(self, facet: str, value: str) -> Path:
        return self.dist / urls.output_file(self._where.selection(facet, value))

    def code(self, facet: str, value: str) -> str:
        """The last part of a selection's address."""
        return self._where.selection(facet, value).split("/")[-2]

    def of(self, provider: Provider) -> dict[str, Any]:
        """One provider's place in the order, its selections, and what was reckoned from its profile."""
        place = self._places[provider.id]
        told = provider.profile
        wait = told["services"][SERVICE]["waiting_time"]
        facts = {
            "weight": place + 1,
            "rows": [one["columns"][0][place] for one in self._table["facets"].values()],
            "urval": [code for codes in self._codes for code in codes[place]],
            "areas": list(dict.fromkeys(where["area"] for where in told["locations"])),
            "evenings": [self._where.words[f"evening.{day}"] for day in card.evenings(told["hours"]) or ()],
        }
        return facts | ({"waiting": wait["working_days"]} if card.is_current(wait["stated"], self.today) else {})

    @cached_property
    def _places(self) -> dict[str, int]:
        return {provider_id: place for place, provider_id in enumerate(self.order)}

    @cached_property
    def _codes(self) -> list[list[list[str]]]:
        """For each facet, each provider's selections."""
        return [self._codes_of(key, one) for key, one in self._table["facets"].items()]

    def _codes_of(self, key: str, facet: Mapping[str, Any]) -> list[list[str]]:
        named = [self.code(key, value) for value in facet["values"]]
        unstated = [self.code(key, "")]
        by_set = [unstated if one is None else [named[place] for place in one] for one in facet["sets"]]
        return [by_set[number] for number in facet["columns"][0]]


def labels(vocabulary: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The vocabulary as Hugo reads it fastest: kind, key, and the Swedish word."""
    said = {
        kind: {key: one.get("name", one)[LANG] for key, one in entries.items()} for kind, entries in vocabulary.items()
    }
    asked = [kind for kind in searched.KINDS if kind in said]
    listed = {kind: list(said[kind].values()) for kind in asked}
    places = {kind: {key: number for number, key in enumerate(said[kind])} for kind in asked}
    return said | {"listed": listed, "places": places}
