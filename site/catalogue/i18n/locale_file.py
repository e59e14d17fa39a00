"""The locale files, `site/locales/<language>.yaml`, as they stand; what is in one: `messages.py`."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError

from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, make_problem

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)  # of Jinja


@dataclass(frozen=True)
class LocaleFile:
    """The contents of a locale file, or its problems."""

    problems: tuple[Problem, ...] = ()
    single: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # key → category → text
    same_as_first: Mapping[str, object] = field(default_factory=dict)
    direction: str = "ltr"

    def texts(self) -> dict[str, str]:
        """Return every text by its key, and those of plurals by key and category."""
        forms = {f"{key}.{category}": text for key, texts in self.plurals.items() for category, text in texts.items()}
        return {**self.single, **forms}


def read(site: Path, lang: str) -> LocaleFile:
    """Read the locale file of a language."""
    path = path_of(lang)
    data, problems = yaml_reader.read(site / "locales" / f"{lang}.yaml", path, yaml_reader.POLICY_MAX_BYTES)
    if data is None:
        return LocaleFile(tuple(problems))
    value, problems = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    texts = value.get("words") if isinstance(value, dict) else None
    if problems or not isinstance(texts, dict):
        return LocaleFile(
            tuple(problems) or (make_problem("word_missing", path, key="words", language=lang, first=""),)
        )
    same, direction = value.get("same_as_first"), value.get("direction", "ltr")
    plurals = {key: forms for key, forms in texts.items() if isinstance(forms, dict) and "other" in forms}
    single = {key: text for key, text in texts.items() if key not in plurals}
    flat = {**single, **{key: text for forms in plurals.values() for key, text in forms.items()}}
    wrong = [make_problem("word_not_text", path, key=key) for key, text in flat.items() if not isinstance(text, str)]
    if direction not in ("ltr", "rtl"):
        wrong.append(make_problem("word_direction", path, key="direction", value=direction))
    return LocaleFile(
        tuple(wrong),
        {key: str(text) for key, text in single.items()},
        {key: {str(category): str(text) for category, text in forms.items()} for key, forms in plurals.items()},
        same if isinstance(same, dict) else {},
        str(direction),
    )


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a text.

    >>> sorted(placeholders("{day} {% if policy.several_services %}{month}{% endif %}"))
    ['day', 'month']
    """
    return {name for _, name, _, _ in string.Formatter().parse(TAG.sub("", text)) if name is not None}


def locale_of(lang: str) -> Locale:
    """Return the conventions of a language (CLDR); those of English if they are not known."""
    try:
        return Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def path_of(lang: str) -> str:
    """Return the path of a language's locale file."""
    return f"site/locales/{lang}.yaml"
