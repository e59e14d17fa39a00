"""The table: no cell can start a formula (OWASP, CSV injection), RFC 4180, and the facts of the entries."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.open_data import csv_file
from tests.support.catalogue.published_demo import data, demo

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def table() -> list[dict[str, str]]:
    text = (demo() / "api/v1/providers.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("start", DANGEROUS)
def test_no_start_of_a_formula_survives(start: str) -> None:
    for before in ("", " ", "\u00a0", "\n", "\t \r\n"):
        cell = csv_file.cell(f"{before}{start}cmd|' /C calc'!A0")
        assert not cell.startswith(DANGEROUS), before
        assert cell == cell.strip(), before


@given(st.lists(st.one_of(st.text(), st.integers(0, 9), st.none(), st.booleans(), st.lists(st.text())), min_size=2))
def test_whatever_a_cell_holds_a_row_reads_back_as_its_cells(values: list[object]) -> None:
    line = csv_file.row(values)
    assert line.endswith("\r\n")
    assert read(line) == [[csv_file.cell(value) for value in values]]
    assert not any(
        cell.startswith(DANGEROUS) for cell in read(line)[0] if not re.fullmatch("-[0-9]+([.,][0-9]+)?", cell)
    )


def test_the_file_begins_with_a_mark_and_the_columns() -> None:
    raw = (demo() / "api/v1/providers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,name,")
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_every_row_has_every_column() -> None:
    assert all(None not in row and None not in row.values() for row in table())


def test_there_is_a_row_for_each_service_of_each_provider_in_the_same_order() -> None:
    expected = [
        (one["id"], period["service"])
        for one in data("providers.json")["providers"]
        for period in one["municipality"]["services"]
    ]
    assert [(row["id"], row["service"]) for row in table()] == expected


def test_swedish_letters_stand_as_they_are() -> None:
    names = {one["id"]: one["name"] for one in data("providers.json")["providers"]}
    assert any("å" in name or "ö" in name for name in names.values())
    assert all(row["name"] == names[row["id"]] for row in table())


@pytest.mark.parametrize("flag", ["interpreter", "sign_language", "two_counsellors", "single_sessions"])
def test_a_cell_is_empty_where_nothing_was_stated(flag: str) -> None:
    told = {True: "yes", False: "no", None: ""}
    profiles = {one["id"]: one["profile"] for one in data("providers.json")["providers"]}
    for row in table():
        profile = profiles[row["id"]]
        assert row[flag] == (told[profile["services"][row["service"]][flag]] if profile else "")
