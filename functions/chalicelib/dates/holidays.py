"""Sweden's named public holidays (helgdagslag 1989:253); every Sunday is one too and is not listed.

Eves (Midsummer's Eve, Christmas Eve, New Year's Eve) are not public holidays. Thirteen rules, unchanged since 2005, are
less to maintain than a library with every country's.
"""

from collections.abc import Iterator
from datetime import date, timedelta

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
