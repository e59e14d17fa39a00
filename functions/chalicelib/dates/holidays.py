"""Sweden's named public holidays (helgdagslag 1989:253), and the working days between them (D19: helgfria vardagar).

Every Sunday is a public holiday too and is not listed. Eves (Midsummer's Eve, Christmas Eve, New Year's Eve) are not,
so they count as working days. Thirteen rules, unchanged since 2005, are less to maintain than a library with every
country's; `tests/chalicelib/dates/test_workdays.py` compares the dates with a calendar that others maintain.

>>> working_days(date(2026, 12, 23), date(2026, 12, 28))
2
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache

NATIONAL_DAY_SINCE = 2005  # SFS 2004:1320; Whit Monday was one before
FIXED = ((1, 1, "new_year"), (1, 6, "epiphany"), (5, 1, "may_day"), (12, 25, "christmas"), (12, 26, "boxing_day"))
FROM_EASTER = ((-2, "good_friday"), (0, "easter"), (1, "easter_monday"), (39, "ascension"), (49, "whit_sunday"))
SATURDAY = 5


def of_year(year: int) -> list[tuple[date, str]]:
    """Return the named public holidays of a year, in date order.

    >>> [day.isoformat() for day, name in of_year(2026) if name in ("easter", "midsummer", "all_saints")]
    ['2026-04-05', '2026-06-20', '2026-10-31']
    """
    return sorted(_of_year(year))


def _of_year(year: int) -> Iterator[tuple[date, str]]:
    for month, day, name in FIXED:
        yield date(year, month, day), name
    for days, name in FROM_EASTER:
        yield easter(year) + timedelta(days=days), name
    if year >= NATIONAL_DAY_SINCE:
        yield date(year, 6, 6), "national_day"
    yield _saturday_from(date(year, 6, 20)), "midsummer"
    yield _saturday_from(date(year, 10, 31)), "all_saints"


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the days of a year's named public holidays."""
    return frozenset(day for day, _ in of_year(year))


def is_working_day(day: date) -> bool:
    """Return whether the day is a working day: Monday to Friday, and no public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


@lru_cache(maxsize=65_536)
def working_days(first: date, last: date) -> int:
    """Count the working days after the first day, up to and including the last; 0 when the last comes before."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


def easter(year: int) -> date:
    """Calculate Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher).

    >>> easter(2027)
    datetime.date(2027, 3, 28)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    lunar = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * lunar) // 433
    month = (h + lunar - 7 * m + 90) // 25
    return date(year, month, (h + lunar - 7 * m + 33 * month + 19) % 32)


def _saturday_from(first: date) -> date:
    return first + timedelta(days=(SATURDAY - first.weekday()) % 7)
