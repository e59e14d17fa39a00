"""Days and months are Stockholm's, moments are UTC."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.dates import clock


@pytest.mark.parametrize(
    ("moment", "day", "month"),
    [
        (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), date(2026, 11, 30), "2026-11"),
        (datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC), date(2026, 12, 1), "2026-12"),
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), date(2026, 6, 30), "2026-06"),
        (datetime(2026, 6, 30, 22, 0, 0, tzinfo=UTC), date(2026, 7, 1), "2026-07"),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), date(2027, 1, 1), "2027-01"),
    ],
)
def test_a_month_turns_at_midnight_in_stockholm_winter_and_summer(moment: datetime, day: date, month: str) -> None:
    assert (clock.day(moment), clock.month(moment)) == (day, month)


def test_stamps_are_as_long_with_and_without_microseconds() -> None:
    assert clock.stamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"


def test_a_stamp_is_in_utc_whatever_zone_the_moment_has() -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=clock.STOCKHOLM)
    assert clock.stamp(noon) == "2026-07-01T10:00:00.000000Z"
    assert clock.hour(noon) == "2026-07-01T10"


def test_the_system_clock_says_its_zone() -> None:
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(("minute", "second", "left"), [(0, 0, 3600), (59, 59, 1), (30, 15, 1785)])
def test_what_is_left_of_the_hour_is_at_least_a_second(minute: int, second: int, left: int) -> None:
    assert clock.seconds_to_next_hour(datetime(2026, 11, 21, 11, minute, second, 999_999, UTC)) == left
