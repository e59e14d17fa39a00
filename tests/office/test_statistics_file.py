"""The year's file: written for a person to read, final once it stands, and silent of what is hidden."""

import dataclasses
import datetime as dt
import json
import random
from pathlib import Path
from typing import cast

import pytest

from catalogue.policy import loader
from chalicelib.ledger.port import Ledger
from chalicelib.reporting.case_store import SqliteCases
from office import statistics_file
from office.context import OfficeError, Source
from tests.support import frozen
from tests.support.figures import year

MADE = dt.datetime(year.YEAR + 1, 2, 9, tzinfo=dt.UTC)


def source(tmp_path: Path, reports: int = 60) -> Source:
    """A ledger that is a list, and a store with case reports."""
    read, _ = loader.load(frozen.POLICY)
    assert read is not None
    ledger = year.ListLedger([year.claim(n, year.PROVIDERS[n % 4], month=1 + n % 12) for n in range(480)])
    cases = SqliteCases(tmp_path / "cases.sqlite")
    rng = random.Random(1)
    for n in range(reports):
        cases.file(year.report(rng, n))
    return Source(year.RULES, read, ledger, cases, "a list")  # type: ignore[arg-type]


def make(found: Source, tmp_path: Path) -> statistics_file.StatisticsFiles:
    """Write the year's files."""
    return statistics_file.make(
        found, year.YEAR, tmp_path / "policy", tmp_path / "out", now=MADE, progress=lambda _: None
    )


def test_the_file_says_what_the_ledger_says(tmp_path: Path) -> None:
    made = make(source(tmp_path), tmp_path)
    read = json.loads(made.file.read_text())
    assert read["tables"]["events×event"]["events×event|session"] == 480
    assert (read["year"], read["demo"], read["schema"]) == (year.YEAR, True, 1)


def test_no_figure_from_one_to_four_is_in_it(tmp_path: Path) -> None:
    read = json.loads(make(source(tmp_path), tmp_path).file.read_text())
    shown = [value for cells in read["tables"].values() for value in cells.values()]
    assert None in shown
    assert not {1, 2, 3, 4} & {*shown}


def test_made_again_it_is_the_same(tmp_path: Path) -> None:
    found = source(tmp_path)
    first = make(found, tmp_path).file.read_bytes()
    assert make(found, tmp_path).file.read_bytes() == first


def test_a_published_year_is_final(tmp_path: Path) -> None:
    first = make(source(tmp_path), tmp_path).file
    before = first.read_bytes()
    with pytest.raises(OfficeError, match="published and final"):
        make(source(tmp_path, reports=61), tmp_path)
    assert first.read_bytes() == before


def test_a_mean_that_stands_beside_a_hidden_cell_is_taken_back(tmp_path: Path) -> None:
    """Two of twelve came within five days, and an earlier version published the mean wait beside the hidden two."""
    days = [f"{year.YEAR}-01-09"] * 2 + [f"{year.YEAR}-01-27"] * 10
    rows = [year.claim(n, "a-samtal", date=day) for n, day in enumerate(days)]
    found = dataclasses.replace(source(tmp_path, reports=0), ledger=cast("Ledger", year.ListLedger([*rows])))
    first = make(found, tmp_path).file
    right = first.read_bytes()
    told = json.loads(right)
    assert told["tables"]["firsts×wait"]["firsts×wait|0-5"] is None
    first.write_text(json.dumps(told | {"means": told["means"] | {"wait_days": 14.2}}))
    assert (make(found, tmp_path).withdrawn_means, first.read_bytes()) == (("wait_days",), right)


def test_three_years_stand_side_by_side_and_hidden_ones_are_two_dots(tmp_path: Path) -> None:
    made = make(source(tmp_path), tmp_path)
    earlier = json.loads(made.file.read_text()) | {"year": year.YEAR - 1}
    (tmp_path / "policy" / f"{year.YEAR - 1}.json").write_text(json.dumps(earlier))
    made.file.unlink()
    lines = make(source(tmp_path), tmp_path).table.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == f"table;cell;{year.YEAR - 1};{year.YEAR}"
    assert "events×event;events×event|session;480;480" in lines
    assert any(line.endswith(";..;..") for line in lines)


def test_national_aggregates_are_taken_from_what_is_published(tmp_path: Path) -> None:
    make(source(tmp_path), tmp_path)
    lines = (tmp_path / "out" / f"national-{year.YEAR}.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "sessions;480" in lines
    assert "cases_closed;60" in lines
