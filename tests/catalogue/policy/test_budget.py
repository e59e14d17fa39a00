"""The year's money in policy: budgets, what the own unit has cost, and prices of a framework agreement."""

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.money.budget import FrameworkPrices, OwnCost

CASES = Path(__file__).parents[3] / "tests" / "cases" / "policy"
MORE = """own_costs:
  - {year: 2006, service: familjeradgivning, kronor: "11100000", performed: 7200, source: {sv: D22, en: D22}}
framework_prices:
  - {year: 2022, service: familjeradgivning, lowest: "605", highest: "972", median: "827.50", source: {sv: x, en: x}}
"""


def codes(tmp_path: Path, more: str) -> list[str]:
    """Add lines to the small policy's budget; give what is wrong."""
    folder = tmp_path / "policy"
    shutil.copytree(CASES, folder, dirs_exist_ok=True)
    (folder / "budget.yaml").write_text((CASES / "budget.yaml").read_text() + more)
    return [one.code for one in policies.load(folder)[1]]


def test_what_was_paid_and_what_it_cost_is_read(tmp_path: Path) -> None:
    assert codes(tmp_path, MORE) == []
    read, _ = policies.load(tmp_path / "policy")
    assert read is not None
    cost, prices = read.own_costs[0], read.framework_prices[0]
    assert isinstance(cost, OwnCost)
    assert isinstance(prices, FrameworkPrices)
    assert (cost.amount_ore, cost.performed) == (1_110_000_000, 7_200)
    assert (prices.lowest_ore, prices.highest_ore, prices.median_ore, prices.suppliers) == (
        60_500,
        97_200,
        82_750,
        None,
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("performed: 7200", "performed: många", "type_whole"),
        ('median: "827.50"', "median: ungefär 800", "amount_format"),
        (" source: {sv: D22, en: D22}", "", "missing_key"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in MORE
    assert any(code in one for one in codes(tmp_path, MORE.replace(old, new)))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("provider: familjeradgivningen, sessions: 9", []),
        ("provider: familjeradgivningen", ["missing_key"]),
        ('provider: familjeradgivningen, sessions: 9, kronor: "9"', ["service_contradicts"]),
        ("provider: nobody, sessions: 9", ["choice_unknown"]),
    ],
)
def test_a_provider_s_own_budget_is_of_sessions(tmp_path: Path, row: str, found: list[str]) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(CASES, folder)
    source = "{sv: x, en: x}"
    rows = f"  - {{year: 2030, service: familjeradgivning, {row}, source: {source}}}\n"
    (folder / "budget.yaml").write_text(f"budgets:\n{rows}")
    assert [one.code for one in policies.load(folder)[1]] == found


def test_one_service_has_one_cost_a_year(tmp_path: Path) -> None:
    twice = MORE.replace("framework_prices:", MORE.splitlines()[1] + "\nframework_prices:")
    assert len(codes(tmp_path, twice)) == 1
