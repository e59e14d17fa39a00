"""The search index of the browser: one file, with rows in the same order as the facet index.

A search covers a provider's name, presentation, titles, credentials and services. It selects providers but never ranks
them, so there are no counts or weights. Presentations are left out above `TEXTS_MAX_PROVIDERS` providers: they would be
larger than the rest of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.policy.model import Policy
from catalogue.profiles.labels import labels
from catalogue.profiles.model import Profile
from catalogue.search.authorised_provider import AuthorisedProvider

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials")


class SearchFields(NamedTuple):
    """The searched fields of a provider, besides its name."""

    about: str
    keys: Mapping[str, Sequence[str]]  # by kind


class SearchIndex:
    """Builder of the index, which keeps only the searched fields of each provider."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.has_texts = policy, includes_texts(policy)
        self.names: list[str] = []
        self.texts: list[str] = []
        self.has: list[Sequence[Sequence[int]]] = []

    def add(self, name: str, about: str, has: Sequence[Sequence[int]]) -> None:
        """Add a provider; `has` contains the numbers of its keys, by kind."""
        self.names.append(name)
        if self.has_texts:
            self.texts.append(about)
        self.has.append(has)

    def json(self, built: str) -> bytes:
        """Return the index as JSON, with rows in the order in which they were added."""
        by_kind = zip(*self.has, strict=True) if self.has else [()] * len(KINDS)
        words = [{"labels": self._labels(kind), "has": has} for kind, has in zip(KINDS, by_kind, strict=True)]
        return encoding.dumps({"schema": 1, "built": built, "names": self.names, "texts": self.texts, "words": words})

    def _labels(self, kind: str) -> dict[str, list[str]]:
        languages = self.policy.municipality.languages
        return {lang: [labels(self.policy, lang)[kind][key] for key in keys(kind, self.policy)] for lang in languages}


def includes_texts(policy: Policy) -> bool:
    """Return whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def search_fields(profile: Profile | None, provider: AuthorisedProvider, policy: Policy) -> SearchFields:
    """Return the searched fields of a provider; names of staff are not searched."""
    stated: Profile = profile or {}
    staff = stated.get("staff", ())
    return SearchFields(
        "\n".join(stated.get("about", {}).values()) if includes_texts(policy) else "",
        {
            "services": [service for service, _ in provider.services],
            "titles": sorted({person["title"] for person in staff}),
            "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
        },
    )


def key_numbers(policy: Policy) -> dict[str, dict[str, int]]:
    """Return the number of each key by kind of searched word."""
    return {kind: {key: number for number, key in enumerate(keys(kind, policy))} for kind in KINDS}


def keys(kind: str, policy: Policy) -> tuple[str, ...]:
    """Return the keys of a kind of searched word."""
    entries: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(entries)
