"""The statistics page: what is published and nothing else, with a sentence for each table."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.views import charts, policy_statistics
from catalogue.views import published_statistics as files
from catalogue.views.policy_statistics import REFERRED
from catalogue.views.published_statistics import Published
from chalicelib.register import codes
from tests.support import frozen
from tests.support.catalogue.statistics_years import CONTENT, EVENTS, view, year
from tests.support.catalogue.wording import words


def months(counts: dict[str, int], lang: str = "sv") -> str:
    """The sentence about a year's months; those not given have 50 sessions."""
    cells = {f"sessions×month|{month}": counts.get(month, 50) for month in codes.MONTHS}
    tables = {"sessions×month": cells | {charts.SESSION: sum(cells.values())}}
    return view(year(tables=tables), lang=lang).tables()[0]["sentence"]


class TestView:
    """From cells to rows."""

    def test_the_sentence_names_the_most_common_of_what_is_shown(self) -> None:
        sentence = view(year()).tables()[0]["sentence"]
        assert sentence == "Vanligast 2025 var samtal om att reparera relationen (11 av 20 ärenden, 55 procent)."

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

    @pytest.mark.parametrize(
        ("lang", "labels"),
        [
            ("sv", ["1 samtal", "2–4 samtal"]),
            ("en", ["1 session", "2–4 sessions"]),
            ("fi", ["1 keskustelu", "2–4 keskustelua"]),
        ],
    )
    def test_one_session_is_in_the_singular(self, lang: str, labels: list[str]) -> None:
        cells = {"cases×sessions|1": 7, "cases×sessions|2-4": 8, "cases": 15}
        (table,) = view(year(tables={"cases×sessions": cells}), lang=lang).tables()
        assert [row["label"] for row in table["rows"]] == labels

    def test_months_that_are_all_alike_have_no_peak(self) -> None:
        assert months(dict.fromkeys(codes.MONTHS, 50)) == ""

    def test_years_stand_side_by_side_the_newest_first(self) -> None:
        before = {"events×event": EVENTS, "cases×content": CONTENT | {"cases": 19}}
        (table,) = view(year(2025), year(2024, tables=before)).tables()
        assert table["caption"].endswith("2024–2025")
        assert table["total"] == ["20", "19"]

    def test_a_class_that_no_year_has_is_no_row(self) -> None:
        cells = {name: count for name, count in CONTENT.items() if name != "cases×content|other"}
        (table,) = view(
            year(tables={"cases×content": cells}), year(2024, tables={}, withheld=("cases×content",))
        ).tables()
        assert [row["label"] for row in table["rows"]] == ["Att reparera relationen", "Separation"]

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
        ids = [
            chart.id for chart in charts.CHARTS if chart.table != REFERRED and not chart.unless
        ]  # its rows are policy's
        assert [chart["id"] for chart in tables] == ids
        assert all(chart["sentence"] for chart in tables)

    def test_the_wait_is_that_of_the_case_reports_where_there_are_no_numbers(self) -> None:
        waits = {f"cases×wait|{wait}": 20 for wait in codes.WAITS}
        (table,) = view(year(tables={"cases×wait": {"cases": 100} | waits})).tables()
        assert (table["id"], len(table["rows"])) == ("case_wait", len(codes.WAITS))


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
        shown = policy_statistics.by_service(policy, published, words("sv")["sv"])
        assert [(service.name, service.charts.years[0].year) for service in shown] == [
            ("Familjerådgivning", 2025),
            ("Familjebehandling", 2024),
        ]

    def test_one_without_a_published_year_is_not_shown(self) -> None:
        assert policy_statistics.by_service(both(), {}, words("sv")["sv"]) == []

    def test_a_single_one_has_no_name(self) -> None:
        policy, _ = loader.load(frozen.POLICY)
        assert policy is not None
        shown = policy_statistics.by_service(policy, {"familjeradgivning": (year(),)}, words("sv")["sv"])
        assert [service.name for service in shown] == [""]


def both() -> Policy:
    """Return the demonstration's policy with a second service."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    (service,) = policy.services.values()
    other = replace(service, id="familjebehandling", name={"sv": "Familjebehandling"}, unit="hour")
    return replace(policy, services={service.id: service, other.id: other})
