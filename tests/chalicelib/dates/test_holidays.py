"""Sweden's public holidays, against calendars that were printed."""

import datetime as dt

import pytest

from chalicelib.dates import holidays
from tests.support.tables import assert_rows

KNOWN = {
    2024: "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02 12-25 12-26",
    2025: "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-21 11-01 12-25 12-26",
    2026: "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26",
    2027: "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-26 11-06 12-25 12-26",
}
YEARS = range(1990, 2060)
EASTERS = {1818: "03-22", 1943: "04-25", 2000: "04-23", 2008: "03-23", 2011: "04-24", 2038: "04-25"}


def named(year: int) -> dict[str, dt.date]:
    """Return the holidays of a year by their names."""
    return {name: day for day, name in holidays.of_year(year)}


@pytest.mark.parametrize("year", KNOWN)
def test_a_year_has_the_holidays_of_its_calendar(year: int) -> None:
    assert [f"{day:%m-%d}" for day, _ in holidays.of_year(year)] == KNOWN[year].split()


@pytest.mark.parametrize("year", EASTERS)
def test_easter_is_where_it_was_at_its_earliest_and_latest(year: int) -> None:
    assert f"{holidays.easter(year):%m-%d}" == EASTERS[year]


def test_the_national_day_is_a_holiday_since_2005() -> None:
    names = [{name for _, name in holidays.of_year(year)} for year in (2004, 2005)]
    assert ["national_day" in of for of in names] == [False, True]


def test_midsummer_is_the_saturday_from_20_to_26_june() -> None:
    saturdays = [(year, day) for year in YEARS for day in range(20, 27) if dt.date(year, 6, day).weekday() == 5]
    rows = [(year, dt.date(year, 6, day)) for year, day in saturdays]
    assert_rows(rows, lambda year: named(year)["midsummer"])


def test_all_saints_is_the_saturday_from_31_october_to_6_november() -> None:
    days = [dt.date(year, 10, 31) + dt.timedelta(after) for year in YEARS for after in range(7)]
    rows = [(day.year, day) for day in days if day.weekday() == 5]
    assert_rows(rows, lambda year: named(year)["all_saints"])
