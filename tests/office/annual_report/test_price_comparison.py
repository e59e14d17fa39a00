"""Prices beside the own cost: from tariffs, from who is authorised, and from what policy says with its source."""

from pathlib import Path

import pytest

from catalogue.policy.model import Policy
from catalogue.policy.money import price_comparison
from catalogue.policy.money.budget import OwnCost
from catalogue.policy.money.prices import Prices
from office.annual_report import price_table
from tests.support.municipalities.systems import FB, FR, SYSTEMS


def policy(name: str, tmp_path: Path, changes: dict[str, tuple[str, str]] | None = None) -> Policy:
    """Read the policy of a system of the sources."""
    return SYSTEMS[name].written(tmp_path / "policy", changes)


class TestHuddinge:
    """The suppliers' lowest, highest and median price, and the own unit's hour (D52, D53)."""

    def test_the_price_table(self, tmp_path: Path) -> None:
        (found,) = price_comparison.compare_prices(policy("huddinge", tmp_path), 2022, {})
        assert found.framework == Prices(10, 60_500, 97_200, 82_750)
        assert (found.own_cost_ore, found.own_cost_year, found.own_below_lowest) == (56_760, 2021, True)

    def test_an_own_cost_above_the_lowest_price_says_so(self, tmp_path: Path) -> None:
        changes = {"budget": ('each: "516"', 'each: "551"')}
        (found,) = price_comparison.compare_prices(policy("huddinge", tmp_path, changes), 2022, {})
        assert (found.own_cost_ore, found.own_below_lowest) == (60_610, False)

    def test_before_the_agreement_there_is_nothing_to_compare_with(self, tmp_path: Path) -> None:
        changes = {"frameworks": ("    from: 2020-01-01\n    rule", "    from: 2022-01-01\n    rule")}
        (found,) = price_comparison.compare_prices(policy("huddinge", tmp_path, changes), 2021, {FB: 10_000})
        assert (found.framework, found.own_below_lowest) == (None, None)

    def test_a_supplier_s_price_of_next_year_and_that_of_two_counsellors_are_not_this_year_s(
        self, tmp_path: Path
    ) -> None:
        later = '{from: 2023-01-01, amount: "500", counsellors: 1}, {from: 2020-01-01, amount: "400", counsellors: 2}'
        changes = {"frameworks": ('"605", counsellors: 1}', f'"605", counsellors: 1}}, {later}')}
        changed = policy("huddinge", tmp_path, changes)
        lowest = [
            found.framework.lowest_ore
            for year in (2022, 2023)
            for found in price_comparison.compare_prices(changed, year, {})
            if found.framework
        ]
        assert lowest == [60_500, 50_000]

    def test_a_supplier_that_has_left_is_not_counted(self, tmp_path: Path) -> None:
        changes = {"frameworks": ("{id: leverantor-02,", "{id: leverantor-02, to: 2022-11-30,")}
        (found,) = price_comparison.compare_prices(policy("huddinge", tmp_path, changes), 2022, {})
        assert found.framework == Prices(9, 69_500, 97_200, 84_000)

    def test_the_agreement_is_the_source_of_its_prices(self, tmp_path: Path) -> None:
        huddinge = policy("huddinge", tmp_path)
        (found,) = price_comparison.compare_prices(huddinge, 2022, {})
        assert [text["sv"][:4] for text in price_comparison.sources(huddinge, [found])] == ["D52:", "D53,"]
        assert found.assumed

    def test_the_prices_that_policy_states_hold_where_no_agreement_is_in_force(self, tmp_path: Path) -> None:
        stated = (
            'framework_prices:\n  - {year: 2019, service: familjebehandling, prices: ["700"], source: {sv: Känd}}\n'
        )
        changed = policy("huddinge", tmp_path, {"budget": ("budgets: []\n", f"budgets: []\n{stated}")})
        found = {
            year: comparison.framework
            for year in (2019, 2022)
            for comparison in price_comparison.compare_prices(changed, year, {})
        }
        assert found == {2019: Prices(1, 70_000, 70_000, 70_000), 2022: Prices(10, 60_500, 97_200, 82_750)}


class TestStockholm:
    """Two tariffs, and a cost that is shared by sessions."""

    def test_private_providers_are_all_paid_the_tariff(self, tmp_path: Path) -> None:
        (found,) = price_comparison.compare_prices(policy("stockholm-2024", tmp_path), 2024, {})
        assert found.private == Prices(30, 110_400, 110_400, 110_400)
        assert (found.own_paid_ore, found.own_cost_ore) == (106_600, None)

    def test_the_year_before_has_its_own_prices(self, tmp_path: Path) -> None:
        (found,) = price_comparison.compare_prices(policy("stockholm-2024", tmp_path), 2021, {})
        assert (found.own_paid_ore, found.private and found.private.median_ore) == (96_000, 96_000)

    def test_the_own_cost_of_a_session_in_2006(self, tmp_path: Path) -> None:
        of = {one.service: one for one in price_comparison.compare_prices(policy("stockholm-2007", tmp_path), 2006, {})}
        assert of[FR].own_cost_ore == 154_167  # 1 541.67 kr (D22)

    def test_that_a_figure_is_assumed_is_told(self, tmp_path: Path) -> None:
        assert all(one.assumed for one in price_comparison.compare_prices(policy("stockholm-2007", tmp_path), 2006, {}))


@pytest.mark.parametrize(("performed", "cost_ore"), [(7_200, 154_167), (3_600, 308_333), (0, None), (None, None)])
def test_a_cost_is_shared_by_what_was_performed(performed: int | None, cost_ore: int | None) -> None:
    cost = OwnCost(year=2006, service=FR, source={}, assumed=False, amount_ore=1_110_000_000, performed=None)
    assert price_comparison.cost_ore(cost, performed) == cost_ore


def test_a_service_that_the_register_has_not_yet_has_performed_nothing(tmp_path: Path) -> None:
    assert price_table.performed({}, [*policy("huddinge", tmp_path).services.values()]) == {FB: 0}


def test_the_table_has_a_row_for_each_kind_of_price(tmp_path: Path) -> None:
    rows = list(price_table.as_rows(price_comparison.compare_prices(policy("huddinge", tmp_path), 2022, {})))
    assert rows[1] == [FB, "hour", "56760", "2021", "56700", "framework", "2022", "10", "60500", "97200", "82750"]
    assert {len(row) for row in rows} == {len(price_table.COLUMNS)}
