"""The statistics page: what is published and nothing else, with a sentence for each table."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalogue.i18n.formatting import Formats
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.views import charts
from catalogue.views import published_statistics as files
from catalogue.views.charts import StatisticsCharts
from catalogue.views.published_statistics import Published, Year
from chalicelib.register import codes
from tests.support import frozen
from tests.support.catalogue.wording import words

SITE = Path(__file__).parents[3] / "site"
CONTENT = {
    "events": 30,
    "events×event|session": 30,
    "sessions×visit|1": 12,
    "cases": 20,
    "cases×content|repair": 11,
    "cases×content|separation": None,
    "cases×content|other": None,
    "cases×content|clarification": 0,
    "cases×content|separated_parents": 0,
    "cases×content|other_relations": 0,
}
WHOLE = {name: count or 0 for name, count in CONTENT.items()} | {"cases×content|other": 9}
EVENTS = {f"events×event|{event}": 30 if event == "session" else 0 for event in codes.EVENTS} | {"events": 30}


def year(number: int = 2025, **more: Any) -> Year:  # noqa: ANN401 - a field of a year
    """A published year with one table."""
    given = {"tables": {"events×event": EVENTS, "cases×content": CONTENT}, "withheld": ()} | more
    return Year(number, demo=False, means={}, **given)


def view(*years: Year, lang: str = "sv") -> StatisticsCharts:
    """What the template gets."""
    translations = words("sv", "en", "fi")[lang]
    return StatisticsCharts(years, translations, Formats(translations))


def months(counts: dict[str, int], lang: str = "sv") -> str:
    """The sentence about a year's months; those not given have 50 sessions."""
    cells = {f"sessions×month|{month}": counts.get(month, 50) for month in codes.MONTHS}
    tables = {"sessions×month": cells | {charts.SESSION: sum(cells.values())}}
    return view(year(tables=tables), lang=lang).tables()[0]["sentence"]


def second_year(earlier: Year) -> set[str]:
    """Return what the rows and the total show of an earlier year."""
    (table,) = view(year(), earlier).tables()
    return {cells[1] for cells in (table["total"], *(row["cells"] for row in table["rows"]))}


def explained(newest: Mapping[str, int | None], earlier: Mapping[str, Any], lang: str) -> list[str]:
    """Return the explanations beside a newest and an earlier year."""
    statistics = view(year(tables={"cases×content": newest}), year(2024, tables=earlier), lang=lang)
    return statistics.explanations(statistics.tables())


def sentence(chart: str, total: int, *shown: int | None) -> str:
    """Return the sentence about a table's first classes, the rest of which are none."""
    (own,) = (own for own in charts.CHARTS if own.id == chart)
    counts = dict(zip(own.values, shown, strict=False))
    cells = {own.cells + value: counts.get(value, 0) for value in own.values}
    (table,) = view(year(tables={own.table: {own.total: total} | cells})).tables()
    return table["sentence"]


