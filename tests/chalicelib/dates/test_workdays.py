"""Working days in Sweden, held against a calendar that others maintain."""

from datetime import date, timedelta

import holidays
import pytest

from chalicelib.dates.holidays import is_working_day, public_holidays, working_days

SUNDAY = 6


def test_public_holidays_on_weekdays_are_those_of_the_calendar_for_a_century() -> None:
    theirs = holidays.country_holidays("SE", years=range(2000, 2101), include_sundays=False)
    ours = {day for year in range(2000, 2101) for day in public_holidays(year) if day.weekday() < 5}
    known = {day for day in theirs if day.weekday() < 5 and not theirs[day].endswith("afton")}
    # 6 June is a public holiday since 2005, and Whit Monday was one until 2004: before our time
    assert {day for day in ours if day.year > 2004} == {day for day in known if day.year > 2004}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),  # the same day
        (date(2026, 11, 20), date(2026, 11, 23), 1),  # over a weekend
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # over Easter
        (date(2026, 11, 23), date(2026, 11, 20), 0),  # backwards
        (date(2026, 6, 18), date(2026, 6, 22), 2),  # midsummer's eve is no public holiday, and counts
    ],
)
def test_a_wait_counts_the_days_after_the_first(first: date, last: date, days: int) -> None:
    assert working_days(first, last) == days


def test_2026_has_seven_holidays_on_weekdays() -> None:
    days = (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    assert sum(is_working_day(day) for day in days) == 261 - 7
