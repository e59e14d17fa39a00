"""Days as people write them are read in the browser, or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support import size
from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit
from tests.support.input_cases import cases
from tests.support.tables import assert_rows
from tests.support.written_days import FORMS_WITH_YEAR, FORMS_WITHOUT_YEAR, MONTH_FIRST, every_day

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
TODAY = "2026-11-30"
FIT_TWO = {"{yy}-{mm}-{dd}", "{dd}-{mm}", "{mon_sv}-{dd}", "{mon_sv} {d}"}
READ = """async ([address, rows]) => {
    const { WrittenDay } = await import(address);
    const readers = new Map(["sv", "en", "fi"].map((language) => [language, new WrittenDay(language)]));
    return rows.map(([language, text, today]) => {
        const { day, fault } = readers.get(language).read(text, today);
        return day ?? fault.key.replace(/several_(no_)?day_?/, "") ?? "";
    });
}"""
FIRST = "2026-09-01"
"""The first day that may be reported."""
READ_COLUMN = """async ([address, texts, reported]) => {
    const { WrittenDay } = await import(address);
    const days = new WrittenDay("sv").column(texts, reported);
    return texts.map((text) => days.get(text).day ?? days.get(text).fault);
}"""


def read(visit: Visit, rows: list[tuple[str, str, str]]) -> list[str]:
    """Return each text's day, or the kind of its fault."""
    page = visit.go(PAGES["provider_desk"])
    days: list[str] = page.evaluate(READ, [module(visit, "parse_date"), rows])
    return [day or "none" for day in days]


def column(visit: Visit, *texts: str) -> list[Any]:
    """Return the day of each text in a column, or its fault."""
    days: list[Any] = visit.go(PAGES["provider_desk"]).evaluate(
        READ_COLUMN, [module(visit, "parse_date"), texts, [FIRST, TODAY]]
    )
    return days


def test_the_table_is_read_as_in_python(reader: Visit) -> None:
    table = cases("date")
    rows = [(row.get("language", "sv"), row["text"], row.get("today", TODAY)) for row in table]
    days = dict(zip(rows, read(reader, rows), strict=True))
    expected = [row.get("right", row.get("fault")) for row in table]
    assert_rows(zip(rows, expected, strict=True), days.get)


@pytest.mark.parametrize(("forms", "later"), [(FORMS_WITH_YEAR, 5), (FORMS_WITHOUT_YEAR, 0), (FORMS_WITHOUT_YEAR, 89)])
def test_no_day_of_four_years_is_read_as_another(reader: Visit, forms: tuple[str, ...], later: int) -> None:
    written = [(form, day, text) for form in forms for day, text in [*every_day(form)][:: size.of(11, 1)]]
    days = read(reader, [("sv", text, f"{day + dt.timedelta(later)}") for _, day, text in written])
    refused = {form for (form, _, _), day in zip(written, days, strict=True) if day == "either"}
    other = [(text, day) for (_, own, text), day in zip(written, days, strict=True) if day not in (f"{own}", "either")]
    assert (other, refused - FIT_TWO) == ([], set())


@pytest.mark.parametrize("form", MONTH_FIRST)
def test_a_column_with_the_month_first_gives_no_other_day(reader: Visit, form: str) -> None:
    november = [(day, text) for day, text in every_day(form) if f"{day:%Y-%m}" in ("2026-10", "2026-11")]
    days = column(reader, *(text for _, text in november))
    assert [
        day for (own, _), day in zip(november, days, strict=True) if day != own.isoformat() and "key" not in day
    ] == []
    assert [own.day for (own, _), day in zip(november, days, strict=True) if day == own.isoformat()] == [10, 11]


def test_one_day_with_its_month_first_stops_those_that_fit_either_way(reader: Visit) -> None:
    days = column(
        reader, "03/04/2026", "11/23/2026", "2026-11-02", "13/11 2026", "tis 3/11 2026", "11/11/2026", "9 nov 2026"
    )
    assert days[0] == {
        "key": "several_day_month_first_column",
        "facts": {
            "text": "03/04/2026",
            "first": "3 april 2026",
            "second": "4 mars 2026",
            "sign": "11/23/2026",
            "right": "2026-11-23",
        },
    }
    assert days[1]["key"] == "several_day_month_first"
    assert days[2:] == ["2026-11-02", "2026-11-13", "2026-11-03", "2026-11-11", "2026-11-09"]


def test_a_day_that_would_be_to_come_shows_that_the_month_may_stand_first(reader: Visit) -> None:
    days = column(reader, "11/09/2026", "11/12/2026", "2026-11-02")
    assert days[0]["facts"]["sign"] == "11/12/2026"
    assert days[1:] == ["2026-12-11", "2026-11-02"]


def test_a_day_too_old_to_be_reported_shows_that_the_month_may_stand_first(reader: Visit) -> None:
    days = column(reader, "11/10/2026", "11/03/2026", "2026-11-02")
    assert days[0]["facts"]["sign"] == "11/03/2026"
    assert days[1:] == ["2026-03-11", "2026-11-02"]


def test_a_column_that_mixes_year_first_and_day_first_is_read(reader: Visit) -> None:
    assert column(reader, "2026-11-02", "3/11 2026", "23/11") == ["2026-11-02", "2026-11-03", "2026-11-23"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("9 ju", {"months": "juni eller juli"}),
        ("mån 29/11 2026", {"date": "29 november 2026", "weekday": "söndag"}),
        ("nov-29", {"first": "29 november 2026", "second": "november 2029", "right": "2026-11-29"}),
        ("25-11-26", {"first": "26 november 2025", "second": "25 november 2026", "right": "2025-11-26"}),
        ("03/15", {"right": "2026-03-15"}),
    ],
)
def test_a_fault_tells_what_the_day_could_be(reader: Visit, text: str, facts: dict[str, str]) -> None:
    (fault,) = column(reader, text)
    assert fault["facts"] == {"text": text, **facts}
