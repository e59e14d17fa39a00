"""The year's file: written for a person to read, final once it stands, and silent of what is hidden."""

import datetime as dt
import functools
import json
import random
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from catalogue import SITE
from catalogue.policy import loader
from catalogue.policy.model import Policy
from chalicelib.ledger.port import Ledger
from chalicelib.reporting import tables
from chalicelib.reporting.case_store import SqliteCases
from office import statistics_csv, statistics_file
from office.context import OfficeError, Source
from office.print_format import print_texts
from tests.support import frozen
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import year

REPORTING = replace(year.RULES.services[SERVICE], case_reports=True)
RULES = replace(year.RULES, services={**year.RULES.services, SERVICE: REPORTING})
MADE = dt.datetime(year.YEAR + 1, 2, 9, tzinfo=dt.UTC)


@functools.cache
def policy() -> Policy:
    """The demonstration's policy."""
    read, _ = loader.load(frozen.POLICY)
    assert read is not None
    return read


@functools.cache
def sixty_reports() -> bytes:
    """A store with sixty case reports, filed once for all tests."""
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.sqlite"
        for n in range(60):
            SqliteCases(file).file(year.report(rng, n))
        return file.read_bytes()


def source(tmp_path: Path, *, reports: bool = True) -> Source:
    """A ledger that is a list, and a store with case reports, or with those that it has already."""
    ledger = year.ListLedger([year.claim(n, year.PROVIDERS[n % 4], month=1 + n % 12) for n in range(480)])
    file = tmp_path / "cases.sqlite"
    if reports:
        file.write_bytes(sixty_reports())
    return Source(RULES, policy(), ledger, SqliteCases(file), "a list")  # type: ignore[arg-type]


def make(found: Source, tmp_path: Path) -> statistics_file.StatisticsFiles:
    """Write the year's files."""
    return statistics_file.make(
        found, year.YEAR, tmp_path / "policy", tmp_path / "out", now=MADE, progress=lambda _: None
    )


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


