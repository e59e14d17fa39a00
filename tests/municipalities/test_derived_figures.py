"""What commands derive of the sources' figures from rows of policy, where there is no ledger."""

from pathlib import Path

import pytest
from click import Group
from click.testing import CliRunner

from ops.cli.office import COMMANDS
from tests.support.municipalities.systems import SYSTEMS

FOLDER = Path(__file__).parent
DERIVED = {
    "compare-prices 2006 stockholm-2007": ["egen kostnad (2006), per samtal 1541,67"],  # D22
    "compare-prices 2024 stockholm-2024": [
        "(3,56 procent), per samtal 38,00",
        "privata utförare (30 stycken)",
    ],  # D29, D27
    "compare-prices 2024 nacka": ["(5,98 procent), per timme 49,00"],  # 6 %: DOMAIN §6
    "compare-prices 2022 huddinge": ["egen kostnad (2021), per timme 567,60", "605,00 827,50 972,00"],  # D52, D53
    "cost-shares --budget 2025 jamtland": [
        "2303;Ragunda;5150;3,9;172436",
        "2380;Östersund;64977;49,0;2166506",
        "income 6064079 kr = members 4421442",
        "costs 4736442 kr",
    ],  # D42
    "cost-shares --budget 2025 --years 1 jamtland": ["members 4554085 kr", "costs 4878535 kr"],  # D43
}
"""A command of the office and a policy: what it prints of what the source says. No ledger is there."""
_LAST = "supplier: L-1030, regi: private, type: sole_trader,\n     services: [{service: familjeradgivning, from: "
LAST_OF_THIRTY = (f"{_LAST}2019-01-01", f"{_LAST}2025-01-01")
CHANGES = [
    ("compare-prices 2006 stockholm-2007", '"11100000"', '"11200000"', "egen kostnad (2006), per samtal 1555,56"),
    ("compare-prices 2024 stockholm-2024", '"1104"', '"1105"', "(3,66 procent), per samtal 39,00"),
    ("compare-prices 2024 stockholm-2024", *LAST_OF_THIRTY, "privata utförare (29 stycken)"),
    ("compare-prices 2024 nacka", '"868"', '"878"', "(7,20 procent), per timme 59,00"),
    ("compare-prices 2022 huddinge", "overhead_per_cent: 10", "overhead_per_cent: 11", "per timme 572,76"),
    ("compare-prices 2022 huddinge", '"605"', '"600"', "600,00 827,50 972,00"),
    ("compare-prices 2022 huddinge", '"972"', '"980"', "605,00 827,50 980,00"),
    ("compare-prices 2022 huddinge", '"815"', '"817"', "605,00 828,50 972,00"),
    ("cost-shares --budget 2025 jamtland", '"-2000000"', '"-1000000"', "income 7064079 kr"),
    ("cost-shares --budget 2025 jamtland", '"315000"', '"315001"', "members 4421441"),
    ("cost-shares --budget 2025 jamtland", "5150", "6150", "2303;Ragunda;6150;4,6;203386"),
    ("cost-shares --budget 2025 --years 1 jamtland", '"3753552"', '"3753553"', "costs 4878536 kr"),
    ("cost-shares --budget 2025 --years 1 jamtland", "per_cent: 3", "per_cent: 4", "members 4598300 kr"),
]
"""A command, one input changed, and what the command then prints."""


def printed(folder: Path, call: str, changes: tuple[str, str] | None = None) -> str:
    """Run a command on a policy, with one text of its files changed; return what it prints, spaces folded."""
    *arguments, name = call.split()
    policy = folder / "policy"
    SYSTEMS[name].written(policy)
    if changes:
        (file,) = [file for file in policy.glob("*.yaml") if changes[0] in file.read_text()]
        file.write_text(file.read_text().replace(*changes))
    result = CliRunner().invoke(Group(commands=COMMANDS), [*arguments, "--data", str(folder)])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.replace("\u00a0", "").split())


class TestCommands:
    """What the commands derive from rows of policy, where there is no ledger (D22, D27, D29, D42, D43, D52, D53)."""

    @pytest.mark.parametrize("call", DERIVED)
    def test_a_figure_of_the_source_is_derived(self, call: str, tmp_path: Path) -> None:
        output = printed(tmp_path, call)
        assert [figure for figure in DERIVED[call] if figure not in output] == []

    @pytest.mark.parametrize(("call", "before", "after", "figure"), CHANGES)
    def test_what_it_is_derived_from_changes_it(
        self, call: str, before: str, after: str, figure: str, tmp_path: Path
    ) -> None:
        assert figure not in printed(tmp_path / "unchanged", call)
        assert figure in printed(tmp_path / "changed", call, (before, after))

    def test_a_year_of_which_policy_says_nothing_is_an_error_and_no_empty_table(self, tmp_path: Path) -> None:
        SYSTEMS["huddinge"].written(tmp_path / "policy")
        for arguments in (["2010"], ["2010", "--csv"]):
            result = CliRunner().invoke(
                Group(commands=COMMANDS), ["compare-prices", *arguments, "--data", str(tmp_path)]
            )
            assert (result.exit_code, result.output) == (
                1,
                "compare-prices: policy/ has no cost and no price of 2010 or earlier.\n",
            )

    def test_the_table_of_the_domain_has_thirty_and_each_names_a_command_or_says_input(self) -> None:
        table = (FOLDER.parents[1] / "docs" / "domain.md").read_text(encoding="utf-8").partition("## §11")[2]
        rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
        commands = {f"`build.py {command.name}`" for command in COMMANDS} | {"input"}
        assert len(rows) == 30
        assert [row for row in rows if len(row) != 4 or row[2] not in commands] == []
        assert {call for call, *_ in CHANGES} == DERIVED.keys()

    def test_none_of_them_is_typed_in(self) -> None:
        """Sums, shares, means and differences stand in no policy."""
        texts = "".join(file.read_text() for file in FOLDER.glob("*/*.yaml") if file.parent.name != "common")
        values = {value.partition("#")[0] for value in texts.splitlines()}
        typed = ("4736442", "4421442", "6064079", "4554085", "4878535", "172436", "567.60", "1541.67", "3.56", "827.50")
        assert [figure for figure in typed if any(figure in value for value in values)] == []
