"""The booking month of a row: where it is counted and paid.

>>> following("2026-12")
'2027-01'
"""

from datetime import date, datetime

from chalicelib.dates import clock

_DECEMBER = 12


def month(now: datetime, *, sealed: bool) -> str:
    """Book in the month of the moment, or in the next one when that is paid already: corrections come late, or a clock.

    A month is sealed after it has ended, so a sealed present month means that this clock is behind another.
    """
    present = clock.month(now)
    return following(present) if sealed else present


def following(month: str) -> str:
    """Name the month after a month."""
    first = date.fromisoformat(f"{month}-01")
    year, number = (first.year + 1, 1) if first.month == _DECEMBER else (first.year, first.month + 1)
    return f"{date(year, number, 1):%Y-%m}"


def batch(month: str, provider: str) -> str:
    """Give the reference that a provider quotes on its invoice for a month."""
    return f"{month}/{provider}"
