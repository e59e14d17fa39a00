"""Booking months (posting periods): the month in which a row is counted and paid.

>>> next_month("2026-12")
'2027-01'
"""

from datetime import date, datetime

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
