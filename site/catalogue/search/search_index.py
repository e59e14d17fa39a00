"""The search index of the browser: one file, with rows in the same order as the facet index.

A search covers a provider's name, presentation, addresses, stops, telephone, titles, credentials, services and opening
days, and by `also` the synonyms of every value that a list can be filtered by. It selects providers but never ranks
them, so there are no counts or weights. Presentations are left out above `TEXTS_MAX_PROVIDERS` providers: they would be
larger than the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catalogue import encoding
from catalogue.i18n.locale_file import locale_of
from catalogue.policy.model import Policy
from catalogue.policy.schema import WEEKDAYS
from catalogue.policy.vocabulary import language_names
from catalogue.profiles import opening_hours
from catalogue.profiles.labels import labels
from catalogue.profiles.model import Profile
from catalogue.schema import yaml_reader
from catalogue.search.authorised_provider import AuthorisedProvider

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials", "days")


class SearchFields(NamedTuple):
    """The searched fields of a provider, besides its name."""

    about: Mapping[str, str]  # by language
    contact: str
    keys: Mapping[str, Sequence[str]]  # by kind


class SearchIndex:
    """Builder of the index, which keeps only the searched fields of each provider."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.has_texts = policy, includes_texts(policy)
        self.names: list[str] = []
        self.texts: dict[str, list[str]] = {language: [] for language in policy.municipality.languages}
        self.contacts: list[str] = []
        self.has: list[Sequence[Sequence[int]]] = []

    def add(self, name: str, about: Mapping[str, str], contact: str, has: Sequence[Sequence[int]]) -> None:
        """Add a provider; `has` contains the numbers of its keys, by kind."""
        self.names.append(name)
        if self.has_texts:
            for language, texts in self.texts.items():
                texts.append(about.get(language, ""))
        self.contacts.append(contact)
        self.has.append(has)

    def json(self, built: str) -> bytes:
        """Return the index as JSON, with rows in the order in which they were added."""
        by_kind = zip(*self.has, strict=True) if self.has else [()] * len(KINDS)
        words = {
            kind: {"keys": keys(kind, self.policy), "labels": self._labels(kind), "has": has}
            for kind, has in zip(KINDS, by_kind, strict=True)
        }
        index = {
            "names": self.names,
            "texts": self.texts if self.has_texts else {},
            "contacts": self.contacts,
            "words": words,
            "also": self._also(),
            "further": self._further_names(),
            "pages": yaml_reader.load_own(Path(__file__).with_name("page_words.yaml")),
            "fillers": [word for words in _fillers().values() for word in words],
        }
        return encoding.dumps({"schema": 2, "built": built, **index})

    def _labels(self, kind: str) -> dict[str, list[str]]:
        languages = self.policy.municipality.languages
        if kind == "days":  # CLDR numbers them from Monday
            return {
                lang: [locale_of(lang).days["stand-alone"]["wide"][day] for day in range(len(WEEKDAYS))]
                for lang in languages
            }
        return {lang: [labels(self.policy, lang)[kind][key] for key in keys(kind, self.policy)] for lang in languages}

    def _also(self) -> dict[str, dict[str, list[str]]]:
        """Return the synonyms as facet or kind → value → words; languages have their names in other languages too."""
        also: dict[str, dict[str, list[str]]] = {}
        for kind, entries in self.policy.synonyms.items():
            for key, words in entries.items():
                facet, value = _place(kind, key)
                also.setdefault(facet, {})[value] = list(words)
        listed, site = self.policy.vocabulary.get("languages", {}), self.policy.municipality.languages
        names = also.setdefault("languages", {})
        further = self._further_names()
        for code in (*listed, *further):
            shown = further.get(code, {}).values()  # they stand there already
            every = [*listed.get(code, {}).values(), *language_names.names(code, site), *names.get(code, ())]
            names[code] = [word for word in dict.fromkeys(every) if word not in shown]
        return also

    @property
    def _further(self) -> list[str]:
        """The languages that no profile can state, but people may ask for."""
        listed = self.policy.vocabulary.get("languages", {})
        asked = {*language_names.ASKED_FOR, *self.policy.synonyms.get("languages", {})}
        return sorted(code for code in asked if code not in listed)

    def _further_names(self) -> dict[str, dict[str, str]]:
        """Return their names by site language."""
        site = self.policy.municipality.languages
        return {code: {lang: language_names.name_in(code, lang) or code for lang in site} for code in self._further}


def _fillers() -> dict[str, list[str]]:
    """Return the words that count for nothing beside others, by language."""
    fillers: dict[str, list[str]] = yaml_reader.load_own(Path(__file__).with_name("filler_words.yaml"))
    return fillers


def _place(kind: str, key: str) -> tuple[str, str]:
    """Return where the browser finds a value: its facet, or its kind of word, and the value there."""
    if kind == "times":
        return ("days", key) if key in WEEKDAYS else (key, "yes")
    return (key, "yes") if kind == "features" else (kind, key)


def includes_texts(policy: Policy) -> bool:
    """Return whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def search_fields(profile: Profile | None, provider: AuthorisedProvider, policy: Policy) -> SearchFields:
    """Return the searched fields of a provider; names of staff are not searched."""
    stated: Profile = profile or {}
    staff = stated.get("staff", ())
    hours = opening_hours.anywhere(stated) or {}
    return SearchFields(
        stated.get("about", {}) if includes_texts(policy) else {},
        "\n".join(_contact(stated)),
        {
            "services": [service for service, _ in provider.services],
            "titles": sorted({person["title"] for person in staff}),
            "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
            "days": [day for day in WEEKDAYS if hours.get(day)],
        },
    )


def _contact(profile: Profile) -> Iterator[str]:
    """Yield the addresses, the stops in every language, and the telephone number in national digits."""
    for premises in profile.get("locations", ()):
        if address := premises.get("address"):
            yield f"{address['street']}, {address['postcode']} {address['city']}"
        yield from premises.get("transit", {}).values()
    if phone := profile.get("contact", {}).get("phone"):
        yield re.sub(r"[^0-9]", "", re.sub(r"^\+46", "0", phone))


def key_numbers(policy: Policy) -> dict[str, dict[str, int]]:
    """Return the number of each key by kind of searched word."""
    return {kind: {key: number for number, key in enumerate(keys(kind, policy))} for kind in KINDS}


def keys(kind: str, policy: Policy) -> tuple[str, ...]:
    """Return the keys of a kind of searched word."""
    if kind == "days":
        return WEEKDAYS
    entries: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(entries)
