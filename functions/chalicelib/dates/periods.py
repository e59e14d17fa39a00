"""Booking months (posting periods), in which rows are counted and paid, and ISO weeks, which cap hours (D34, D35).

>>> next_month("2026-12")
'2027-01'
>>> iso_week(date(2027, 1, 3))
'2026-W53'
>>> count_weeks(date(2026, 11, 21), date(2026, 11, 23))
2
"""

from datetime import date, datetime, timedelta

from chalicelib.dates import clock

_DECEMBER = 12


def booking_month(now: datetime, *, sealed: bool) -> str:
    """Return the booking month of a row written now: the present month, or the next one when it is sealed (paid).

    A month is sealed after it has ended, so a sealed present month means that this machine's clock is slow.
    """
    present = clock.month(now)
    return next_month(present) if sealed else present


def next_month(month: str) -> str:
    """Return the month after a month."""
    first = date.fromisoformat(f"{month}-01")
    year, number = (first.year + 1, 1) if first.month == _DECEMBER else (first.year, first.month + 1)
    return f"{date(year, number, 1):%Y-%m}"


def batch(month: str, provider: str) -> str:
    """Return the reference that a provider quotes on its invoice for a month."""
    return f"{month}/{provider}"


def iso_week(day: date) -> str:
    """Return the ISO week of a day; around New Year it can belong to the other year."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def count_weeks(first: date, last: date) -> int:
    """Count the ISO weeks that the days from the first to the last lie in."""
    return (_monday(last) - _monday(first)).days // 7 + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
