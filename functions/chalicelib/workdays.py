"""Working days in Sweden: Monday to Friday, less the public holidays of the act 1989:253 (D19: helgfria vardagar).

Eves are no public holidays, so they count. `tests/chalicelib/test_workdays.py` holds the dates against a calendar that
others maintain.

>>> between(date(2026, 12, 23), date(2026, 12, 28))
2
"""

from datetime import date, timedelta
from functools import cache, lru_cache

_SATURDAY = 5
_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26))
_FROM_EASTER = (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day; Easter and Whitsun are Sundays


@lru_cache(maxsize=65_536)
def between(first: date, last: date) -> int:
    """Count the working days after the first day, up to and with the last; none when the last comes before."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


def is_working_day(day: date) -> bool:
    """Tell whether people go to work."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    """Give the public holidays of a year that are no Sundays by rule; midsummer and All Saints' are Saturdays."""
    fixed = {date(year, month, day) for month, day in _FIXED}
    sunday = easter(year)
    return frozenset(fixed | {sunday + timedelta(days=days) for days in _FROM_EASTER})


def easter(year: int) -> date:
    """Give Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher).

    >>> easter(2026).isoformat()
    '2026-04-05'
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    quarter, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