class TestView:
    """From cells to rows."""

    def test_a_hidden_figure_has_a_mark_and_no_bar(self) -> None:
        rows = {row["label"]: row for row in view(year()).tables()[0]["rows"]}
        assert (rows["Separation"]["cells"], rows["Separation"]["bar"]) == ([".."], None)
        assert rows["Att reparera relationen"] == {"label": "Att reparera relationen", "bar": 100, "cells": ["11"]}

    def test_the_sentence_names_the_most_common_of_what_is_shown(self) -> None:
        sentence = view(year()).tables()[0]["sentence"]
        assert sentence == "Vanligast 2025 var samtal om att reparera relationen (11 av 20 ärenden, 55 procent)."

    def test_no_class_is_the_most_common_if_a_hidden_one_could_be(self) -> None:
        assert sentence("content", 20, 11, None, None) == (
            "Vanligast 2025 var samtal för klargörande och information (11 av 20 ärenden, 55 procent)."
        )
        assert sentence("content", 22, 11, None, None) == ""

    def test_none_is_as_common_as_another_if_a_hidden_one_could_be(self) -> None:
        assert (
            sentence("age", 23, 8, 8, None, None)
            == "Vanligast 2025 var 18–24 år och 25–34 år, lika ofta (8 vardera av 23)."
        )
        assert sentence("age", 24, 8, 8, None, None) == ""

    def test_no_share_is_told_of_none_while_others_are_hidden(self) -> None:
        assert sentence("gender", 12, None, 0, None) == ""

    def test_the_share_of_what_the_sentence_is_about_is_true_whatever_is_hidden(self) -> None:
        assert sentence("recommended", 40, None, 10, None) == (
            "2025 rekommenderades kommunens egen mottagning i 10 av 40 fall (25 procent)."
        )

    def test_no_month_has_the_fewest_if_one_is_hidden(self) -> None:
        assert sentence("months", 100, 60, 30, None, None, None) == ""

    def test_values_that_are_equally_common_are_all_named(self) -> None:
        cells = CONTENT | {"cases×content|separation": 11, "cases": 30}
        sentence = view(year(tables={"cases×content": cells})).tables()[0]["sentence"]
        assert sentence == (
            "Vanligast 2025 var samtal om att reparera relationen och samtal om separation, "
            "lika ofta (11 vardera av 30)."
        )

    @pytest.mark.parametrize(
        ("lang", "sentence"),
        [
            ("sv", "Flest samtal 2025 var det i februari och mars (93 vardera) och färst i juli (10)."),
            ("en", "In 2025 the most sessions were in February and March (93 each) and the fewest in July (10)."),
            ("fi", "Vuonna 2025 vilkkain kuukausi oli helmikuu ja maaliskuu (kussakin 93) ja hiljaisin heinäkuu (10)."),
        ],
    )
    def test_months_with_as_many_sessions_are_all_named(self, lang: str, sentence: str) -> None:
        assert months({"02": 93, "03": 93, "07": 10}, lang) == sentence

    def test_months_that_are_all_alike_have_no_peak(self) -> None:
        assert months(dict.fromkeys(codes.MONTHS, 50)) == ""

    def test_years_stand_side_by_side_the_newest_first(self) -> None:
        before = {"events×event": EVENTS, "cases×content": CONTENT | {"cases": 19}}
        (table,) = view(year(2025), year(2024, tables=before)).tables()
        assert table["caption"].endswith("2024–2025")
        assert table["total"] == ["20", "19"]

    def test_a_withheld_table_of_an_earlier_year_is_hidden_figure_by_figure(self) -> None:
        earlier = year(2024, tables={}, withheld=("cases×content",))
        assert second_year(earlier) == {".."}

    def test_a_table_that_an_earlier_year_did_not_have_was_not_collected(self) -> None:
        assert second_year(year(2024, tables={})) == {"saknas"}

    def test_a_class_that_no_year_has_is_no_row(self) -> None:
        cells = {name: count for name, count in CONTENT.items() if name != "cases×content|other"}
        (table,) = view(
            year(tables={"cases×content": cells}), year(2024, tables={}, withheld=("cases×content",))
        ).tables()
        assert [row["label"] for row in table["rows"]] == ["Att reparera relationen", "Separation"]

    def test_the_total_of_a_withheld_table_is_shown_if_another_table_has_it(self) -> None:
        content = {"regi": {charts.SESSION: 30, "sessions×regi|own": 20, "sessions×regi|private": 10}}
        earlier = year(2024, tables={"events×event": EVENTS}, withheld=("sessions×regi",))
        (table,) = view(year(tables={"sessions×regi": content["regi"]}), earlier).tables()
        assert table["total"] == ["30", "30"]

    @pytest.mark.parametrize("lang", ["sv", "en", "fi"])
    def test_only_the_marks_of_the_page_are_explained(self, lang: str) -> None:
        texts = words("sv", "en", "fi")[lang]
        hidden, not_collected = texts["statistics.hidden_about"], texts["statistics.not_collected_about"]
        assert explained(CONTENT, {"cases×content": CONTENT}, lang) == [hidden]
        assert explained(CONTENT, {}, lang) == [hidden, not_collected]
        assert explained(WHOLE, {}, lang) == [not_collected]
        assert explained(WHOLE, {"cases×content": WHOLE}, lang) == []

    def test_a_withheld_table_is_named(self) -> None:
        assert view(year(withheld=("persons×age",))).withheld() == ["Besökarnas ålder"]

    def test_a_table_of_one_row_is_no_chart(self) -> None:
        assert [chart["id"] for chart in view(year()).tables()] == ["content"]

    @pytest.mark.parametrize(("lang", "total"), [("sv", "1\u00a0234"), ("en", "1,234"), ("fi", "1\u00a0234")])
    def test_numbers_are_written_as_the_language_writes_them(self, lang: str, total: str) -> None:
        cells = CONTENT | {"cases": 1234}
        assert view(year(tables={"cases×content": cells}), lang=lang).tables()[0]["total"] == [total]

    @pytest.mark.parametrize("lang", ["sv", "en", "fi"])
    def test_every_chart_has_its_words(self, lang: str) -> None:
        whole = {}
        for chart in charts.CHARTS:
            cells = {chart.cells + value: count for count, value in enumerate(chart.values, 7)}
            whole[chart.table] = {chart.total: sum(cells.values())} | cells
        tables = view(year(tables=whole), lang=lang).tables()
        assert [chart["id"] for chart in tables] == [chart.id for chart in charts.CHARTS]
        assert all(chart["sentence"] for chart in tables)


