"""The annual report: every part in its place, nothing hidden shown, and what nobody entered said to be missing."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from catalogue.views import published_statistics
from chalicelib.register.codes import BECAUSE
from office import commands
from office.annual_report import content as report
from office.annual_report import entered_facts, files
from office.context import OfficeError
from tests.support import frozen
from tests.support.municipalities.systems import FR, SYSTEMS

MEMBERS = {"sessions": 30, "sessions×member|host": 22, "sessions×member|others": 8}
HIDDEN = {"cases": 12, "cases×initiative|own": None, "cases×initiative|referral": None}
ENTERED = """\
goals: ["Alla ska få ett första samtal inom tre veckor. Målet *nåddes* inte."]
outreach:
  - {where: Östersund, occasions: 6, participants: 140}
  - {where: Övriga kommuner, occasions: 7, participants: 95}
overtime_hours: 4
started_in_home_municipality: 3
costs: [{what: Personal, kronor: "3753552"}, {what: Övrigt, kronor: "982890"}]
shared_kronor: 4421442
"""


def content(year: int, **tables: Any) -> dict[str, Any]:  # noqa: ANN401 - tables as they are published
    """A published year of few tables."""
    return {
        "schema": 2,
        "year": year,
        "demo": True,
        "services": {
            FR: {
                "tables": {"sessions×member": {**MEMBERS, "events×event|session": 30}, **tables},
                "withheld": ["persons×age"],
                "means": {"wait_days": 11.4},
                "hours": {"events×event|session": 45, "sessions×member|host": 33, "sessions×member|others": 12},
            }
        },
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with Jämtland's policy, two published years, and what a person entered of the later one."""
    SYSTEMS["jamtland"].written(tmp_path / "policy")
    (tmp_path / "policy" / "statistics").mkdir()
    (tmp_path / "policy" / "reports").mkdir()
    for year in (2024, 2025):
        made = content(year, **({"cases×initiative": HIDDEN} if year == 2025 else {}))
        (tmp_path / "policy" / "statistics" / f"{year}.json").write_text(json.dumps(made))
    (tmp_path / "policy" / "reports" / "2025.yaml").write_text(ENTERED)
    return tmp_path


def told(root: Path, year: int = 2025) -> dict[str, dict[str, Any]]:
    """The parts of a year's report by their titles."""
    policy = SYSTEMS["jamtland"].written(root / f"again-{year}")
    made = report.load_report(root, policy, entered_facts.read(root, year), year).as_dict()
    return {part["title"]: part for part in made["sections"]}


