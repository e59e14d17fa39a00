"""The year's file: written for a person to read, final once it stands, and silent of what is hidden."""

import datetime as dt
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from catalogue.policy import loader
from chalicelib.ledger.port import Ledger
from chalicelib.reporting.case_store import SqliteCases
from office import statistics_file
from office.context import OfficeError, Source
from tests.support import frozen
from tests.support.chalicelib.sample import SERVICE
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
    assert read["services"][SERVICE]["tables"]["events×event"]["events×event|session"] == 480
    assert (read["year"], read["demo"], read["schema"]) == (year.YEAR, True, 2)


def test_no_figure_from_one_to_four_is_in_it(tmp_path: Path) -> None:
    read = json.loads(make(source(tmp_path), tmp_path).file.read_text())
    shown = [value for cells in read["services"][SERVICE]["tables"].values() for value in cells.values()]
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


@pytest.mark.parametrize("content", [{"schema": 1, "year": year.YEAR}, []], ids=["schema", "list"])
def test_a_year_with_another_layout_is_neither_read_nor_replaced(tmp_path: Path, content: object) -> None:
    first = make(source(tmp_path), tmp_path).file
    first.write_text(json.dumps(content))
    with pytest.raises(OfficeError, match="has another layout"):
        make(source(tmp_path), tmp_path)
    assert json.loads(first.read_text()) == content


def test_three_years_stand_side_by_side_and_hidden_ones_are_two_dots(tmp_path: Path) -> None:
    made = make(source(tmp_path), tmp_path)
    earlier = json.loads(made.file.read_text()) | {"year": year.YEAR - 1}
    (tmp_path / "policy" / f"{year.YEAR - 1}.json").write_text(json.dumps(earlier))
    made.file.unlink()
    lines = make(source(tmp_path), tmp_path).table.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == f"service;table;cell;{year.YEAR - 1};{year.YEAR}"
    assert f"{SERVICE};events×event;events×event|session;480;480" in lines
    assert any(line.endswith(";..;..") for line in lines)


def test_national_aggregates_are_taken_from_what_is_published(tmp_path: Path) -> None:
    make(source(tmp_path), tmp_path)
    lines = (tmp_path / "out" / f"national-{year.YEAR}.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{SERVICE};sessions;480" in lines
    assert f"{SERVICE};cases_closed;60" in lines


def test_sessions_of_one_service_and_hours_of_another_are_never_added(tmp_path: Path) -> None:
    other = next(service for service in year.RULES.services if service != SERVICE)
    rows = [year.claim(n, "a-samtal", service=SERVICE if n % 3 else other) for n in range(60)]
    both = replace(source(tmp_path, reports=0), ledger=cast("Ledger", year.ListLedger([*rows])))
    services = json.loads(make(both, tmp_path).file.read_text())["services"]
    counts = {
        service: figures["tables"]["events×event"]["events×event|session"]
        for service, figures in services.items()
        if figures["tables"]
    }
    assert counts == {SERVICE: 40, other: 20}
