"""Cells of a CSV file that a spreadsheet shows as they are: neither run as a formula nor turned into a number or a day.

An apostrophe stands before such a text. Spreadsheets show it, none runs it, and `pasted_text.strip_marks` takes it off
again; `="00123"` would be a formula itself, and a tab or a no-break space would not be seen. The script
`shared/spreadsheet.js` follows the same rules, and both read the same cases (tests/cases/input).
"""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_KEPT = re.compile(r"0|[1-9][0-9]{0,10}")
"""A number that every spreadsheet shows as it is written; one of twelve digits becomes 1,23E+11."""
_MONTHS = (
    "jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec"
    "|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu"
)
_TURNED = re.compile(
    r"[0-9]+(?:[ .,][0-9]+)*[.,]?(?:e[0-9]+)?(?: ?(?:%|kr))?|[0-9]+-"  # a number
    r"|[0-9]{1,4}(?:[-/.][0-9]{1,4}){1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"  # a day, a fraction or a time
    rf"|(?:[0-9]+[-/. ]?)?(?:{_MONTHS})[a-zåäö]*\.?(?:[-/. ]?[0-9])*"
    "|true|false|sant|falskt|tosi|epätosi",
    re.IGNORECASE,
)


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
    return f"'{text}" if _TURNED.fullmatch(text) and not _KEPT.fullmatch(text) else inert(text)
