"""Interface messages: one locale file per language, all with the same keys, Swedish first.

A file holds `words` (key → text with `{name}` placeholders); `direction: rtl` for a right-to-left language; and, in
every language but the first, `same_as_first`: the keys whose text equals the first language's on purpose, with reasons.

A text that depends on the municipality's policy is a Jinja template, which asks `policy`
(`policy/sentences/traits.py`): it is rendered when the messages are loaded. A text with a count has one form for each
plural category of its language (CLDR): `left: {one: 1 samtal kvar, other: "{count} samtal kvar"}` is the messages
`left.one` and `left.other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Protocol

from jinja2 import Environment, StrictUndefined, Template, TemplateError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from catalogue.i18n import locale_file
from catalogue.i18n.fallback import FallbackText, is_foreign
from catalogue.i18n.locale_file import LocaleFile, locale_of, path_of, placeholders

_MARK = re.compile("\ue000(\\d+)\ue001")  # where a text has a value of the policy


class MessagesError(Exception):
    """The locale files cannot be used."""


class Traits(Protocol):
    """What messages depend on: the traits of the municipality's policy in one language."""

    def by_service(self) -> Mapping[str, Traits]:
        """Return the traits of each service alone."""
        ...


@dataclass(frozen=True)
class Messages:
    """All messages of one language; a missing key is a bug and raises KeyError."""

    lang: str
    texts: Mapping[str, str]
    direction: str = "ltr"
    services: Mapping[str, Messages] = field(default_factory=dict)  # those about one service of several

    def __getitem__(self, key: str) -> str:
        """Return a message without filling in placeholders."""
        return self.texts[key]

    def format(self, key: str, **facts: object) -> str:
        """Return a message with its placeholders filled in."""
        text = self.texts[key]
        if is_foreign(text) or any(map(is_foreign, facts.values())):
            return FallbackText.filled_in(text, facts)
        return text.format(**facts)

    def plural(self, key: str, count: int, **facts: object) -> str:
        """Return the form of a message that goes with `count`, with its placeholders filled in."""
        return self.format(f"{key}.{locale_of(self.lang).plural_form(count)}", count=count, **facts)

    def for_script(self, family: str, keys: Iterable[str]) -> dict[str, str]:
        """Return the texts of a family for a script, by key; of one with a count, every form."""
        forms = {*locale_of(self.lang).plural_form.tags, "other"}
        texts: dict[str, str] = {}
        for key in keys:
            variants = [key] if f"{family}.{key}" in self.texts else [f"{key}.{form}" for form in sorted(forms)]
            texts |= {variant: _for_script(self.texts[f"{family}.{variant}"]) for variant in variants}
        return texts

    def for_scripts(self, *families: str) -> dict[str, str]:
        """Return the texts whose keys start with one of `families`, for scripts."""
        return {key: _for_script(text) for key, text in self.texts.items() if key.startswith(families)}

    def of(self, service: str) -> Messages:
        """Return the messages as they are said of one service: in its unit, with a number or without."""
        return self.services.get(service, self)


def load(site: Path, traits: Mapping[str, Traits]) -> dict[str, Messages]:
    """Read the locale file of each language of `traits`, which has what the texts depend on.

    Raises MessagesError if a file is unreadable, lacks a key or has a text that cannot be rendered.
    """
    files: dict[str, LocaleFile] = {}
    for lang in traits:
        files[lang] = locale_file.read(site, lang)
        if files[lang].problems:
            raise MessagesError(files[lang].problems[0].text("en"))
    first = next(iter(files.values()))
    for lang, file in files.items():
        if missing := sorted(first.single.keys() - file.single.keys() | first.plurals.keys() - file.plurals.keys()):
            raise MessagesError(f"site/locales/{lang}.yaml lacks {', '.join(missing[:5])}")
    return {lang: _messages(lang, file, traits[lang]) for lang, file in files.items()}


