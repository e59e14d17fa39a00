"""A year's file that stands: it is final, its figures are the ledger's, and one that is not ours is refused."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from chalicelib.ledger.port import Ledger
from chalicelib.reporting import tables
from chalicelib.reporting.cases.case_store import SqliteCases
from office.context import OfficeError
from tests.support.chalicelib.sample import SERVICE
from tests.support.figures import year
from tests.support.office.statistics_year import RULES, make, source


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


@pytest.mark.parametrize("text", ["{", "[" * 100_000], ids=["cut off", "nested deeply"])
def test_an_unreadable_file_of_an_earlier_year_stops_everything(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / f"{year.YEAR - 1}.json").write_text(text)
    with pytest.raises(OfficeError, match=rf"{year.YEAR - 1}\.json is not JSON: .*; restore it from Git"):
        make(source(tmp_path), tmp_path)
    assert not (tmp_path / "policy" / f"{year.YEAR}.json").exists()
