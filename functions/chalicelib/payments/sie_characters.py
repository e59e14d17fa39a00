"""Transliteration to the encoding of a SIE file: CP437, which has Swedish letters but no dashes or curly quotes."""

import unicodedata

ENCODING = "cp437"
_LETTERS = {
    "Ø": "O",
    "ø": "o",
    "Đ": "D",
    "đ": "d",
    "Ł": "L",
    "ł": "l",
    "Œ": "OE",
    "œ": "oe",
    "Þ": "Th",
    "þ": "th",
    "ð": "d",
}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SIGNS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "€": "EUR",
    "\u00d7": "x",
    "•": "-",
}
_REPLACEMENTS = str.maketrans({**dict.fromkeys(_DASHES, "-"), **_SIGNS, **_LETTERS, "\u00a0": " "})


def transliterate(text: str) -> str:
    """Return the text with each character that CP437 lacks replaced by the nearest one; kept as is if none is near.

    >>> transliterate("Familjerådgivning – akut"), transliterate("Bo’s… Š")
    ('Familjerådgivning - akut', "Bo's... S")
    >>> transliterate("Ångström"), transliterate("Łódź 家")
    ('Ångström', 'Lódz 家')
    """
    return "".join(map(_decompose, unicodedata.normalize("NFC", text).translate(_REPLACEMENTS)))


def _decompose(character: str) -> str:
    """Return a character that CP437 lacks without its accents (NFKD without combining and format characters).

    >>> _decompose("Š"), _decompose("…"), _decompose("\u200b")
    ('S', '...', '')
    """
    if _is_encodable(character):
        return character
    parts = (
        part for part in unicodedata.normalize("NFKD", character) if unicodedata.category(part) not in {"Mn", "Cf"}
    )
    decomposed = "".join(parts)
    return decomposed if _is_encodable(decomposed) else character


def _is_encodable(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
