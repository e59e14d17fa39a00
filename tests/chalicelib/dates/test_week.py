"""ISO weeks around New Year, and how many a validity touches."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.dates import periods

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-11-16", "2026-W47"),
        ("2026-11-22", "2026-W47"),
        ("2026-11-23", "2026-W48"),
        ("2026-12-31", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
        ("2024-12-30", "2025-W01"),
        ("2026-01-05", "2026-W02"),
    ],
)
def test_a_day_belongs_to_the_week_of_its_monday(day: str, name: str) -> None:
    assert periods.iso_week(date.fromisoformat(day)) == name


@given(DAYS, st.integers(0, 400))
def test_as_many_weeks_are_counted_as_the_days_name(first: date, days: int) -> None:
    named = {periods.iso_week(first + timedelta(days=day)) for day in range(days + 1)}
    assert periods.count_weeks(first, first + timedelta(days=days)) == len(named)
