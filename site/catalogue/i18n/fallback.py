"""A text that stands in another language than its page, because nobody has written it in the page's own yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape


class FallbackText(str):
    """Plain text wherever it is data; in HTML it says its language, so that it is read aloud right (WCAG 2.2, 3.1.2).

    >>> str(FallbackText.of("Uppgift & svar", "sv")), escape(FallbackText.of("Uppgift & svar", "sv"))
    ('Uppgift & svar', Markup('<bdi lang="sv">Uppgift &amp; svar</bdi>'))
    """

    __slots__ = ("html", "lang")
    html: Markup
    lang: str  # of the whole text; empty when only parts of it are foreign

    @classmethod
    def of(cls, text: str, lang: str) -> FallbackText:
        """Mark a text with its language."""
        return cls._made(text, Markup('<bdi lang="{}">{}</bdi>').format(lang, text), lang)

    @classmethod
    def _made(cls, text: str, html: Markup, lang: str) -> FallbackText:
        made = cls(text)
        made.html, made.lang = html, lang
        return made

    def __html__(self) -> Markup:
        """Give the text as HTML; Jinja2 and markupsafe ask for it."""
        return self.html

    @classmethod
    def filled_in(cls, text: str, facts: Mapping[str, object]) -> FallbackText:
        """Fill in a text of the page's own language, some of whose facts are foreign."""
        return cls._made(text.format(**facts), escape(text).format(**facts), "")

    @classmethod
    def listed(cls, parts: Sequence[str]) -> FallbackText:
        """Write several texts after each other, some of them foreign, with a capital first."""
        first = parts[0]
        capital = first[:1].upper() + first[1:]
        return cls.joined(
            ", ", [cls.of(capital, first.lang) if isinstance(first, FallbackText) else capital, *parts[1:]]
        )

    @classmethod
    def joined(cls, separator: str, parts: Sequence[str]) -> FallbackText:
        """Join texts, some of which may be foreign."""
        return cls._made(separator.join(parts), escape(separator).join(parts), "")


def plain(text: str) -> str:
    """Take the mark away, for where HTML allows no element: in an attribute or an option."""
    return "".join(text)


def tag(text: str) -> Markup:
    """Say the language of a text that stands alone in an element, as that element's attribute.

    >>> tag(FallbackText.of("Alvik", "sv")), tag("Alvik")
    (Markup(' lang="sv"'), Markup(''))
    """
    return Markup(' lang="{}"').format(text.lang) if isinstance(text, FallbackText) and text.lang else Markup("")


def is_foreign(fact: object) -> bool:
    """Whether a text is marked as being in another language."""
    return type(fact) is FallbackText


def localised(texts: Mapping[str, str], lang: str) -> str:
    """Take the text of a language, or of the first language that there is one in, marked as that one's."""
    if text := texts.get(lang):
        return text
    first = next(iter(texts), "")
    return FallbackText.of(texts[first], first) if first else ""
