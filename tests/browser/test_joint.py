"""Several municipalities together: the reception asks which one, and finance sees what each of them cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chalicelib.dates import clock
from tests.support.browser.built_sites import served_changed
from tests.support.browser.page_steps import GO, issued
from tests.support.browser.paid_months import rows
from tests.support.browser.signing import at_finance, at_reception
from tests.support.browser.visiting import Loop, Visit, window_on

pytestmark = pytest.mark.browser
MEMBERS = """members:
  - {code: "2326", name: Berg, population: 7101}
  - {code: "2380", name: Östersund, population: 64977}
"""  # D42: inhabitants on 1 November 2024

COSTS = """own_costs:
  - year: {year}
    service: familjeradgivning
    each: "2000"
    overhead_per_cent: 10
    occupancy_per_cent: 86
    source: {{sv: Ekonomiavdelningens kalkyl., en: Finance, fi: Talous}}
framework_prices:
  - year: {year}
    service: familjeradgivning
    prices: ["1300", "1100", "1205"]
    source: {{sv: Ramavtalet., en: Agreement, fi: Sopimus}}
"""


def join(root: Path) -> None:
    """Make it a service of two municipalities."""
    town = root / "policy" / "municipality.yaml"
    town.write_text(town.read_text(encoding="utf-8").replace("members: []\n", MEMBERS), encoding="utf-8")
    with (root / "policy" / "budget.yaml").open("a", encoding="utf-8") as budget:
        budget.write(COSTS.format(year=clock.day(clock.now()).year))


@pytest.fixture(scope="module")
def joint_loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """Serve the demonstration as two municipalities' together."""
    with served_changed(tmp_path_factory, "joint", join) as loop:
        yield loop


@pytest.fixture
def window(browser: Browser, joint_loop: Loop) -> Iterator[Visit]:
    """Open a window on their site."""
    with window_on(browser, joint_loop) as visit:
        yield visit


def test_the_home_municipality_is_asked_and_its_cost_is_told_apart(window: Visit, joint_loop: Loop) -> None:
    page = at_reception(window)
    page.get_by_role("button", name=GO).click()
    page.get_by_text("Välj hemkommun.").wait_for()
    assert page.evaluate("document.activeElement.id") == "member"
    today = clock.day(clock.now())
    for member in ("Berg", "Berg", "Östersund"):
        page.get_by_label("Hemkommun").select_option(label=member)
        joint_loop.claim("exempelbron", issued(page), today)
        page.get_by_role("button", name="Nästa nummer").click()
    assert page.get_by_label("Hemkommun").input_value() == ""
    accounts = at_finance(Visit(window.context, joint_loop.site))
    accounts.locator("[data-part=months] tbody tr:last-child button").click()
    accounts.get_by_text("Per hemkommun").wait_for()
    assert [row[:3] for row in rows(accounts.locator("[data-part=run]"), "members")] == [
        ["Berg", "2", "2 208 kr"],
        ["Östersund", "1", "1 104 kr"],
        ["Summa", "3", "3 312 kr"],
    ]


def test_finance_reads_the_own_unit_s_deficit_exemptions_by_municipality_and_prices_with_nothing_typed_in(
    window: Visit, joint_loop: Loop
) -> None:
    """A session costs 2 000 and 10 % at the own unit; 1 066 and the exempt visitor's 450 are paid for it."""
    page = at_reception(window)
    page.get_by_label("Hemkommun").select_option(label="Berg")
    page.get_by_label("Befriad från avgiften").check()
    joint_loop.claim("familjeradgivningen", issued(page), clock.day(clock.now()))
    accounts = at_finance(Visit(window.context, joint_loop.site))
    year = accounts.locator("#year").input_value()
    prices = accounts.locator("[data-part=prices]")
    assert rows(prices, "own") == [
        [f"Egen kostnad ({year})", "2 200 kr"],
        [f"Egen kostnad vid full beläggning ({year})", "1 892 kr"],
        ["Ersättning till den egna enheten", "1 066 kr"],
        ["Underskott: egen kostnad utöver ersättning och egenavgift", "684 kr"],
        ["Privata utförares ersättning utöver den egna enhetens (+3,6 %)", "38 kr"],
    ]
    private, framework = rows(prices, "paid")
    assert private[1:] == ["1 104 kr", "1 104 kr", "1 104 kr"]
    assert framework == [f"Ramavtal {year} (3 leverantörer)", "1 100 kr", "1 205 kr", "1 300 kr"]
    assert "Källa: Ekonomiavdelningens kalkyl." in prices.inner_text()
    accounts.locator("#year").select_option(str(int(year) - 1))
    assert rows(prices, "own")[0][0] == "Ersättning till den egna enheten"
    accounts.locator("#year").select_option(year)
    accounts.get_by_role("button", name="Hämta uppföljningen").click()
    accounts.get_by_role("heading", name=f"Uppföljning för {year}").wait_for()
    part = accounts.locator("[data-part=follow_up]")
    assert rows(part, "own_unit") == [
        ["Kostnad för året", "2 200 kr"],
        ["Kommunens ersättning till den egna enheten", "1 516 kr"],
        ["Besökarnas egenavgifter till den egna enheten", "0 kr"],
        ["Underskott", "684 kr"],
        ["Kostnad per samtal", "2 200 kr"],
    ]
    exempt = [row for row in rows(part, "more") if row[0].startswith("Samtal med avgiftsbefrielse")]
    assert [count for _, count in exempt] == ["1", "1", "0"]
    assert [name.rpartition(": ")[2] for name, _ in exempt][1:] == ["Berg", "Östersund"]
