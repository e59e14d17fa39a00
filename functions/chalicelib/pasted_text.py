r"""Normalization of text that is copied from web pages, mail, spreadsheets and PDF files.

It looks right, and is not: a no-break space, a soft hyphen, a minus sign for a hyphen, a letter and its accent as two
characters. `normalize` gives the characters that a keyboard would have; what is still wrong is told by `describe`. The
script `shared/pasted_text.js` follows the same rules, and both read the same cases (tests/cases/input).

>>> normalize(" 08\u2011465\u00a0004\u200b 10"), strip_marks("”7K3M-9RT4-WXC6”.")
('08-465 004 10', '7K3M-9RT4-WXC6')
>>> fold_words("Uteblivet\u00a0 beso\u0308k:")
'uteblivet besök'
"""

import re
import unicodedata

_ACCENTS_AS_QUOTES = {ord("´"): "'", ord("`"): "'"}  # in compatibility form an acute accent is a space and an accent
_OTHER_DASHES = "\u02d7\u2043\u2212\u2796"  # modifier minus, hyphen bullet, minus, heavy minus
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
QUOTES = "\"'‘’‚‛“”„‟«»‹›"
MARKS = QUOTES + ".,:;!?()[]{}<>*•· "
"""Quotation marks, punctuation, brackets and bullets: what may stand around a value without being part of it."""


def normalize(text: str) -> str:
    """Return the text in compatibility form (NFKC), without invisible characters, each dash as a hyphen.

    White space and control characters are one space, and none stand at the ends.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFKC", visible.translate(_ACCENTS_AS_QUOTES))
    return _SPACES.sub(" ", "".join(map(_undashed, plain))).strip(" ")


def strip_marks(text: str) -> str:
    """Return the normalized text without the marks around it."""
    return normalize(text).strip(MARKS)


def fold_words(text: str) -> str:
    r"""Return words in the form in which they are compared: normalized, in lower case, without marks around them.

    >>> fold_words("Klient\u00adnr.:"), fold_words("  NO‐SHOW ")
    ('klientnr', 'no-show')
    """
    return strip_marks(text).lower()


def one_line(text: str) -> str:
    r"""Return a name or a street as it is written, with plain spaces and hyphens and without invisible characters.

    Its other dashes, quotation marks and signs are its own.

    >>> one_line(" Samtal\u00a0\u2013 Exempel\u2011bron\u200b ")
    'Samtal – Exempel-bron'
    """
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFC", visible).replace("\N{NON-BREAKING HYPHEN}", "-")
    return _SPACES.sub(" ", plain).strip(" ")


def without_quotes(line: str) -> str:
    """Return a line without the quotation marks around the whole of it.

    >>> without_quotes("”Exempelbron”"), without_quotes("”Bron” och ”Tåget”")
    ('Exempelbron', '”Bron” och ”Tåget”')
    """
    inside = line[1:-1].strip(" ")
    is_quoted = bool(inside) and line[0] in QUOTES and line[-1] in QUOTES
    return inside if is_quoted and not set(inside) & set(QUOTES) else line


def describe(character: str) -> str:
    r"""Return what a character is called in Unicode, and its code point.

    >>> describe("\u200b"), describe("А")
    ('ZERO WIDTH SPACE (U+200B)', 'CYRILLIC CAPITAL LETTER A (U+0410)')
    """
    code_point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{name} ({code_point})" if name else code_point


def _undashed(character: str) -> str:
    return "-" if unicodedata.category(character) == "Pd" or character in _OTHER_DASHES else character
