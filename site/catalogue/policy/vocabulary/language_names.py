"""Names of languages: in each other's words, by themselves and in English (CLDR)."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale, UnknownLocaleError

ASKED_FOR = (
    *("am", "bg", "bn", "cs", "da", "el", "et", "fit", "he", "hi", "hu", "hy", "is", "it"),
    *("ja", "ka", "ko", "lt", "lv", "mk", "nl", "no", "om", "pa", "ps", "pt", "ro", "rom"),
    *("se", "sk", "sq", "sw", "syr", "ta", "th", "tl", "ur", "uz", "vi", "yi", "zh"),
)
"""Languages that people in Sweden ask for, the national minority languages among them: a search knows their names, and
says so when nobody speaks one."""


def name_in(code: str, language: str) -> str | None:
    """Return the name of a language in another one, or None if CLDR has none.

    >>> name_in("zh", "sv"), name_in("ar", "ar"), name_in("qqq", "sv")
    ('kinesiska', 'العربية', None)
    """
    try:
        return Locale.parse(language).languages.get(code)
    except (UnknownLocaleError, ValueError):
        return None


def names(code: str, languages: Sequence[str]) -> list[str]:
    """Return the names of a language in each of several, in English, and in the language itself.

    >>> names("fi", ("sv",))
    ['finska', 'Finnish', 'suomi']
    """
    each = (name_in(code, language) for language in (*languages, "en", code))
    return list(dict.fromkeys(name for name in each if name))
