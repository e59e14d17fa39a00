"""Working days in Sweden: Monday to Friday, except the public holidays of the act 1989:253 (D19: helgfria vardagar).

Eves are not public holidays, so they count. `tests/chalicelib/dates/test_workdays.py` compares the dates with a
calendar that others maintain.

>>> between(date(2026, 12, 23), date(2026, 12, 28))
2
"""

from datetime import date, timedelta
from functools import cache, lru_cache

from chalicelib.dates import holidays
from chalicelib.dates.holidays import SATURDAY


@lru_cache(maxsize=65_536)
def between(first: date, last: date) -> int:
    """Count the working days after the first day, up to and including the last; 0 when the last comes before."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


def is_working_day(day: date) -> bool:
    """Return whether the day is a working day."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the named public holidays of a year; every Sunday is one too."""
    return frozenset(day for day, _ in holidays.of_year(year))
