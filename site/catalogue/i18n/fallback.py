"""Fallback texts: shown in another language than the page's because they are not translated yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.lists import format_list
from markupsafe import Markup, escape

from catalogue.i18n.locale_file import locale_of


class FallbackText(str):
    """A `str` that knows its language: plain as data, marked with `lang` in HTML for screen readers (WCAG 2.2, 3.1.2).

    >>> str(FallbackText.create("Uppgift & svar", "sv")), escape(FallbackText.create("Uppgift & svar", "sv"))
    ('Uppgift & svar', Markup('<bdi lang="sv">Uppgift &amp; svar</bdi>'))
    """

    __slots__ = ("html", "lang")
    html: Markup
    lang: str  # of the whole text; empty if only parts are in another language

    @classmethod
    def create(cls, text: str, lang: str) -> FallbackText:
        """Return a text marked with its language."""
        return cls._create(text, Markup('<bdi lang="{}">{}</bdi>').format(lang, text), lang)

    @classmethod
    def _create(cls, text: str, html: Markup, lang: str) -> FallbackText:
        fallback = cls(text)
        fallback.html, fallback.lang = html, lang
        return fallback

    def __html__(self) -> Markup:
        """Return the text as HTML (the protocol of Jinja2 and markupsafe)."""
        return self.html

    @classmethod
    def filled_in(cls, text: str, facts: Mapping[str, object]) -> FallbackText:
        """Format a text in the page's language with facts of which some are fallback texts."""
        return cls._create(text.format(**facts), escape(text).format(**facts), "")

    @classmethod
    def with_parts(cls, text: str, html: Markup) -> FallbackText:
        """Return a text in the page's language of which `html` marks the parts in another."""
        return cls._create(text, html, "")

    @classmethod
    def join_line(cls, parts: Sequence[str]) -> FallbackText:
        """Join texts, some of them fallback texts, with commas, and capitalise the first letter."""
        first, *others = parts
        capital = first[:1].upper() + first[1:]
        marked = cls.create(capital, first.lang) if isinstance(first, FallbackText) else capital
        if not others and isinstance(marked, FallbackText):
            return marked  # a whole text in another language, which an `<option>` can say
        return cls.joined(", ", [marked, *others])

    @classmethod
    def joined(cls, separator: str, parts: Sequence[str]) -> FallbackText:
        """Join texts, some of which may be fallback texts."""
        return cls._create(separator.join(parts), escape(separator).join(parts), "")


def plain(text: str) -> str:
    """Return the text unmarked, for places where HTML allows no element: an attribute or an `<option>`."""
    return "".join(text)


def tag(text: str) -> Markup:
    """Return a `lang` attribute for the element whose only content is this text; empty unless it is a fallback text.

    >>> tag(FallbackText.create("Alvik", "sv")), tag("Alvik")
    (Markup(' lang="sv"'), Markup(''))
    """
    return Markup(' lang="{}"').format(text.lang) if isinstance(text, FallbackText) and text.lang else Markup("")


def is_foreign(fact: object) -> bool:
    """Return whether a text is a fallback text."""
    return type(fact) is FallbackText


def localised(texts: Mapping[str, str], lang: str) -> str:
    """Return the text in `lang`, else in the first language present, marked as a fallback text."""
    if text := texts.get(lang):
        return text
    first = next(iter(texts), "")
    return FallbackText.create(texts[first], first) if first else ""


def join_names(names: Sequence[str], lang: str) -> str:
    """Return names as a list within a sentence; a fallback text if one of them is."""
    if len(names) == 1:
        return names[0]
    joined = format_list(names, locale=locale_of(lang))
    languages = [name.lang for name in names if isinstance(name, FallbackText)]
    return FallbackText.create(joined, languages[0]) if languages else joined
