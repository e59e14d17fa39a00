"""Rules of the vocabulary and of its synonyms: the other words that people use for a value when they search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from catalogue.policy.price_rules import Check, File
from catalogue.policy.schema import FEATURES, VOCABULARIES, WEEKDAYS
from catalogue.policy.vocabulary import language_names
from catalogue.schema.containers import Fault
from catalogue.schema.suggestions import closest_by_label, closest_match
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.pasted_text import fold_words

TIMES = ("accepts_new", "evenings", *WEEKDAYS)
"""The values of the synonyms' kind `times`; the first two are facets of the list."""
KINDS = (*VOCABULARIES, "services", "times")
"""The kinds of value that may have synonyms."""


def features_are_labelled(vocabulary: File) -> Iterator[Fault]:
    """Every feature that a profile may state has its label; a page never shows a key."""
    for feature in FEATURES:
        if feature not in vocabulary["features"]:
            yield Fault(("features",), "missing_key", {"missing": feature}, at_key=True)


def synonyms_are_of_values(vocabulary: File, services: File) -> Iterator[Fault]:
    """A synonym belongs to a value that there is, or to a language that CLDR has a name for."""
    for kind, entries in vocabulary.get("synonyms", {}).items():
        if kind not in KINDS:
            yield _unknown(("synonyms", kind), kind, KINDS, closest_match(kind, KINDS))
            continue
        values = _labels(kind, vocabulary, services)
        for key in entries:
            if key not in values and not (kind == "languages" and language_names.name_in(key, "en")):
                yield _unknown(("synonyms", kind, key), key, values, closest_by_label(key, values))


def synonyms_say_something(vocabulary: File, services: File) -> Iterator[Fault]:
    """A synonym is a word that its value is not called anyway, and stands there once, however it is spelled."""
    for kind, entries in vocabulary.get("synonyms", {}).items():
        values = _labels(kind, vocabulary, services) if kind in KINDS else {}
        for key, words in entries.items():
            labels = {fold_words(label) for label in values.get(key, {}).values()}
            seen: set[str] = set()
            for index, word in enumerate(words):
                folded = fold_words(word)
                if code := _says_nothing(folded, labels, seen):
                    yield Fault(("synonyms", kind, key, index), code, {"word": word})
                seen.add(folded)


def _says_nothing(folded: str, labels: Collection[str], seen: Collection[str]) -> str:
    """Return why a word adds nothing to a search; empty if it adds something."""
    if not any(map(str.isalnum, folded)):
        return "synonym_wordless"
    if folded in labels:
        return "synonym_is_the_name"
    return "synonym_repeated" if folded in seen else ""


def _labels(kind: str, vocabulary: File, services: File) -> Mapping[str, Mapping[str, str]]:
    """Return the values of a kind with their labels."""
    if kind == "services":
        return {row["id"]: row["name"] for row in services["services"]}
    if kind == "areas":
        return {key: area["name"] for key, area in vocabulary["areas"].items()}
    if kind == "times":
        return {key: {} for key in TIMES}
    labels: Mapping[str, Mapping[str, str]] = vocabulary[kind]
    return labels


def _unknown(path: KeyPath, unknown: str, choices: Collection[str], meant: str | None) -> Fault:
    return Fault(path, "choice_unknown", {"unknown": unknown, "choices": ", ".join(choices)}, meant, at_key=True)


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (features_are_labelled, ("vocabulary",)),
    (synonyms_are_of_values, ("vocabulary", "services")),
    (synonyms_say_something, ("vocabulary", "services")),
)
"""Each rule with the files that it reads."""
