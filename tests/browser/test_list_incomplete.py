"""The list when something that it fetches for a choice cannot be had: it says so in sight, and works once it can."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.list_choices import TABLE, ids, opened
from tests.support.browser.visiting import PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
INCOMPLETE = "Det gick inte att hämta allt, så listan stämmer inte med dina val. Försök igen."
FAILED = "Det gick inte att hämta uppgifterna. Listan visar alla. Försök igen."


def refuse(page: Page, pattern: str) -> None:
    """Let no request of a kind be answered."""
    page.route(pattern, lambda route: route.abort())


@pytest.mark.parametrize("pattern", ["**/search.json", "**/search_found-*.js"])
def test_a_search_that_cannot_be_fetched_is_said_and_later_it_is_there(visit: Visit, pattern: str) -> None:
    page = opened(visit)
    refuse(page, pattern)
    page.locator("#find").fill("otrogen")
    expect(page.locator("#count")).to_have_text(INCOMPLETE)
    expect(page.locator("#found")).to_have_text(INCOMPLETE)
    page.unroute_all()
    page.locator("#find").press("End")
    page.locator("#find").press("Backspace")
    expect(page.locator("#count")).to_have_text("5 av 30 utförare")


def test_an_order_by_name_without_names_is_not_said_to_be_one(visit: Visit) -> None:
    page = opened(visit)
    refuse(page, "**/search.json")
    page.locator("#ordering").select_option("name")
    expect(page.locator("#count")).to_have_text(INCOMPLETE)
    assert ids(page) == list(TABLE.ids)
    assert "bokstavsordning" not in page.locator("#order-said").inner_text()


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_facts_that_cannot_be_fetched_are_said_in_the_sheet_too(visit: Visit) -> None:
    refuse(visit.page, "**/facets.json")
    page = visit.go(PAGES["list"], settled=True)
    page.locator("#narrow").click()
    page.locator("fieldset[data-facet=languages] .option").first.click()
    expect(page.locator("#done")).to_have_text(FAILED)
    expect(page.locator("#found-in-sheet")).to_have_text(FAILED)
    page.unroute_all()
    page.locator("fieldset[data-facet=languages] .option").nth(1).click()
    expect(page.locator("#done")).to_have_text("Visa 5 utförare")