def rows(part: dict[str, Any], caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so."""
    return next([*table["rows"], table["foot"]] for table in part["tables"] if table["caption"].startswith(caption))


class TestContent:
    """What the agreement asks for (D47-D50)."""

    def test_every_part_is_there_in_its_order(self, root: Path) -> None:
        titles = [*told(root)]
        assert titles[:3] == ["Måluppfyllelse", "Väsentliga händelser", "Samtal och samtalstid"]
        assert titles[-4:] == [
            "Utvärdering av resurserna",
            "Ekonomi",
            "Vad ett samtal kostar",
            "Tabeller som inte visas",
        ]

    def test_years_stand_side_by_side_the_newest_first(self, root: Path) -> None:
        tables = told(root)["Samtal och samtalstid"]["tables"]
        assert tables[0]["head"] == ["Kommun", "2025", "2024"]

    def test_time_has_its_share_and_members_other_than_the_host_are_one(self, root: Path) -> None:
        assert rows(told(root)["Samtal och samtalstid"], "Tid i timmar") == [
            ["Värdkommunen", "33", "33", "73,3 %"],
            ["Övriga kommuner tillsammans", "12", "12", "26,7 %"],
            ["Totalt", "45", "45", "100 %"],
        ]

    def test_a_hidden_figure_is_two_dots_and_has_no_bar(self, root: Path) -> None:
        part = told(root)["Behandlingsarbetets innehåll"]
        assert rows(part, "Antal avslutade")[0][1] == ".."
        assert {*part["tables"][0]["bars"]} == {0}

    def test_few_people_are_hidden_also_when_a_person_enters_them_and_few_hours_are_not(self, root: Path) -> None:
        paragraphs = " ".join(told(root)["Övertid, resor och besök i hemkommunen"]["paragraphs"])
        assert "hemkommunen: .." in paragraphs
        assert "Övertid, i timmar: 4." in paragraphs
        assert "Restid till filialer, i timmar: uppgift saknas." in paragraphs

    def test_reasons_have_no_total_for_most_numbers_have_none(self, root: Path) -> None:
        cells = {f"numbers×because|{one}": 9 for one in BECAUSE} | {"numbers": 100}
        made = content(2025, **{"numbers×because": cells})
        (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(made))
        (table,) = told(root)["Vad Kontaktcenter berättade och rekommenderade"]["tables"]
        assert (len(table["rows"]), table["foot"], table["sentence"]) == (5, None, "")

    def test_quarters_are_said_to_count_closed_cases(self, root: Path) -> None:
        cells = {f"cases×quarter|Q{quarter}": 20 + quarter for quarter in (1, 2, 3)} | {
            "cases×quarter|Q4": 21,
            "cases": 90,
        }
        published = content(2025, **{"cases×quarter": cells})
        (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(published))
        (table,) = told(root)["Behandlingsarbetets omfattning"]["tables"]
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

    def test_members_share_the_cost_to_the_krona(self, root: Path) -> None:
        found = rows(told(root)["Ekonomi"], "Kommunernas del")
        assert found[0][-1].replace("\u00a0", "") == "172436"
        assert found[-1][-1].replace("\u00a0", "") == "4421442"

    def test_the_quality_review_is_shared_and_has_a_limit(self, root: Path) -> None:
        """The steering group may decide on 150 000 kronor (D44)."""
        entered = root / "policy" / "reports" / "2025.yaml"
        entered.write_text("review_kronor: 150000\n")
        found = rows(told(root)["Ekonomi"], "Kommunernas del av kvalitet")
        assert found[-1][-1].replace("\u00a0", "") == "150000"
        entered.write_text("review_kronor: 150001\n")
        with pytest.raises(OfficeError, match="150000"):
            entered_facts.read(root, 2025)

    def test_a_surplus_is_repaid_less_what_is_carried_over(self, root: Path) -> None:
        """The budget of 2025 repays 2 000 000 of 3 327 637 (D44)."""
        entered = "result_kronor: 3327637\ncarried_over_kronor: 1327637\n"
        (root / "policy" / "reports" / "2025.yaml").write_text(entered)
        found = rows(told(root)["Ekonomi"], "Kommunernas del av årets resultat")
        assert found[-1][-1].replace("\u00a0", "") == "−2000000"

    def test_withheld_tables_are_named(self, root: Path) -> None:
        assert "Besökarnas ålder" in told(root)["Tabeller som inte visas"]["paragraphs"]

    def test_what_nobody_entered_is_said_to_be_missing(self, root: Path) -> None:
        parts = told(root, 2024)
        assert {name: parts[name]["paragraphs"] for name in ("Måluppfyllelse", "Utåtriktat arbete")} == {
            "Måluppfyllelse": ["Uppgift saknas."],
            "Utåtriktat arbete": ["Uppgift saknas."],
        }

    def test_a_year_that_is_not_published_has_no_report(self, root: Path) -> None:
        with pytest.raises(OfficeError, match="statistics 2023"):
            told(root, 2023)

    def test_later_years_are_not_in_it(self, root: Path) -> None:
        found, _ = published_statistics.load(root / "policy" / "statistics", root, until=2024)
        assert [one.year for (years) in found.values() for one in years] == [2024]


class TestFiles:
    """The same content as PDF and as Markdown."""

    def test_the_command_writes_both_and_says_where(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert commands.annual_report(root, 2025, root / "out") == 0
        assert [Path(line).name for line in capsys.readouterr().out.split()] == ["2025.pdf", "2025.md"]

    def test_the_pdf_is_tagged_and_the_same_each_time(self, root: Path) -> None:
        made = report.load_report(
            root, SYSTEMS["jamtland"].written(root / "again"), entered_facts.read(root, 2025), 2025
        ).as_dict()
        first = files.pdf_of(made, 2025)
        assert first == files.pdf_of(made, 2025)
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