def load_further(site: Path, traits: Mapping[str, Traits], first: Messages) -> dict[str, Messages]:
    """Read the locale files of languages that a few pages alone are in: what one lacks is the first language's text.

    Raises MessagesError if a file is unreadable or has a text that cannot be rendered.
    """
    further: dict[str, Messages] = {}
    for lang, own in traits.items():
        file = locale_file.read(site, lang)
        if file.problems:
            raise MessagesError(file.problems[0].text("en"))
        further[lang] = _completed(_messages(lang, file, own), first)
    return further


def _completed(messages: Messages, first: Messages) -> Messages:
    """Return messages with the first language's in place of those they lack, in every plural form of their language."""
    texts = dict(first.texts)
    for key, text in first.texts.items():
        name, _, form = key.rpartition(".")
        if form == "other":
            texts = {f"{name}.{tag}": text for tag in locale_of(messages.lang).plural_form.tags} | texts
    borrowed = {key: FallbackText.create(text, first.lang) for key, text in texts.items()}
    services = {service: _completed(own, first.of(service)) for service, own in messages.services.items()}
    return replace(messages, texts=borrowed | dict(messages.texts), services=services)


def _messages(lang: str, file: LocaleFile, traits: Traits) -> Messages:
    texts = file.texts()
    conditional = {key: text for key, text in texts.items() if locale_file.TAG.search(text)}
    each = traits.by_service()
    services = {
        service: Messages(lang, texts | _rendered(lang, conditional, own), file.direction)
        for service, own in each.items()
        if len(each) > 1
    }
    return Messages(lang, texts | _rendered(lang, conditional, traits), file.direction, services)


def _rendered(lang: str, texts: Mapping[str, str], traits: Traits) -> dict[str, str]:
    return {key: render(f"{path_of(lang)}: {key}", text, traits) for key, text in texts.items()}


def render(name: str, text: str, traits: Traits) -> str:
    """Return a text as it is under a policy; a fallback text if it has a value in another language."""
    printed: list[str] = []
    try:
        marked = _template(text).render(policy=traits, printed=printed)
    except TemplateError as error:
        raise MessagesError(f"{name}: {error.message}") from error
    if placeholders(text):  # the text will be formatted: braces of a value are not its own
        printed = [value.replace("{", "{{").replace("}", "}}") if not is_foreign(value) else value for value in printed]
    filled = _MARK.sub(lambda mark: printed[int(mark[1])], marked)
    if not any(map(is_foreign, printed)):
        return filled
    html = _MARK.sub(lambda mark: str(escape(printed[int(mark[1])])), str(escape(marked)))
    return FallbackText.with_parts(filled, Markup(html))  # noqa: S704 - escaped above


def _for_script(text: str) -> str:
    """Return a text as a script fills it in: the braces of a value are single.

    >>> _for_script("{count} kvar hos {{ Lyktan }}"), _for_script("Hos {{ Lyktan }}")
    ('{count} kvar hos { Lyktan }', 'Hos {{ Lyktan }}')
    """
    try:
        parts = [(literal, name) for literal, name, _, _ in Formatter().parse(text)]
    except ValueError:
        return text
    names = [name for _, name in parts if name is not None]
    if not names or not all(map(str.isidentifier, names)):
        return text  # nothing to fill in
    return "".join(literal if name is None else f"{literal}{{{name}}}" for literal, name in parts)


@pass_context
def _keep(context: Context, value: object) -> str:
    """Keep a value of the policy that a text prints, and return the mark that stands for it."""
    printed: list[str] = context["printed"]
    printed.append(value if isinstance(value, str) else str(value))
    return f"\ue000{len(printed) - 1}\ue001"


@cache
def _template(text: str) -> Template:
    """Compile a text; cached, since each service of a site asks for it again."""
    return _JINJA.from_string(text)


_JINJA = Environment(undefined=StrictUndefined, finalize=_keep, autoescape=False)  # noqa: S701 - texts, escaped by pages
