"""Days as people and spreadsheets write them: 13 november 2026, 13/11 2026, 29-nov-26, Excel's 46355.

The script `staff/provider/parse_date.js` follows the same rules, and both read the same cases
(tests/cases/input/date.yaml). A day without a year, or told from today, is none here: it comes from files, and they are
read again later.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal
from zoneinfo import ZoneInfo

from chalicelib.pasted_text import fold_words, normalize

Fault = Literal["none", "month", "weekday", "month_first", "either"]
"""Why a text is not read: it is no day, its month fits two, its weekday is not that of the day, the month stands before
the day, or it can be two days."""

_SV_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
_EN_MONTHS = "january february march april may june july august september october november december"
_SV_WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag"
_EN_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
MONTHS: Final = tuple(zip(_SV_MONTHS.split(), _EN_MONTHS.split(), strict=True))
WEEKDAYS: Final = tuple(zip(_SV_WEEKDAYS.split(), _EN_WEEKDAYS.split(), strict=True))
_MONTH_LETTERS_MIN, _WEEKDAY_LETTERS_MIN = 3, 2
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_EXCEL_ZERO = dt.date(1899, 12, 30)  # day 0 of a spreadsheet that counts days

_WORD = r"([^\W\d_]+)"
_YEAR = r"([12][0-9]{3}|[0-9]{2})"
_HOUR = r"(?:[01]?[0-9]|2[0-3])"
_CLOCK = rf"{_HOUR}[:.][0-5][0-9](?:[:.][0-5][0-9](?:[.,][0-9]+)?)?"
_TIME = re.compile(
    rf"(?:(?:t|[ ,⋅·]+){_CLOCK}|[ ,⋅·]+(?:kl|klo|at)\.? ?(?:{_CLOCK}|{_HOUR}))(?: ?- ?(?:{_CLOCK}|{_HOUR}))?\Z"
)
_MOMENT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9]{2}:[0-9]{2})"
)
_WORD_BEFORE = re.compile(rf"{_WORD}[., ]+(.+)")
_WORD_AFTER = re.compile(rf"(.+?)[ ,(]+{_WORD}[.)]*")
_LEADING_DEN = re.compile(r"(?:den|the) (?=[0-9])")
_YEAR_BEFORE = re.compile(r"[12][0-9]{3}")
_EXCEL_DAY = re.compile(r"([2-6][0-9]{4})(?:[.,][0-9]+)?")  # 1954 to 2091
_YEAR_FIRST = re.compile(
    r"([12][0-9]{3})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})|([12][0-9]{3}|[0-9]{2})([0-9]{2})([0-9]{2})"
)
_SHORT_YEAR_FIRST = re.compile(r"([0-9]{2})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})(?:[./-] ?| )([0-9]{{1,2}})[./ -]+'?{_YEAR}")
_DAY_AND_NAME = re.compile(
    rf"([0-9]{{1,2}})(?:(?:st|nd|rd|th|:?[ea])(?= )|\.)?[-./ ]*(?:of )?{_WORD}\.?(?:[-./, ]*'?{_YEAR})?"
)
_NAME_AND_DAY = re.compile(rf"{_WORD}(?:\.? |[-./]+)([0-9]{{1,2}})(?:st|nd|rd|th)?(?:[-/, ]+'?{_YEAR})?")
_YEAR_AND_NAME = re.compile(rf"([12][0-9]{{3}})[-./ ]+{_WORD}\.?[-./ ]+([0-9]{{1,2}})")


def read_day(text: str) -> dt.date | Fault:
    """Return the day that a text is, or why it is not read.

    >>> read_day("fre 13 november 2026"), read_day("46339,5"), read_day("11/23/2026")
    (datetime.date(2026, 11, 13), datetime.date(2026, 11, 13), 'month_first')
    """
    if "?" in normalize(text):
        return "none"
    plain = fold_words(text)
    if _MOMENT.fullmatch(plain):  # in Sweden it may be the day after
        try:
            return dt.datetime.fromisoformat(plain.upper()).astimezone(_STOCKHOLM).date()
        except ValueError:
            return "none"
    for written, weekday in _without_weekday(plain):
        day = _parts(written)
        day = _parts(_TIME.sub("", written)) if day == "none" else day
        if day != "none":
            return "weekday" if weekday is not None and isinstance(day, dt.date) and day.weekday() != weekday else day
    return "none"


def read_month(text: str) -> str | None:
    """Return the month of a year that a text is, or that its day is in, as YYYY-MM, or None.

    >>> [read_month(text) for text in ("oktober 2026", "okt-26", "10/2026", "202610", "24/10 2026", "3/4 2026")]
    ['2026-10', '2026-10', '2026-10', '2026-10', '2026-10', None]
    """
    plain = fold_words(text)
    first_days = [f"{plain}-01", f"{plain}01"] if _YEAR_BEFORE.match(plain) else [f"1 {plain}", f"1/{plain}"]
    days = map(read_day, first_days if fits_either_way(text) else [*first_days, text])
    return next((f"{day:%Y-%m}" for day in days if isinstance(day, dt.date)), None)


def fits_either_way(text: str) -> bool:
    """Return whether a text is a day in figures that would be another with the month first.

    >>> [fits_either_way(text) for text in ("3/4 2026", "3/4/2026 00:00", "23.4.2026", "4/23/2026", "4/4/2026")]
    [True, True, False, False, False]
    """
    match = _DAY_FIRST.fullmatch(_TIME.sub("", fold_words(text)))
    if match is None:
        return False
    first, second, year = match.groups()
    return None not in (days := {_day(year, second, first), _day(year, first, second)}) and len(days) > 1


def _without_weekday(plain: str) -> Iterator[tuple[str, int | None]]:
    """Yield what may be a day, and the weekday that stood before or after it."""
    for text in (plain, _TIME.sub("", plain)):
        yield text, None
        before, after = _WORD_BEFORE.fullmatch(text), _WORD_AFTER.fullmatch(text)
        if before and (weekday := _weekday(before[1])) is not None:
            yield before[2], weekday
        if after and (weekday := _weekday(after[2])) is not None:
            yield after[1], weekday


def _parts(text: str) -> dt.date | Fault:
    """Return the day that a text is, without weekday and time."""
    plain = _LEADING_DEN.sub("", text)
    if match := _EXCEL_DAY.fullmatch(plain):
        return _EXCEL_ZERO + dt.timedelta(int(match[1]))
    if match := _YEAR_FIRST.fullmatch(plain):
        return _day(*(group for group in match.groups() if group)) or "none"
    if (match := _SHORT_YEAR_FIRST.fullmatch(plain)) and int(match[2]) <= len(MONTHS):
        return _short_year(*match.groups())
    if match := _DAY_FIRST.fullmatch(plain):
        date, month, year = match.groups()
        return _day(year, month, date) or ("month_first" if _day(year, date, month) else "none")
    return _named(plain)


def _short_year(year: str, month: str, date: str) -> dt.date | Fault:
    """Return the day of 26-11-09: the year stands first, as in the Swedish standard, unless it can stand last."""
    day = _day(year, month, date)
    last = _day(date, month, year) if len(date) == len(year) else None
    if day is None:
        return "none"
    return "either" if last and last != day else day


def _named(text: str) -> dt.date | Fault:
    """Return the day of a text with the name of a month."""
    if match := _DAY_AND_NAME.fullmatch(text):
        date, name, year = match.groups()
    elif match := _YEAR_AND_NAME.fullmatch(text):
        year, name, date = match.groups()
    elif match := _NAME_AND_DAY.fullmatch(text):
        name, date, year = match.groups()
    else:
        return "none"
    month = _month(name)
    if not isinstance(month, int):
        return month
    return (year and _day(year, str(month), date)) or "none"


def _month(name: str) -> int | Literal["month", "none"]:
    """Return the number of a month by its name in Swedish or English, or by the beginning of it."""
    fitting = [number for number, names in enumerate(MONTHS, 1) if name in names]
    fitting = fitting or [
        number for number, names in enumerate(MONTHS, 1) if any(full.startswith(name) for full in names)
    ]
    if len(fitting) > 1:
        return "month"
    return fitting[0] if fitting and len(name) >= _MONTH_LETTERS_MIN else "none"


def _weekday(word: str) -> int | None:
    """Return the weekday, Monday as 0, whose name in Swedish or English a word is, or begins."""
    if len(word) < _WEEKDAY_LETTERS_MIN:
        return None
    names = [(full, number) for number, both in enumerate(WEEKDAYS) for full in both]
    return next((number for full, number in names if full.startswith(word) or word == f"{full}en"), None)


def _day(year: str, month: str, date: str) -> dt.date | None:
    """Return a day that exists; two digits are a year of this century."""
    try:
        return dt.date(int(year if len(year) > 2 else f"20{year}"), int(month), int(date))  # noqa: PLR2004
    except ValueError:
        return None
