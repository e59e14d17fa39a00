"""Text in the signs that a SIE file has: CP437 of 1981, which has Swedish letters and neither dash nor curly quote."""

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
_NEAR = str.maketrans({**dict.fromkeys(_DASHES, "-"), **_SIGNS, **_LETTERS, "\u00a0": " "})


def near(text: str) -> str:
    """Write each sign that CP437 has not as the one nearest to it; one that nothing is near to stays as it is.

    >>> near("Familjerådgivning – akut"), near("Bo’s… Š"), near("Ångström"), near("Łódź 家")
    ('Familjerådgivning - akut', "Bo's... S", 'Ångström', 'Lódz 家')
    """
    return "".join(map(_near, unicodedata.normalize("NFC", text).translate(_NEAR)))


def _near(sign: str) -> str:
    """Take a sign apart (NFKD) where it does not stand in CP437, and leave out what only stood over it.

    >>> _near("Š"), _near("…"), _near("\u200b")
    ('S', '...', '')
    """
    if _stands(sign):
        return sign
    parts = (part for part in unicodedata.normalize("NFKD", sign) if unicodedata.category(part) not in {"Mn", "Cf"})
    found = "".join(parts)
    return found if _stands(found) else sign


def _stands(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
