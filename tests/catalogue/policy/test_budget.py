"""The year's money in policy: budgets, what the own unit has cost, and prices of a framework agreement."""

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.policy.money.budget import FrameworkPrices, OwnCost
from catalogue.policy.money.prices import Prices

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
    assert prices.prices == Prices(None, 60_500, 97_200, 82_750)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("performed: 7200", "performed: många", "type_whole"),
        ('median: "827.50"', "median: ungefär 800", "amount_format"),
        (" source: {sv: D22, en: D22}", "", "missing_key"),
        ('kronor: "11100000", ', "", "one_of"),
        ('kronor: "11100000"', 'kronor: "11100000", each: "1540"', "one_of"),
        ('kronor: "11100000"', 'each: "1540"', "service_contradicts"),
        ("performed: 7200", "performed: 7200, gross_hours: 9000, occupancy_per_cent: 80", "service_contradicts"),
        ("performed: 7200", "gross_hours: 9000", "one_of"),
        ("performed: 7200", "gross_hours: 9000, occupancy_per_cent: 101", "number_range"),
        ('lowest: "605"', 'prices: ["605"], lowest: "605"', "service_contradicts"),
        ('lowest: "605", ', "", "one_of"),
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


def read(tmp_path: Path, more: str) -> Policy:
    """Read the small policy with lines added to its budget."""
    assert codes(tmp_path, more) == []
    policy, _ = policies.load(tmp_path / "policy")
    assert policy is not None
    return policy


def test_the_lowest_the_highest_and_the_median_follow_from_each_supplier_s_price(tmp_path: Path) -> None:
    prices = 'prices: ["827", "605", "828", "972"]'
    (row,) = read(tmp_path, MORE.replace('lowest: "605", highest: "972", median: "827.50"', prices)).framework_prices
    assert row.prices == Prices(4, 60_500, 97_200, 82_750)


@pytest.mark.parametrize(
    ("stated", "amount_ore", "performed"),
    [
        ('kronor: "1000000", performed: 900', 100_000_000, 900),
        ('rows: [{what: löner, kronor: "900000"}, {what: hyra, kronor: "100000"}], performed: 900', 100_000_000, 900),
        ('rows: [{what: löner, kronor: "900000"}, {what: bidrag, kronor: "-100000"}]', 80_000_000, None),
        ('kronor: "1000000", overhead_per_cent: 10, gross_hours: 1000, occupancy_per_cent: 86', 110_000_000, 860),
        ('kronor: "1000000", gross_hours: 1000, occupancy_per_cent: 86.5', 100_000_000, 865),
    ],
)
def test_a_cost_is_derived_from_its_rows_its_overhead_and_its_hours(
    tmp_path: Path, stated: str, amount_ore: int, performed: int | None
) -> None:
    (cost,) = read(tmp_path, MORE.replace('kronor: "11100000", performed: 7200', stated)).own_costs
    assert (cost.amount_ore, cost.performed) == (amount_ore, performed)


def test_the_costs_of_a_budget_are_its_kronor_and_the_cost_of_the_own_unit_until_there_is_one(tmp_path: Path) -> None:
    budget = MORE_BUDGET.format(rest='income: [{what: avgifter, kronor: "300", deducted: true}]')
    policy = read(tmp_path, budget)
    row = next(row for row in policy.budgets if row.year == 2030)
    assert (row.amount_ore, row.shared_ore, row.income_ore) == (150_000, 120_000, 150_000)
    assert [cost.amount_ore for cost in policy.own_costs] == [150_000]


@pytest.mark.parametrize("rest", ['kronor: "1500"', 'income: [{what: x, kronor: "-0"}]'])
def test_a_budget_has_one_total_and_amounts_are_written_in_one_way(tmp_path: Path, rest: str) -> None:
    assert codes(tmp_path, MORE_BUDGET.format(rest=rest)) != []


MORE_BUDGET = """  - year: 2030
    service: familjeradgivning
    costs: [{{what: löner, kronor: "1000"}}, {{what: hyra, kronor: "500"}}]
    source: {{sv: x, en: x}}
    {rest}
"""
