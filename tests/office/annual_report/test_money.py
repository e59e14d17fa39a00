"""Money in the annual report: as exact as the hidden counts beside it allow."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy.money.budget import OwnCost
from office import commands
from office.annual_report import content as report
from office.context import OfficeError
from tests.support.municipalities.systems import FR, SYSTEMS
from tests.support.office.annual_report import ENTERED, content, report_as_dict, rows, sections_by_title


class TestMoney:
    """Sums, members' shares, and the own cost of a session, beside counts that are hidden."""

    def write(self, root: Path, entered: str, *, hidden: bool) -> dict[str, Any]:
        """Return the section on economy, in a year with or without hidden counts."""
        (root / "policy" / "reports" / "2025.yaml").write_text(entered)
        if not hidden:
            published = content(2025)
            published["services"][FR]["withheld"] = []
            (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(published))
        return sections_by_title(root)["Ekonomi"]

    def test_entered_sums_are_thousands_where_counts_are_hidden_and_the_reason_is_given(self, root: Path) -> None:
        part = self.write(root, ENTERED, hidden=True)
        assert plain(rows(part, "Kostnader")) == [["Personal", "3754"], ["Övrigt", "983"], ["Summa", "4736"]]
        assert part["tables"][0]["head"] == ["Vad", "Tusental kronor"]
        assert part["paragraphs"][0].startswith("Beloppen är avrundade vart för sig till tusental kronor. Av exakta")

    def test_they_are_exact_where_nothing_is_hidden(self, root: Path) -> None:
        part = self.write(root, ENTERED, hidden=False)
        assert plain(rows(part, "Kostnader"))[0] == ["Personal", "3753552,00"]
        assert (part["tables"][0]["head"], part["paragraphs"]) == (["Vad", "Kronor"], [])

    def test_members_share_the_cost_to_the_krona_since_it_is_fixed_before_the_year(self, root: Path) -> None:
        found = plain(rows(self.write(root, ENTERED, hidden=True), "Kommunernas del"))
        assert (found[0][-1], found[-1][-1]) == ("172436", "4421442")

    @pytest.mark.parametrize(("ragunda", "inhabitants"), [("5150", "132708"), ("6150", "133708")])
    def test_the_inhabitants_are_the_sum_of_the_members_populations(
        self, root: Path, ragunda: str, inhabitants: str
    ) -> None:
        """D42: on 1 November 2024."""
        year = report_as_dict(root, changes={"municipality": ("5150", ragunda)})
        (economy,) = (part for part in year["sections"] if part["title"] == "Ekonomi")
        found = plain(rows(economy, "Kommunernas del"))
        assert (found[0][1], found[-1][1]) == (ragunda, inhabitants)

    def test_the_quality_review_is_shared_and_has_a_limit(self, root: Path) -> None:
        """The steering group may decide on 150 000 kronor (D44)."""
        found = rows(self.write(root, "review_kronor: 150000\n", hidden=True), "Kommunernas del av kvalitet")
        assert plain(found)[-1][-1] == "150000"
        (root / "policy" / "reports" / "2025.yaml").write_text("review_kronor: 150001\n")
        with pytest.raises(OfficeError, match="150000"):
            sections_by_title(root)

    @pytest.mark.parametrize(("hidden", "total", "ragunda"), [(False, "−2000400", "−78016"), (True, "−2000", "−78")])
    def test_a_surplus_is_repaid_less_what_is_carried_over_and_shared_as_exactly_as_costs_are_shown(
        self, root: Path, total: str, ragunda: str, *, hidden: bool
    ) -> None:
        """The budget of 2025 repays 2 000 000 of 3 327 637 (D44); an exact result would tell exact costs."""
        part = self.write(root, "result_kronor: 3327637\ncarried_over_kronor: 1327237\n", hidden=hidden)
        found = plain(rows(part, "Kommunernas del av årets resultat"))
        assert (found[0][-1], found[-1][-1]) == (ragunda, total)

    def own_costs(self, root: Path, system: str, tables: dict[str, Any]) -> list[str]:
        """Return the own cost of a session as the report gives it, when these tables are published."""
        file = root / "policy" / "statistics" / "2025.json"
        file.write_text(json.dumps(content(2025, **tables)))
        policy = SYSTEMS[system].written(root / system)
        cost = OwnCost(year=2025, service=FR, source={}, assumed=False, amount_ore=3_000_000, performed=None)
        sections = report.load_report(root, replace(policy, own_costs=(cost,)), {}, 2025).as_dict()["sections"]
        (table,) = next(part["tables"] for part in sections if part["title"] == "Vad ett samtal kostar")
        return [row[1] for row in plain(table["rows"]) if "egen kostnad (" in row[0]]

    def test_the_own_cost_of_a_session_follows_from_published_sessions(self, root: Path) -> None:
        cells = {"events×event|session": 30, "sessions×regi|own": 20, "sessions×regi|private": 10}
        assert self.own_costs(root, "stockholm-2024", {"sessions×regi": cells}) == ["1500,00"]

    def test_what_it_costs_beyond_remuneration_and_fee_is_derived_and_said_of_all_published_sessions(
        self, root: Path
    ) -> None:
        """A session costs 1 600 kronor; 1 066 are paid and 450 are the fee (D29, D28): 84 for each of 20."""
        cells = {"events×event|session": 30, "sessions×regi|own": 20, "sessions×regi|private": 10}
        (root / "policy" / "statistics" / "2025.json").write_text(json.dumps(content(2025, **{"sessions×regi": cells})))
        policy = SYSTEMS["stockholm-2024"].written(root / "policy-of-2024")
        cost = OwnCost(year=2025, service=FR, source={}, assumed=False, amount_ore=3_200_000, performed=None)
        sections = report.load_report(root, replace(policy, own_costs=(cost,)), {}, 2025).as_dict()["sections"]
        part = next(part for part in sections if part["title"] == "Vad ett samtal kostar")
        assert ["84,00"] * 3 in [row[1:] for row in part["tables"][0]["rows"] if "underskott" in row[0]]
        assert "1680,00 kronor högre än ersättningen" in part["paragraphs"][0].replace("\u00a0", "")

    def test_the_budget_s_income_is_the_sum_of_its_rows_and_money_paid_back_is_one(self, root: Path) -> None:
        """6 064 079 and 4 736 442 (D42), and what members share of them, stand nowhere in policy."""
        part = self.write(root, "goals: [x]\n", hidden=False)
        income, costs = (plain(rows(part, f"Budgeterade {name}")) for name in ("intäkter", "kostnader"))
        assert [row[1] for row in income] == [
            "4421442,00",
            "315000,00",
            "3327637,00",
            "−2000000,00",
            "6064079,00",
        ]
        assert costs[-1] == ["Summa", "4736442,00"]
        assert plain(rows(part, "Kommunernas del av kostnaden"))[-1][-1] == "4421442"

    def test_it_is_left_out_where_they_are_hidden(self, root: Path) -> None:
        cells = {"events×event|session": 30, "sessions×regi|own": None, "sessions×regi|private": None}
        assert self.own_costs(root, "stockholm-2024", {"sessions×regi": cells}) == []

    def test_where_the_own_unit_is_alone_all_sessions_are_its_own(self, root: Path) -> None:
        assert self.own_costs(root, "jamtland", {}) == ["1000,00"]

    def test_whoever_enters_them_learns_that_the_file_says_more(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert commands.annual_report(root, 2025, root / "out") == 0
        assert "policy/reports/2025.yaml says more exactly" in capsys.readouterr().err
        (root / "policy" / "reports" / "2025.yaml").write_text("goals: [x]\n")
        commands.annual_report(root, 2025, root / "out")
        assert capsys.readouterr().err == ""


def plain(table: list[list[str]]) -> list[list[str]]:
    """Return the cells without spaces between thousands."""
    return [[cell.replace("\u00a0", "") for cell in row] for row in table]
