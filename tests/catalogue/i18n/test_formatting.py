"""Formatting: dates, hours, money and lists as each language writes them."""

from __future__ import annotations

import pytest

from catalogue.i18n.formatting import Formats, tel
from tests.support.catalogue.wording import words

WORDS = words("sv", "en")
SWEDISH, ENGLISH = Formats(WORDS["sv"]), Formats(WORDS["en"])


def test_a_date_is_written_out() -> None:
    assert (SWEDISH.day("2026-11-09"), ENGLISH.day("2026-11-09")) == (
        "9\u00a0november\u00a02026",
        "9\u00a0November\u00a02026",
    )


def test_a_run_of_days_names_both_ends() -> None:
    assert SWEDISH.days("2026-12-23", "2027-01-06") == "23\u00a0december\u00a02026 till 6\u00a0januari\u00a02027"


def test_a_run_of_one_day_names_it_once() -> None:
    assert ENGLISH.days("2026-12-23", "2026-12-23") == "23\u00a0December\u00a02026"


def test_swedish_hours_have_points() -> None:
    assert SWEDISH.hours(("08:00-12:00", "13:00-16:30")) == "08.00–12.00, 13.00–16.30"


@pytest.mark.parametrize(
    ("amount_ore", "swedish", "english"),
    [
        (0, "0\u00a0kr", "SEK\u00a00"),
        (110400, "1\u00a0104\u00a0kr", "SEK\u00a01,104"),
        (110450, "1\u00a0104,50\u00a0kr", "SEK\u00a01,104.50"),
    ],
)
def test_money_is_kronor_and_ore_only_when_there_are_any(amount_ore: int, swedish: str, english: str) -> None:
    assert (SWEDISH.money(amount_ore), ENGLISH.money(amount_ore)) == (swedish, english)


@pytest.mark.parametrize(("days", "text"), [(0, "Ingen väntetid"), (1, "1 arbetsdag"), (16, "16 arbetsdagar")])
def test_a_waiting_time_is_written_in_working_days(days: int, text: str) -> None:
    assert SWEDISH.working_days(days) == text


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_a_list_in_a_sentence_ends_with_och(parts: list[str], text: str) -> None:
    assert SWEDISH.join(parts) == text


@pytest.mark.parametrize("number", ["08-465 004 01", "08 465 004 01", "+46 8 465 004 01", "+46-8-465 004 01"])
def test_every_way_to_write_a_number_dials_the_same(number: str) -> None:
    assert tel(number) == "tel:+46846500401"
