"""Cells of a CSV file that a spreadsheet shows as they are: neither run as a formula nor turned into a number or a day.

An apostrophe stands before such a text. Spreadsheets show it, none runs it, and `pasted_text.strip_marks` takes it off
again; `="00123"` would be a formula itself, and a tab or a no-break space would not be seen. The script
`shared/spreadsheet.js` follows the same rules, and both read the same cases (tests/cases/input).
"""

import re

BYTE_ORDER_MARK = "\ufeff"
"""How a CSV file begins: without it, Excel on Windows does not read the file as UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_KEPT = re.compile(r"0|[1-9][0-9]{0,10}")
"""A number that every spreadsheet shows as it is written; one of twelve digits becomes 1,23E+11."""
_FIGURES = re.compile(
    r"[0-9]+(?:[ .,][0-9]+)*[.,]?(?:e[-+]?[0-9]+[.,]?)?-?(?: ?(?:%|kr))?"  # a number
    r"|[0-9]{1,4}(?:[-/.][0-9]{1,4}){1,2}[-/.]?|[0-9]{1,2}(?::[0-9]{1,2}){1,2}"  # a day, a fraction or a time
    r"|true|false|sant|falskt|tosi|epätosi",
    re.IGNORECASE,
)
_WITH_FIGURES = re.compile(r"[-0-9a-zåäö/.,: ]*[0-9][-0-9a-zåäö/.,: ]*", re.IGNORECASE)
_LETTERS = re.compile(r"[a-zåäö]+")
_NAMES = _LETTERS.findall(
    "januari february mars april maj juni juli augusti september oktober november december"
    " måndag tisdag onsdag torsdag fredag lördag söndag"
    " january februari march may june july august october"
    " monday tuesday wednesday thursday friday saturday sunday"
    " tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta"
)
"""Months and weekdays, which spreadsheets know by their first three letters too."""
_SIGNS = ("am", "pm", "fm", "em", "ap", "ip", "kr")
_LETTERS_MIN = 3


def inert(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula (OWASP, CSV injection).

    >>> inert("=1+1"), inert("-450,00"), inert("00123")
    ("'=1+1", '-450,00', '00123')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def verbatim(text: str) -> str:
    """Return a code or reference that no spreadsheet turns into a number, a day or a truth value either.

    >>> verbatim("00123"), verbatim("JAN1"), verbatim("463"), verbatim("A-17")
    ("'00123", "'JAN1", '463', 'A-17')
    """
    return f"'{text}" if _is_turned(text) and not _KEPT.fullmatch(text) else inert(text)


def _is_turned(text: str) -> bool:
    """Return whether a spreadsheet reads a text as a number, a day or a truth value.

    >>> _is_turned("7AM"), _is_turned("fre.7-dec"), _is_turned("Majgatan 5"), _is_turned("Mars")
    (True, True, False, False)
    """
    if _FIGURES.fullmatch(text):
        return True
    words = _LETTERS.findall(text.lower()) if _WITH_FIGURES.fullmatch(text) else []
    return bool(words) and all(map(_is_known, words))


def _is_known(word: str) -> bool:
    return word in _SIGNS or (len(word) >= _LETTERS_MIN and any(name.startswith(word) for name in _NAMES))
