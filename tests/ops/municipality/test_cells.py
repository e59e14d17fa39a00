"""Days in a provider list: read in every way that says one day, and else told how to write them."""

from __future__ import annotations

import datetime as dt

import pytest

from ops.municipality.provider_list import cells
from tests.support.tables import assert_rows

DAY = dt.date(2019, 1, 2)


def message(value: str) -> str:
    """Return what is said of a date that cannot be read."""
    with pytest.raises(cells.CellError) as error:
        cells.date(value)
    return str(error.value)


def test_a_day_is_read_as_a_sheet_or_a_person_writes_it() -> None:
    texts = ["2019-01-02", "2-jan-19", "02.jan.2019", "onsdag den 2 januari 2019", "January 2, 2019", "43467,5"]
    texts += ["2019-01-02 00:00:00", "ons 2 jan. 2019 kl. 13.00"]
    assert_rows(((text, DAY) for text in texts), cells.date)


def test_a_day_that_is_not_certain_is_told_with_the_way_out() -> None:
    rows = [
        ("3/4 2019", "det går inte att veta vad som är dag, månad och år; skriv datumet som 2026-12-24"),
        ("03/04/2019 00:00", "det går inte att veta vad som är dag, månad och år; skriv datumet som 2026-12-24"),
        ("02-01-19", "det går inte att veta vad som är dag, månad och år; skriv datumet som 2026-12-24"),
        ("11/23/2019", "månaden står före dagen; skriv datumet som 2026-12-24, eller ge kolumnen formatet ÅÅÅÅ-MM-DD"),
        ("2 ju 2019", "månaden kan vara flera; skriv datumet som 2026-12-24"),
        ("tors 2 jan 2019", "veckodagen är inte den dagens; rätta den eller skriv bara datumet, som 2026-12-24"),
        ("2-jan", "skriv en dag som finns, med år, månad och dag: 2026-12-24"),
    ]
    assert_rows(rows, message)