class TestFiles:
    """What is read from policy/statistics/."""

    def put(self, folder: Path, name: str, **changes: object) -> tuple[Published, list[str]]:
        """Write one file, and read the folder."""
        figures = {"tables": {"t": {"a": 5, "b": None}}, "withheld": [], "means": {}, "hours": {}}
        own = {key: changes.pop(key) for key in figures.keys() & changes.keys()}
        whole = {"schema": 3, "year": 2025, "demo": True, "smallest_shown": 5, "services": {"fr": figures | own}}
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(whole | changes), encoding="utf-8")
        years, problems = files.load(folder, folder)
        return years, [problem.code for problem in problems]

    def test_a_sound_file_is_read(self, tmp_path: Path) -> None:
        years, problems = self.put(tmp_path, "2025.json")
        assert (years["fr"][0].tables, problems) == ({"t": {"a": 5, "b": None}}, [])

    @pytest.mark.parametrize(
        "changes",
        [
            {"schema": 2},
            {"services": {"fr": {}}},
            {"year": 2024},
            {"tables": {"t": {"a": "5"}}},
            {"tables": {"t": {"a": -1}}},
            {"tables": {"t": {"a": 4}}},
            {"smallest_shown": None},
            {"means": {"m": "x"}},
        ],
    )
    def test_anything_else_is_a_problem_of_that_file(self, tmp_path: Path, changes: dict[str, object]) -> None:
        assert self.put(tmp_path, "2025.json", **changes) == ({}, ["statistics_format"])

    def test_a_year_without_the_service_between_two_with_it_collected_nothing(self, tmp_path: Path) -> None:
        for name in ("2022", "2023", "2024", "2026"):
            self.put(tmp_path, f"{name}.json", year=int(name), **({"services": {}} if name in "2022 2024 2026" else {}))
        years, problems = self.put(tmp_path, "2025.json")
        assert ([(own.year, bool(own.tables)) for own in years["fr"]], problems) == (
            [(2025, True), (2024, False), (2023, True)],
            [],
        )

    def test_a_file_of_another_name_is_not_read(self, tmp_path: Path) -> None:
        assert self.put(tmp_path, "2025 kopia.json") == ({}, ["file_not_read"])

    def test_no_folder_is_no_year(self, tmp_path: Path) -> None:
        assert files.load(tmp_path / "none", tmp_path) == ({}, [])

    def test_the_demonstration_s_years_are_sound_and_labelled(self) -> None:
        published, problems = files.load(frozen.POLICY / "statistics", frozen.DATA)
        (years,) = published.values()
        assert ([year.year for year in years], problems) == ([2025, 2024, 2023], [])
        assert all(year.demo for year in years)


class TestServices:
    """Several services stand apart, each under its name; a single one needs no heading."""

    def test_each_is_named_and_has_its_own_years(self) -> None:
        policy = both()
        published = {"familjeradgivning": (year(),), "familjebehandling": (year(2024),)}
        shown = charts.by_service(policy, published, words("sv")["sv"])
        assert [(service.name, service.charts.years[0].year) for service in shown] == [
            ("Familjerådgivning", 2025),
            ("Familjebehandling", 2024),
        ]

    def test_one_without_a_published_year_is_not_shown(self) -> None:
        assert charts.by_service(both(), {}, words("sv")["sv"]) == []

    def test_a_single_one_has_no_name(self) -> None:
        policy, _ = loader.load(frozen.POLICY)
        assert policy is not None
        shown = charts.by_service(policy, {"familjeradgivning": (year(),)}, words("sv")["sv"])
        assert [service.name for service in shown] == [""]


def both() -> Policy:
    """Return the demonstration's policy with a second service."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    (service,) = policy.services.values()
    other = replace(service, id="familjebehandling", name={"sv": "Familjebehandling"}, unit="hour")
    return replace(policy, services={service.id: service, other.id: other})
