"""Interface messages: one locale file per language, all with the same keys, Swedish first.

A file holds `words` (key → text with `{name}` placeholders); `direction: rtl` for a right-to-left language; and, in
every language but the first, `same_as_first`: the keys whose text equals the first language's on purpose, with reasons.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.i18n.fallback import FallbackText, is_foreign
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, make_problem

# Prefixes of keys that are composed at build time: every key with such a prefix counts as used.
FAMILIES = (
    "address.",
    "changes.",
    "compare.",
    "description.",
    "evening.",
    "event.",
    "extra.",
    "fee.exempt_",
    "field.",
    "finance.",
    "form.",
    "missed.",
    "filter.",
    "guide.",
    "finder.",
    "holiday.",
    "month.",
    "nav.",
    "open_data.",
    "own.",
    "regi.",
    "regi_short.",
    "staff.",
    "statement.",
    "statistics.",
    "table.fee_",
    "weekday.",
)
_IN_USE = re.compile(r"""["']([a-z_]+(?:\.[a-z_0-9]+)*)["']""")


class MessagesError(Exception):
    """The locale files cannot be used."""


@dataclass(frozen=True)
class Messages:
    """All messages of one language; a missing key is a bug and raises KeyError."""

    lang: str
    texts: Mapping[str, str]
    direction: str = "ltr"

    def __getitem__(self, key: str) -> str:
        """Return a message without filling in placeholders."""
        return self.texts[key]

    def format(self, key: str, **facts: object) -> str:
        """Return a message with its placeholders filled in."""
        if any(map(is_foreign, facts.values())):
            return FallbackText.filled_in(self.texts[key], facts)
        return self.texts[key].format(**facts)


@dataclass(frozen=True)
class _File:
    """The contents of a locale file, or its problems."""

    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    same_as_first: Mapping[str, object] = field(default_factory=dict)
    direction: str = "ltr"


def load(site: Path, languages: Sequence[str]) -> dict[str, Messages]:
    """Read the locale file of each language; raise MessagesError if one is unreadable or lacks a key."""
    loaded: dict[str, Messages] = {}
    for lang in languages:
        file = _read(site, lang)
        if file.problems:
            raise MessagesError(file.problems[0].text("en"))
        loaded[lang] = Messages(lang, file.texts, file.direction)
    first = loaded[languages[0]].texts
    for lang in languages[1:]:
        if missing := sorted(first.keys() - loaded[lang].texts.keys()):
            raise MessagesError(f"site/locales/{lang}.yaml lacks {', '.join(missing[:5])}")
    return loaded


def check(site: Path, languages: Sequence[str]) -> Iterator[Problem]:
    """Check that every language has every message, translated, and that no message is unused."""
    first = _read(site, languages[0])
    yield from first.problems
    if first.problems:
        return
    used = in_use(site)
    for key in first.texts:
        if key not in used and not key.startswith(FAMILIES):
            yield _key_problem(site, "word_unused", languages[0], key)
    for lang in languages[1:]:
        yield from _check_language(site, lang, first.texts)


def _check_language(site: Path, lang: str, first: Mapping[str, str]) -> Iterator[Problem]:
    file = _read(site, lang)
    yield from file.problems
    if file.problems:
        return
    for key, text in first.items():
        translation = file.texts.get(key)
        if translation is None:
            yield _key_problem(site, "word_missing", lang, key, language=lang, first=text)
        elif translation == text and text and key not in file.same_as_first:
            yield _key_problem(site, "word_untranslated", lang, key)
        elif placeholders(translation) != placeholders(text):
            yield _key_problem(site, "word_placeholders", lang, key)
    for key in file.texts.keys() - first.keys():
        yield _key_problem(site, "word_unknown", lang, key)
    for key in file.same_as_first:
        if key in first and file.texts.get(key) != first[key]:
            yield _key_problem(site, "word_reason_unused", lang, key)


def in_use(site: Path) -> set[str]:
    """Return every quoted word in our templates and modules that could be a key."""
    sources = [*site.glob("templates/*.html"), *site.rglob("catalogue/**/*.py")]
    return {key for source in sources for key in _IN_USE.findall(source.read_text(encoding="utf-8"))}


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text.

    >>> sorted(placeholders("{day} {month}"))
    ['day', 'month']
    """
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _read(site: Path, lang: str) -> _File:
    path = _path(lang)
    data, problems = yaml_reader.read(site / "locales" / f"{lang}.yaml", path, yaml_reader.POLICY_MAX_BYTES)
    if data is None:
        return _File(tuple(problems))
    value, problems = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    texts = value.get("words") if isinstance(value, dict) else None
    if problems or not isinstance(texts, dict):
        return _File(tuple(problems) or (make_problem("word_missing", path, key="words", language=lang, first=""),))
    same, direction = value.get("same_as_first"), value.get("direction", "ltr")
    wrong = [make_problem("word_not_text", path, key=key) for key, text in texts.items() if not isinstance(text, str)]
    if direction not in ("ltr", "rtl"):
        wrong.append(make_problem("word_direction", path, key="direction", value=direction))
    return _File(
        tuple(wrong),
        {key: str(text) for key, text in texts.items()},
        same if isinstance(same, dict) else {},
        str(direction),
    )


def _key_problem(site: Path, code: str, lang: str, key: str, **facts: str) -> Problem:
    data = (site / "locales" / f"{lang}.yaml").read_bytes()
    line, column = yaml_reader.locate(data).key(("words", key))
    return make_problem(code, _path(lang), line=line, column=column, key=key, meant=None, **facts)


def _path(lang: str) -> str:
    return f"site/locales/{lang}.yaml"
