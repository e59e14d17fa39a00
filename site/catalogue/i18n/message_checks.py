"""Checks of the interface messages: every language complete, in its own words, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogue.i18n.locale_file import LocaleFile, locale_of, path_of, placeholders, read
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, make_problem

# Prefixes of keys that are composed at build time: every key with such a prefix counts as used.
FAMILIES = (
    "address.",
    "cancel.",
    "changes.",
    "compare.",
    "contracts.",
    "delivery.",
    "description.",
    "elsewhere.",
    "evening.",
    "evening_short.",
    "event.",
    "extra.",
    "fee.",
    "field.",
    "finance.",
    "form.",
    "missed.",
    "filter.",
    "guide.",
    "help.for_",
    "finder.",
    "found.",
    "holiday.",
    "month.",
    "nav.",
    "open_data.",
    "own.",
    "regi.",
    "regi_short.",
    "session.",
    "staff.",
    "stale.",
    "statement.",
    "statistics.",
    "stored.",
    "source.",
    "table.",
    "weekday.",
)
_IN_USE = re.compile(r"""["']([a-z_]+(?:\.[a-z_0-9]+)*)["']""")


def check(site: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """Check that every language has every message, translated, and that no message is unused."""
    first = read(site, languages[0])
    yield from first.problems
    if first.problems:
        return
    used = in_use(site)
    for key in (*first.single, *first.plurals):
        if key not in used and not key.startswith(FAMILIES):
            yield _key_problem(site, "word_unused", languages[0], key)
    yield from _check_plurals(site, languages[0], first, first)
    for lang in languages[1:]:
        yield from _check_language(site, lang, first)


def _check_language(site: Path, lang: str, first: LocaleFile) -> Iterator[Problem]:
    file = read(site, lang)
    yield from file.problems
    if file.problems:
        return
    for key, text in first.single.items():
        translation = file.single.get(key)
        if translation is None:
            yield _key_problem(site, "word_missing", lang, key, language=lang, first=text)
        elif translation == text and text and key not in file.same_as_first:
            yield _key_problem(site, "word_untranslated", lang, key)
        elif placeholders(translation) != placeholders(text):
            yield _key_problem(site, "word_placeholders", lang, key)
    for key in {*file.single, *file.plurals} - {*first.single, *first.plurals}:
        yield _key_problem(site, "word_unknown", lang, key)
    for key in file.same_as_first:
        if key in first.single and file.single.get(key) != first.single[key]:
            yield _key_problem(site, "word_reason_unused", lang, key)
    yield from _check_plurals(site, lang, first, file)


def _check_plurals(site: Path, lang: str, first: LocaleFile, file: LocaleFile) -> Iterator[Problem]:
    """Check that each text with a count has the plural categories of its language."""
    categories = {*locale_of(lang).plural_form.tags, "other"}
    for key, forms in first.plurals.items():
        if key not in file.plurals:
            yield _key_problem(site, "word_missing", lang, key, language=lang, first=forms["other"])
        elif file.plurals[key].keys() != categories:
            yield _key_problem(site, "word_plural", lang, key, categories=", ".join(sorted(categories)))


def in_use(site: Path) -> set[str]:
    """Return every quoted word in our templates and modules that could be a key."""
    sources = [*site.glob("templates/*.html"), *site.rglob("catalogue/**/*.py")]
    return {key for source in sources for key in _IN_USE.findall(source.read_text(encoding="utf-8"))}


def _key_problem(site: Path, code: str, lang: str, key: str, **facts: str) -> Problem:
    data = (site / "locales" / f"{lang}.yaml").read_bytes()
    line, column = yaml_reader.locate(data).key(("words", key))
    return make_problem(code, path_of(lang), line=line, column=column, key=key, meant=None, **facts)
