"""What the search on the list reads besides the facets: names, presentations, titles, training and services.

A search decides who is shown and never the place, so nothing is counted or weighed here. Presentations are left out
where there are more than a thousand providers: they would weigh more than everything else on the page together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalogue import compact, facts
from catalogue.card import Card, Listed, Profile
from catalogue.policy import Policy

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials")


def texts_too(policy: Policy) -> bool:
    """Tell whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def searched(profile: Profile | None, listed: Listed, policy: Policy) -> dict[str, Any]:
    """Take what is searched of a provider; the names of those who work there are not."""
    stated = profile or {}
    staff = stated.get("staff", ())
    return {
        "about": "\n".join(stated.get("about", {}).values()) if texts_too(policy) else "",
        "services": [service for service, _ in listed.services],
        "titles": sorted({person["title"] for person in staff}),
        "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
    }


class Index:
    """What the browser searches, gathered while the providers pass by in the day's order; no provider is kept."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.texts_too = policy, texts_too(policy)
        self.names: list[str] = []
        self.texts: list[str] = []
        self.has: dict[str, list[list[int]]] = {kind: [] for kind in KINDS}
        self.places = {kind: {key: number for number, key in enumerate(_keys(kind, policy))} for kind in KINDS}

    def passing(self, cards: Iterable[Card]) -> Iterator[Card]:
        """Take what is searched of each, and hand it on."""
        for card in cards:
            told = card["searched"]
            self.names.append(card["name"])
            if self.texts_too:
                self.texts.append(told["about"])
            for kind, place in self.places.items():
                self.has[kind].append([place[key] for key in told[kind] if key in place])
            yield card

    def json(self, built: str) -> bytes:
        """Write the file; its rows stand as those of the facets do."""
        words = [{"labels": self._labels(kind), "has": self.has[kind]} for kind in KINDS]
        told = {"schema": 1, "built": built, "names": self.names, "texts": self.texts, "words": words}
        return compact.written(told)

    def _labels(self, kind: str) -> dict[str, list[str]]:
        languages = self.policy.municipality.languages
        return {lang: [facts.labels(self.policy, lang)[kind][key] for key in self.places[kind]] for lang in languages}


def _keys(kind: str, policy: Policy) -> tuple[str, ...]:
    known: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(known)
