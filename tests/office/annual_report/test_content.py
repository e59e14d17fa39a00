"""The annual report: every part in its place, nothing hidden shown, and what nobody entered said to be missing."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from catalogue.views import published_statistics
from catalogue.views.charts import CHARTS
from chalicelib.register.codes import BECAUSE
from chalicelib.reporting.layouts import LAYOUTS
from office import commands
from office.annual_report import content as report
from office.annual_report import files
from office.annual_report.service_years import PARTS, REPORT_CHARTS
from office.context import OfficeError
from tests.support import frozen
from tests.support.municipalities.systems import FR, SYSTEMS
from tests.support.office.annual_report import content, report_as_dict, rows, sections_by_title, survey


class TestContent:
    """What the agreement asks for (D47-D50)."""

    def test_every_part_is_there_in_its_order(self, root: Path) -> None:
        titles = [*sections_by_title(root)]
        assert titles[:3] == ["Måluppfyllelse", "Väsentliga händelser", "Samtal och samtalstid"]
        assert titles[-4:] == [
            "Utvärdering av resurserna",
            "Ekonomi",
            "Vad ett samtal kostar",
            "Tabeller som inte visas",
        ]

    def test_years_stand_side_by_side_the_newest_first(self, root: Path) -> None:
        tables = sections_by_title(root)["Samtal och samtalstid"]["tables"]
        assert tables[0]["head"] == ["Kommun", "2025", "2024"]

    def test_a_survey_until_the_year_has_its_means_and_one_of_a_later_year_is_left_out(self, root: Path) -> None:
        (root / "policy" / "surveys").mkdir()
        for year in (2024, 2026):
            (root / "policy" / "surveys" / f"review-{year}.json").write_text(json.dumps(survey(year)))
        part = sections_by_title(root)["Vad besökarna tycker"]
        assert part["tables"][0]["head"] == ["Fråga", "2024"]
        assert part["tables"][0]["rows"] == [["Hjälpen", "4,4"]]
        assert "2024: Granskning. Bara medelvärdena är kända. Källa: Nämnden" in part["paragraphs"]

    def test_time_has_its_share_and_members_other_than_the_host_are_one(self, root: Path) -> None:
        assert rows(sections_by_title(root)["Samtal och samtalstid"], "Tid i timmar") == [
            ["Värdkommunen", "33", "33", "73,3 %"],
            ["Övriga kommuner tillsammans", "12", "12", "26,7 %"],
            ["Totalt", "45", "45", "100 %"],
        ]

    def test_a_hidden_figure_is_two_dots_and_has_no_bar(self, root: Path) -> None:
        part = sections_by_title(root)["Behandlingsarbetets innehåll"]
        assert [row[1] for row in rows(part, "Antal avslutade")] == ["12", "..", "9", "..", "..", "7", "42"]
        assert part["tables"][0]["bars"][1] == 0

    def test_what_was_not_collected_has_another_mark_and_both_are_explained(self, root: Path) -> None:
        part = sections_by_title(root)["Behandlingsarbetets innehåll"]
        assert {row[2] for row in rows(part, "Antal avslutade")} == {"saknas"}
        how_read = report_as_dict(root)["how_read"]
        assert "Två punkter (..) betyder att siffran inte visas. Den kan vara noll, liten eller stor" in how_read
        assert "”Saknas” betyder" in how_read

    def test_a_mean_that_is_not_published_has_a_mark(self, root: Path) -> None:
        file = root / "policy" / "statistics" / "2025.json"
        published = json.loads(file.read_text())
        figures = published["services"][FR]
        figures |= {"means": {}, "withheld": ["firsts×wait"]}
        file.write_text(json.dumps(published))
        (sentence,) = sections_by_title(root)["Väntetid och samtalsserier"]["paragraphs"]
        assert sentence.endswith("i arbetsdagar: .. (2025), 11,4 (2024).")

    def test_hours_that_are_not_published_have_a_mark(self, root: Path) -> None:
        file = root / "policy" / "statistics" / "2024.json"
        published = json.loads(file.read_text())
        published["services"][FR] |= {"tables": {}, "withheld": ["sessions×member"], "hours": {}}
        file.write_text(json.dumps(published))
        time = rows(sections_by_title(root)["Samtal och samtalstid"], "Tid i timmar")
        assert [row[2] for row in time] == ["..", "..", ".."]

    def test_few_people_are_hidden_also_when_a_person_enters_them_and_few_hours_are_not(self, root: Path) -> None:
        paragraphs = " ".join(sections_by_title(root)["Övertid, resor och besök i hemkommunen"]["paragraphs"])
        assert "hemkommunen: .." in paragraphs
        assert "Övertid, i timmar: 4" in paragraphs
        assert "Restid till filialer, i timmar: inte ifyllt" in paragraphs

    @pytest.mark.parametrize(("people", "shown"), [(0, ".."), (4, ".."), (5, "5")])
    def test_nobody_is_as_hidden_as_few_so_that_two_dots_do_not_say_somebody(
        self, root: Path, people: int, shown: str
    ) -> None:
        (root / "policy" / "reports" / "2025.yaml").write_text(f"people_lost_to_waiting: {people}\n")
        paragraphs = sections_by_title(root)["Övertid, resor och besök i hemkommunen"]["paragraphs"]
        assert paragraphs[-1].endswith(f"väntetiden: {shown}")

    def test_reasons_add_up_to_the_recommendations(self, root: Path) -> None:
        cells = {f"numbers×because|{reason}": 9 for reason in BECAUSE} | {"recommendations": 46}
        cells["numbers×because|language"] = 10
        published = content(2025, **{"numbers×because": cells})
        (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(published))
        (table,) = sections_by_title(root)["Vad Kontaktcenter berättade och rekommenderade"]["tables"]
        assert (len(table["rows"]), table["foot"]) == (5, ["Totalt", "46", "saknas"])
        assert table["sentence"] == "Vanligaste skälet 2025 var språk (10 av 46 rekommendationer, 22 procent)."

    def test_quarters_are_said_to_count_closed_cases(self, root: Path) -> None:
        cells = {f"cases×quarter|Q{quarter}": 20 + quarter for quarter in (1, 2, 3)} | {
            "cases×quarter|Q4": 21,
            "cases": 87,
        }
        published = content(2025, **{"cases×quarter": cells})
        (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(published))
        (table,) = sections_by_title(root)["Behandlingsarbetets omfattning"]["tables"]
        assert table["sentence"] == (
            "Flest ärenden 2025 avslutades under tredje kvartalet (23) "
            "och färst under första kvartalet och fjärde kvartalet (21 vardera)."
        )

    def test_a_year_of_hours_by_decision_speaks_of_visits(self, root: Path) -> None:
        policy = SYSTEMS["nacka"].written(root / "nacka")
        for file in (root / "policy" / "statistics").iterdir():
            file.write_text(file.read_text().replace(f'"{FR}"', '"familjebehandling"'))
        written = report.load_report(root, policy, {}, 2025).as_dict()
        assert "samtal" not in json.dumps(written, ensure_ascii=False).lower()

    def test_a_year_of_services_that_policy_has_no_more_is_refused(self, root: Path) -> None:
        policy = SYSTEMS["nacka"].written(root / "nacka")
        with pytest.raises(OfficeError, match=r"2025\.json has none of the services"):
            report.load_report(root, policy, {}, 2025)

    def test_withheld_tables_are_named(self, root: Path) -> None:
        assert "Besökarnas ålder" in sections_by_title(root)["Tabeller som inte visas"]["paragraphs"]

    def test_what_nobody_entered_is_said_to_be_missing(self, root: Path) -> None:
        parts = sections_by_title(root, 2024)
        assert {name: parts[name]["paragraphs"] for name in ("Måluppfyllelse", "Utåtriktat arbete")} == {
            "Måluppfyllelse": ["Inte ifyllt."],
            "Utåtriktat arbete": ["Inte ifyllt."],
        }

    def test_a_year_that_is_not_published_has_no_report(self, root: Path) -> None:
        with pytest.raises(OfficeError, match="statistics 2023"):
            sections_by_title(root, 2023)

    def test_later_years_are_not_in_it(self, root: Path) -> None:
        found, _ = published_statistics.load(root / "policy" / "statistics", root, until=2024)
        assert [one.year for (years) in found.values() for one in years] == [2024]


def test_every_chart_reads_a_published_table_and_its_total() -> None:
    totals = {layout.id: layout.total for layout in LAYOUTS}
    shown = {chart.table: (chart.total, chart.cells) for chart in (*CHARTS, *REPORT_CHARTS)}
    exempt = shown.pop("sessions×fee×member")
    assert exempt == ("sessions×fee|exempt", "sessions×fee×member|exempt|")  # one row of a crossed table, and its sum
    assert shown == {table: (totals.get(table), f"{table}|") for table in shown}


def test_every_part_has_charts_and_every_chart_a_part() -> None:
    assert sorted(id_ for _, ids in PARTS for id_ in ids) == sorted(chart.id for chart in (*CHARTS, *REPORT_CHARTS))


class TestFiles:
    """The same content as PDF and as Markdown."""

    def test_the_command_writes_both_and_says_where(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert commands.annual_report(root, 2025, root / "out") == 0
        assert [Path(line).name for line in capsys.readouterr().out.split()] == ["2025.pdf", "2025.md"]

    def test_the_pdf_is_tagged_and_the_same_each_time(self, root: Path) -> None:
        first = files.pdf_of(report_as_dict(root), 2025)
        assert first == files.pdf_of(report_as_dict(root), 2025)
        with pikepdf.open(io.BytesIO(first)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert str(opened.docinfo["/Title"]) == "Årsrapport 2025"

    def test_markdown_has_every_table_under_its_caption_and_shows_marks_as_they_stand(self, root: Path) -> None:
        commands.annual_report(root, 2025, root / "out")
        text = (root / "out" / "2025.md").read_text(encoding="utf-8")
        assert r"Målet \*nåddes\* inte." in text
        assert "**Tid i timmar**\n\n| Kommun | 2025 | 2024 | Andel |\n| --- | ---: | ---: | ---: |" in text

    def test_a_fault_of_what_was_entered_is_one_line_with_its_place_and_nothing_is_written(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (root / "policy" / "reports" / "2025.yaml").write_text("gaols: [x]\n")
        assert commands.annual_report(root, 2025, root / "out") == 1
        assert "policy/reports/2025.yaml:1:1" in capsys.readouterr().err
        assert not (root / "out").exists()


def test_the_demonstration_has_a_report(tmp_path: Path) -> None:
    frozen.laid(tmp_path)
    assert commands.annual_report(tmp_path, 2025, tmp_path / "out") == 0


def test_each_service_has_sections_of_its_own(root: Path) -> None:
    file = root / "policy" / "statistics" / "2025.json"
    published = json.loads(file.read_text())
    policy = SYSTEMS["jamtland"].written(root / "again")
    (service,) = policy.services.values()
    other = replace(service, id="familjebehandling", name={"sv": "Familjebehandling"}, unit="hour")
    both = replace(policy, services={service.id: service, other.id: other})
    file.write_text(json.dumps(published | {"services": published["services"] | {other.id: published["services"][FR]}}))
    sections = report.load_report(root, both, {}, 2025).as_dict()["sections"]
    titles = [
        section["title"] for section in sections if " tid: " in section["title"] or "samtalstid: " in section["title"]
    ]
    assert titles == ["Samtal och samtalstid: Familjerådgivning", "Besök och tid: Familjebehandling"]
