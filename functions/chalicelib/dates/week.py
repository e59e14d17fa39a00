"""ISO weeks, by which a decision's hours are capped (D34, D35).

>>> iso_week(date(2027, 1, 3))
'2026-W53'
>>> count(date(2026, 11, 21), date(2026, 11, 23))
2
"""

from datetime import date, timedelta


def iso_week(day: date) -> str:
    """Return the ISO week of a day; around New Year it can belong to the other year."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def count(first: date, last: date) -> int:
    """Count the ISO weeks that the days from the first to the last lie in."""
    return (_monday(last) - _monday(first)).days // 7 + 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
