"""What a municipality is asked about its own data: what is left of the demonstration, and amounts that jump."""

from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from tests.support.catalogue.policy_lines import CASES, Change, line_of


class TestLeftOfTheDemonstration:
    """A municipality that is no demonstration has nothing left of one."""

    def test_each_leftover_is_told_where_it_stands(self, changed: Change) -> None:
        problems = changed("municipality", "demo: true", "demo: false")
        assert {problem.rpartition(" ")[2] for problem in problems} == {
            "demo_address",
            "demo_organisation_number",
            "demo_phone",
            "demo_seed",
        }
        place = line_of("municipality", "phone: 08-465 004 00")
        assert f"municipality:{place} demo_phone" in problems

    def test_a_demonstration_may_have_them(self, changed: Change) -> None:
        assert changed("municipality", "demo: true", "demo: true") == []


class TestAmountsMoveGently:
    """An amount that jumps by more than a quarter is asked about: it may be a slip of the pen."""

    @pytest.mark.parametrize(
        ("amount", "found"), [("1201", True), ("1000", False), ("800", False), ("719", True), ("0", True)]
    )
    def test_a_price_is_compared_with_the_one_before(self, changed: Change, amount: str, found: bool) -> None:  # noqa: FBT001 - a row
        """Private sessions cost 960 kronor from 2019 and 1104 from 2022."""
        problems = changed("tariffs", 'amount: "1104"', f'amount: "{amount}"')
        place = line_of("tariffs", 'amount: "1104"')
        assert [problem for problem in problems if "amount_jump" in problem] == (
            [f"tariffs:{place} amount_jump"] if found else []
        )

    def test_it_is_an_error_with_both_amounts(self, changed: Change, tmp_path: Path) -> None:
        changed("tariffs", 'amount: "1104"', 'amount: "11040"')
        policy, (problem,) = policies.load(tmp_path / "policy")
        assert (policy, problem.severity) == (None, "error")
        assert "960 blir 11040 kr" in problem.message.sv

    @pytest.mark.parametrize(
        ("keys", "codes"),
        [
            ("intended: true\n    reason: Nytt avtal", []),
            ("intended: true", ["intended_unexplained"]),
            ("intended: false", ["amount_jump"]),
            ("reason: Nytt avtal", ["amount_jump", "intended_unexplained"]),
        ],
    )
    def test_one_that_is_intended_says_why(self, changed: Change, keys: str, codes: list[str]) -> None:
        problems = changed("tariffs", 'amount: "1104"', f'amount: "11040"\n    {keys}')
        assert sorted(problem.rpartition(" ")[2] for problem in problems) == codes

    def test_a_price_is_compared_though_it_is_not_the_newest(self, changed: Change) -> None:
        """Private sessions cost 960 kronor from 2019, here ten times as much from 2021, and 1104 from 2022."""
        text = (CASES / "tariffs.yaml").read_text(encoding="utf-8")
        row = "  - service" + text.split("  - service")[2]
        slip = row.replace("2019-01-01", "2021-01-01").replace('"960"', '"9600"')
        codes = [problem.rpartition(" ")[2] for problem in changed("tariffs", row, row + slip)]
        assert codes == ["amount_jump", "amount_jump"]

    def test_a_fee_is_compared_too(self, changed: Change) -> None:
        row = (CASES / "fees.yaml").read_text(encoding="utf-8").partition("fees:\n")[2]
        later = row.replace("from: 2019-01-01", "from: 2027-01-01").replace('amount: "450"', 'amount: "45"')
        assert [problem.rpartition(" ")[2] for problem in changed("fees", row, row + later)] == ["amount_jump"]

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("events", "events: [session, late_cancellation]"),
            ("first_visits", 'first_visits: {count: 1, amount: "0", paid_by: municipality}\n    events: [session]'),
        ],
    )
    def test_a_fee_that_begins_or_ends_for_some_is_compared_too(self, changed: Change, key: str, value: str) -> None:
        row = (CASES / "fees.yaml").read_text(encoding="utf-8").partition("fees:\n")[2]
        events = "events: [session, late_cancellation, no_show]"
        later = row.replace("from: 2019-01-01", "from: 2027-01-01").replace(events, value)
        assert {problem.rpartition(" ")[2] for problem in changed("fees", row, row + later)} == {"amount_jump"}, key
