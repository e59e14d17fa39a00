"""Days as people write them are read in Python by the table that the browser reads too, or not at all."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from babel.dates import get_day_names, get_month_names

from catalogue import written_day
from tests.support.input_cases import cases
from tests.support.tables import assert_rows
from tests.support.written_days import FORMS_WITH_YEAR, FORMS_WITHOUT_YEAR, MONTH_FIRST, every_day


def answer(text: str) -> str:
    day = written_day.read_day(text)
    return day.isoformat() if isinstance(day, dt.date) else day


def test_the_table_is_read_as_in_the_browser() -> None:
    rows = [(row["text"], row.get("python", row.get("right", row.get("fault")))) for row in cases("date")]
    assert_rows(rows, answer)


@pytest.mark.parametrize("form", FORMS_WITH_YEAR)
def test_no_day_is_read_as_another(form: str) -> None:
    refused = {"either"} if form == "{yy}-{mm}-{dd}" else set()
    other = [text for day, text in every_day(form) if answer(text) not in refused | {day.isoformat()}]
    assert other == []


@pytest.mark.parametrize("form", FORMS_WITHOUT_YEAR)
def test_a_day_without_a_year_is_none(form: str) -> None:
    assert {answer(text) for _, text in every_day(form)} == {"none"}


@pytest.mark.parametrize("form", MONTH_FIRST)
def test_a_day_with_its_month_first_is_refused_or_fits_either_way(form: str) -> None:
    other = [
        text
        for day, text in every_day(form)
        if answer(text) not in (day.isoformat(), "month_first", "none") and not written_day.fits_either_way(text)
    ]
    assert other == []


def test_the_names_are_those_of_the_calendar() -> None:
    for index, language in enumerate(("sv", "en")):
        months, weekdays = get_month_names("wide", locale=language), get_day_names("wide", locale=language)
        assert [names[index] for names in written_day.MONTHS] == [months[month].lower() for month in range(1, 13)]
        assert [names[index] for names in written_day.WEEKDAYS] == [weekdays[day].lower() for day in range(7)]


def test_the_examples_hold() -> None:
    assert doctest.testmod(written_day).attempted > 0
    assert doctest.testmod(written_day).failed == 0
