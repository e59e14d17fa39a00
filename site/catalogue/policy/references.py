"""References between the municipality's files: the ids, codes and languages that one file defines and others use.

An unreadable file is reported once, and not again wherever another file refers to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from catalogue.policy.field_types import ID
from catalogue.policy.schema import VOCABULARIES
from catalogue.schema.containers import Context, Fault
from catalogue.schema.suggestions import closest_match
from catalogue.schema.todo import question
from catalogue.schema.yaml_reader import KeyPath

Keys = Mapping[str, Mapping[str, str]]
Labels = Sequence[tuple[KeyPath, Collection[str]]]  # key path of a text, and its languages


def context(values: Mapping[str, Any]) -> Context:
    """Build the context from the files that can be read."""
    vocabulary = _mapping(values, "vocabulary")
    sources = {
        "services": _ids(_mapping(values, "services").get("services")),
        "providers": _ids(_mapping(values, "authorisations").get("providers")),
        **{name: _codes(vocabulary.get(name)) for name in VOCABULARIES},
    }
    choices = {name: keys for name, keys in sources.items() if keys is not None}
    return Context(listed_languages(values) or ("sv", "en"), choices)


def listed_languages(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages that the municipality lists; empty if they cannot be read, or are not known yet."""
    languages = _mapping(values, "municipality").get("languages")
    if not isinstance(languages, list) or any(question(language) is not None for language in languages):
        return ()
    return tuple(language for language in languages if isinstance(language, str))


def further_languages(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages that a few pages alone are in; empty if they cannot be read."""
    rows = _mapping(values, "municipality").get("further_languages")
    languages = [row.get("language") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return tuple(language for language in languages if isinstance(language, str))


def _mapping(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def _ids(rows: object) -> Keys | None:
    if not isinstance(rows, list):
        return None
    ids = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    return {id_: {} for id_ in ids} if len(ids) == len(rows) and all(map(ID.match, ids)) else None


def _codes(table: object) -> Keys | None:
    return {key: {} for key in table} if isinstance(table, dict) else None


LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


def languages_are_those_listed(listed: Sequence[str], labels: Mapping[str, Labels]) -> Iterator[tuple[str, Fault]]:
    """Yield (file, fault) for each text that lacks a language of the list; faults of the list itself come first.

    Languages beyond the list are kept in the files and not shown. A language that the list has but most texts lack is
    new: those texts are shown in Swedish meanwhile, and one warning counts the texts that have it.
    """
    texts = sum(map(len, labels.values()))
    counts = Counter(language for rows in labels.values() for _, languages in rows for language in languages)
    unsaid = [language for language in listed if 2 * counts[language] < texts]
    for language in unsaid:
        facts = {"language": language, "count": counts[language], "texts": texts}
        yield "municipality", Fault(("languages", listed.index(language)), "language_unsaid", facts)
    for name, rows in labels.items():
        for path, languages in rows:
            for language in languages:
                if language not in listed and not LANGUAGE.match(language):
                    meant = closest_match(language, listed)
                    yield name, Fault((*path, language), "unknown_key", {"unknown": language}, meant, at_key=True)
            for language in listed:
                if language not in (*languages, *unsaid):
                    yield name, Fault(path, "language_missing", {"missing": language}, at_key=True)
