"""Transliteration to the encoding of a SIE file: CP437, which has Swedish letters but no dashes or curly quotes."""

import unicodedata

from chalicelib.pasted_text import normalize, one_line

ENCODING = "cp437"
_LETTERS = dict(zip("ØøĐđÐðŁłıĦħŊŋŦŧƏəĸǤǥƷʒ", "OoDdDdLliHhNnTtEekGgZz", strict=True))
_LIGATURES = {"Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th", "ẞ": "SS"}
_QUOTES = dict.fromkeys("‘’‚‛‹›ʻʼʹ′", "'") | dict.fromkeys("“”„‟″", '"')
_SIGNS = {"€": "EUR", "\u00d7": "x", "•": "-"}
_NEAREST = str.maketrans(_LETTERS | _LIGATURES | _QUOTES | _SIGNS)
_FORMAT_SIGNS = str.maketrans('\\{}"', "/()'")


def as_field(text: str) -> str:
    r"""Return the text as every reader of a SIE file reads it: transliterated, on one line, without the format's signs.

    Readers differ in how they read a quotation mark, a backslash, a brace or a control character, and so in the
    checksum.

    >>> as_field("Köp –\n{akut}\t\\ \"barn\" "), as_field("{")
    ("Köp - (akut) / 'barn'", '(')
    """
    return one_line(transliterate(text)).translate(_FORMAT_SIGNS)


def transliterate(text: str) -> str:
    """Return the text with each character that CP437 lacks replaced by the nearest one; kept as is if none is near.

    >>> transliterate("Familjerådgivning – akut"), transliterate("Bo’s… Š")
    ('Familjerådgivning - akut', "Bo's... S")
    >>> transliterate("Ångström"), transliterate("Łódź 家")
    ('Ångström', 'Lódz 家')
    """
    return "".join(map(_nearest, unicodedata.normalize("NFC", text).replace("\u00a0", " ")))


def _nearest(character: str) -> str:
    """Return a character that CP437 lacks as a keyboard would have it, without its accents.

    >>> _nearest("Š"), _nearest("ǿ"), _nearest("…"), _nearest("\u200b"), _nearest("½")
    ('S', 'o', '...', '', '½')
    """
    if _is_encodable(character):
        return character
    decomposed = unicodedata.normalize("NFKD", normalize(f"|{character}|")[1:-1])
    base = "".join(part for part in decomposed if unicodedata.category(part) != "Mn").translate(_NEAREST)
    return base if _is_encodable(base) else character


def _is_encodable(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