class TestPublished:
    """A year that is published is never drawn again."""

    def edited(self, tmp_path: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
        """Publish a year, and change its service's figures by hand."""
        file = make(source(tmp_path), tmp_path).file
        content = json.loads(file.read_text())
        edit(content["services"][SERVICE])
        file.write_text(json.dumps(content))
        return file

    def test_its_file_keeps_its_bytes_also_where_today_other_cells_would_be_drawn(self, tmp_path: Path) -> None:
        def hide_others(figures: dict[str, Any]) -> None:
            name, cells = next((name, cells) for name, cells in figures["tables"].items() if None in cells.values())
            figures["tables"][name] = {cell: None if "|" in cell else value for cell, value in cells.items()}

        file = self.edited(tmp_path, hide_others)
        before = file.read_bytes()
        made = make(source(tmp_path, reports=False), tmp_path)
        assert file.read_bytes() == before
        assert made.content == json.loads(before)

    def test_it_is_not_to_be_reviewed_again(self, tmp_path: Path) -> None:
        assert make(source(tmp_path), tmp_path).is_new
        assert not make(source(tmp_path, reports=False), tmp_path).is_new

    def test_tables_are_written_as_it_shows_them(self, tmp_path: Path) -> None:
        self.edited(tmp_path, lambda figures: figures["tables"]["sessions×month"].update({"sessions×month|01": None}))
        lines = make(source(tmp_path, reports=False), tmp_path).table.read_text().splitlines()
        assert any(line.startswith(f"{SERVICE};sessions×month;sessions×month|01;..;") for line in lines)

    @pytest.mark.parametrize(
        ("edit", "name"),
        [
            (lambda figures: figures["tables"]["sessions×month"].update({"sessions×month|02": 7}), "sessions×month|02"),
            (lambda figures: figures["means"].update({"wait_days": 0.1}), "means of wait_days"),
            (lambda figures: figures["hours"].update({"events×event|session": 1}), "hours of events×event|session"),
            (lambda figures: figures["tables"].update({"x": {"x|1": 9}}), "x|1"),
        ],
        ids=["cell", "mean", "hours", "table"],
    )
    def test_a_figure_that_is_not_the_ledger_s_stops_everything(
        self, tmp_path: Path, edit: Callable[[dict[str, Any]], object], name: str
    ) -> None:
        file = self.edited(tmp_path, edit)
        before, table = file.read_bytes(), tmp_path / "out" / f"statistics-{year.YEAR}.csv"
        table.unlink()
        with pytest.raises(
            OfficeError, match=re.escape(f"{file} shows other figures than the ledger: {SERVICE}: {name}.")
        ):
            make(source(tmp_path, reports=False), tmp_path)
        assert (file.read_bytes(), table.exists()) == (before, False)

    def test_five_differing_figures_are_named_and_the_rest_counted(self, tmp_path: Path) -> None:
        make(source(tmp_path), tmp_path)
        empty = replace(source(tmp_path, reports=False), ledger=cast("Ledger", year.ListLedger([])))
        with pytest.raises(OfficeError, match=r": (\S+: \S+, ){5}and \d+ more\. Nothing was written"):
            make(empty, tmp_path)

    def test_figures_of_case_reports_stay_when_these_are_deleted(self, tmp_path: Path) -> None:
        first = make(source(tmp_path), tmp_path).content
        assert "cases×content" in first["services"][SERVICE]["tables"]
        deleted = replace(source(tmp_path, reports=False), cases=SqliteCases(tmp_path / "none.sqlite"))
        assert make(deleted, tmp_path).content == first

    def test_a_case_report_that_came_later_differs(self, tmp_path: Path) -> None:
        make(source(tmp_path), tmp_path)
        found = source(tmp_path, reports=False)
        found.cases.file(year.report(random.Random(2), 60))
        with pytest.raises(OfficeError, match=f"than the ledger: {SERVICE}: cases, "):
            make(found, tmp_path)

    def test_a_service_that_policy_has_no_more_differs(self, tmp_path: Path) -> None:
        published = make(source(tmp_path), tmp_path).content
        figures = published["services"].pop(SERVICE)
        found = tables.differing(RULES, {}, {**published, "services": {"gone": figures}})
        assert "gone: sessions×month|01" in found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"schema": 2, "year": year.YEAR}, "Was it never published? Delete it"),
        ([], "restore it from Git"),
        ({"schema": 3, "year": year.YEAR - 1, "services": {}}, "restore it from Git"),
        ({"schema": 3, "year": year.YEAR, "services": {SERVICE: {"tables": []}}}, "restore it from Git"),
    ],
    ids=["schema", "list", "year", "service"],
)
def test_a_file_with_another_layout_is_neither_read_nor_replaced(tmp_path: Path, content: object, says: str) -> None:
    first = make(source(tmp_path), tmp_path).file
    first.write_text(json.dumps(content))
    with pytest.raises(OfficeError, match=re.escape(says)):
        make(source(tmp_path, reports=False), tmp_path)
    assert json.loads(first.read_text()) == content


@pytest.mark.parametrize(
    "edit",
    [
        lambda figures: figures["tables"]["sessions×month"].update({"sessions×month|01": "40"}),
        lambda figures: figures["tables"]["sessions×month"].update({"sessions×month|01": 4}),
        lambda figures: figures["withheld"].append(7),
        lambda figures: figures["means"].update({"wait_days": None}),
        lambda figures: figures["hours"].update({"events×event|session": "1"}),
    ],
    ids=["cell", "few", "withheld", "mean", "hours"],
)
def test_a_file_of_an_earlier_year_with_what_is_never_written_stops_everything(
    tmp_path: Path, edit: Callable[[dict[str, Any]], object]
) -> None:
    made = make(source(tmp_path), tmp_path)
    earlier = json.loads(made.file.read_text()) | {"year": year.YEAR - 1}
    edit(earlier["services"][SERVICE])
    file = tmp_path / "policy" / f"{year.YEAR - 1}.json"
    file.write_text(json.dumps(earlier))
    with pytest.raises(OfficeError, match=re.escape(f"{file} is not a file of {year.YEAR - 1}")):
        make(source(tmp_path, reports=False), tmp_path)


def test_nothing_is_published_where_the_tables_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, where a folder is needed")
    with pytest.raises(OSError, match="out"):
        make(source(tmp_path), tmp_path)
    assert not (tmp_path / "policy" / f"{year.YEAR}.json").exists()


def test_an_unreadable_file_of_an_earlier_year_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / f"{year.YEAR - 1}.json").write_text("{")
    with pytest.raises(OfficeError, match=rf"{year.YEAR - 1}\.json is not JSON: .*; restore it from Git"):
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
    texts = yaml.safe_load((SITE / "locales" / "sv.yaml").read_text(encoding="utf-8"))["words"]
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
    lines = statistics_csv.national({**content, "services": {SERVICE: figures}}).splitlines()
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
