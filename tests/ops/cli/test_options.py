"""A day or a month on the command line: one form is taken, and what comes near is told in that form."""

from __future__ import annotations

import click
import pytest

from ops.cli.options import Day, Kronor, Month, Year
from tests.support.tables import assert_rows


def told(kind: click.ParamType[object], value: str) -> str:
    """Return what an option says of a value that it refuses."""
    with pytest.raises(click.BadParameter) as refusal:
        kind.convert(value, None, None)
    return refusal.value.message.removeprefix(f"{value!r} is not a ")


def test_a_day_that_is_written_otherwise_is_told_in_the_right_form() -> None:
    rows = [
        ("29/11 2026", "2026-11-29"),
        ("29-nov-26", "2026-11-29"),
        ("20261129", "2026-11-29"),
        ("2026-11-9", "2026-11-09"),
        ("46355", "2026-11-29"),
        ("3/4 2026", "2026-12-24"),
        ("11/23/2026", "2026-12-24"),
        ("igår", "2026-12-24"),
        ("", "2026-12-24"),
    ]
    assert_rows(((text, f"date. Write it like this: {day}.") for text, day in rows), lambda text: told(Day(), text))


def test_a_month_that_is_written_otherwise_is_told_in_the_right_form() -> None:
    rows = [
        ("november 2026", "2026-11"),
        ("nov-26", "2026-11"),
        ("2026/11", "2026-11"),
        ("202611", "2026-11"),
        ("11/2026", "2026-11"),
        ("2026-11-29", "2026-11"),
        ("november", "2026-10"),
        ("2026-13", "2026-10"),
    ]
    assert_rows(
        ((text, f"month. Write it like this: {month}.") for text, month in rows), lambda text: told(Month(), text)
    )


@pytest.mark.parametrize("text", ["abc", "26", "1999", "3000", "2026-10", "-1"])
def test_what_is_not_a_year_is_refused_with_an_example(text: str) -> None:
    assert told(Year(), text) == "year of this millennium. Write it like this: 2026."


@pytest.mark.parametrize("text", ["4421442", "4 421 442 kr", "4\u00a0421\u00a0442:-", "4421442,00"])
def test_kronor_are_read_as_people_write_them(text: str) -> None:
    assert Kronor().convert(text, None, None) == 4_421_442


@pytest.mark.parametrize("text", ["4.421.442", "4421442,50", "-5", "4,4 mkr"])
def test_what_is_not_a_whole_number_of_kronor_is_refused_with_an_example(text: str) -> None:
    assert told(Kronor(), text) == "whole number of kronor. Write it like this: 4421442."
