"""The year's file: written for a person to read, and silent of what is hidden."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import yaml

from catalogue import SITE
from chalicelib.ledger.port import Ledger
from chalicelib.reporting import tables
from office import statistics_csv
from office.print_format import print_texts
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import year
from tests.support.office.statistics_year import make, source


def test_the_file_says_what_the_ledger_says(tmp_path: Path) -> None:
    made = make(source(tmp_path), tmp_path)
    read = json.loads(made.file.read_text())
    assert tables.cells(read, SERVICE)["events×event|session"] == 480
    assert (read["year"], read["demo"], read["schema"]) == (year.YEAR, True, tables.SCHEMA)


def test_no_figure_from_one_to_four_is_in_it(tmp_path: Path) -> None:
    shown = tables.cells(json.loads(make(source(tmp_path), tmp_path).file.read_text()), SERVICE).values()
    assert None in shown
    assert not {1, 2, 3, 4} & {*shown}


def test_deleted_and_made_again_it_is_the_same(tmp_path: Path) -> None:
    made = make(source(tmp_path), tmp_path)
    first = made.file.read_bytes()
    made.file.unlink()
    assert make(source(tmp_path, reports=False), tmp_path).file.read_bytes() == first


def test_nothing_is_published_where_the_tables_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, where a folder is needed")
    with pytest.raises(OSError, match="out"):
        make(source(tmp_path), tmp_path)
    assert not (tmp_path / "policy" / f"{year.YEAR}.json").exists()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A year, and one before it in which less was collected and a crossed table had coarser classes."""
    tmp_path = tmp_path_factory.mktemp("years")
    made = make(source(tmp_path), tmp_path)
    earlier = json.loads(made.file.read_text()) | {"year": year.YEAR - 1}
    figures = earlier["services"][SERVICE]
    del figures["tables"]["cases×content"], figures["means"]
    figures |= {"means": {}}
    figures["tables"]["sessions×month"].pop("sessions×month|12")
    figures["tables"]["events×event×quarter"] = {"events": 480, "events×event×quarter|session|Q1": 120}
    (tmp_path / "policy" / f"{year.YEAR - 1}.json").write_text(json.dumps(earlier))
    return make(source(tmp_path, reports=False), tmp_path).table.read_text(encoding="utf-8-sig").splitlines()


class TestTables:
    """Years side by side in a spreadsheet."""

    def row(self, lines: list[str], table: str, cell: str = "") -> list[str]:
        """Return the figures and the note of a row."""
        return next(line.split(";")[3:] for line in lines if line.startswith(f"{SERVICE};{table};{cell};"))

    def test_the_newest_is_last(self, lines: list[str]) -> None:
        assert lines[0] == f"service;table;cell;{year.YEAR - 1};{year.YEAR};note"
        assert self.row(lines, "sessions×month", "sessions×month|01") == ["40", "40", ""]

    def test_a_hidden_figure_is_two_dots_and_the_row_says_what_they_mean(self, lines: list[str]) -> None:
        assert any(line.endswith(";..;..;.. visas inte: kan vara noll, liten eller stor.") for line in lines)

    def test_what_was_not_collected_has_another_mark(self, lines: list[str]) -> None:
        figures = self.row(lines, "cases×content", "cases")
        assert (figures[0], figures[2]) == ("saknas", "saknas: samlades inte in.")
        assert self.row(lines, "sessions×month", "sessions×month|12")[0] == "saknas"

    def test_a_table_in_other_classes_was_collected(self, lines: list[str]) -> None:
        assert self.row(lines, "events×event×quarter", "events×event×quarter|session|Q1")[:2] == ["120", ".."]

    def test_a_withheld_table_has_a_row_of_its_own(self, lines: list[str]) -> None:
        assert self.row(lines, "events×event")[:2] == ["..", ".."]

    def test_a_mean_that_is_not_published_has_its_mark(self, lines: list[str]) -> None:
        assert self.row(lines, "means", "wait_days")[0] == ".."


def test_the_marks_are_those_of_the_statistics_page() -> None:
    texts = yaml.load((SITE / "locales" / "sv.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["words"]
    page = texts["statistics.hidden"], texts["statistics.not_collected"]
    assert page == (statistics_csv.HIDDEN, statistics_csv.NOT_COLLECTED)
    assert {*print_texts()["notes"]} == {*page}


def test_national_aggregates_are_taken_from_what_is_published(tmp_path: Path) -> None:
    make(source(tmp_path), tmp_path)
    lines = (tmp_path / "out" / f"national-{year.YEAR}.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{SERVICE};sessions;480;" in lines
    assert f"{SERVICE};cases_closed;60;" in lines


def test_a_national_figure_that_nobody_collects_is_no_hidden_one(tmp_path: Path) -> None:
    content = make(source(tmp_path), tmp_path).content
    figures = {"tables": {}, "withheld": ["sessions×month"], "means": {}, "hours": {}}
    lines = statistics_csv.national({**content, "services": {SERVICE: figures}}, source(tmp_path).policy).splitlines()
    assert next(line for line in lines if ";sessions;" in line).split(";")[2] == ".."
    assert next(line for line in lines if ";cases_closed;" in line).split(";")[2] == "saknas"


def test_sessions_of_one_service_and_hours_of_another_are_never_added(tmp_path: Path) -> None:
    other = next(service for service in year.RULES.services if service != SERVICE)
    rows = [year.claim(n, "a-samtal", service=SERVICE if n % 3 else other) for n in range(60)]
    both = replace(source(tmp_path, reports=False), ledger=cast("Ledger", year.ListLedger([*rows])))
    services = json.loads(make(both, tmp_path).file.read_text())["services"]
    counts = {
        service: tables.cells_of(figures["tables"])["events×event|session"]
        for service, figures in services.items()
        if figures["tables"]
    }
    assert counts == {SERVICE: 40, other: 20}
