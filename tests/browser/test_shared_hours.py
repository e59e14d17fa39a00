"""Two one-person firms share an hour of a decision with a first day of its own, from the reception to finance."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.dates import clock
from tests.support.browser.every_service import HOURS, PARTNER, WHO
from tests.support.browser.page_steps import receipt
from tests.support.browser.pasting import rows
from tests.support.browser.signing import at_finance, at_reception, signed_in, welcome
from tests.support.browser.visiting import PAGES, Loop, Visit, window_on

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
NAMES = {WHO: "Exempelbron familjemottagning Handelsbolag", PARTNER: "Föreningen Fiktiva vägar"}


def issued(visit: Visit, first: dt.date) -> str:
    """Issue a number at the reception's page for a decision of two that begins on a day; return it."""
    page = at_reception(visit)
    page.locator("#service").select_option(HOURS)
    page.get_by_label("Timmar per vecka").fill("3")
    page.get_by_label("Månader").fill("2")
    page.get_by_label("Beslutets första dag").fill(first.isoformat())
    page.get_by_label("Antal rådgivare").select_option("2")
    page.get_by_role("button", name="Ge ut numret").click()
    page.locator("[data-part=number_shown]").wait_for()
    return page.locator("[data-part=number_shown]").inner_text()


def at_desk(visit: Visit, provider: str) -> Page:
    """Open the page of a provider, signed in."""
    return signed_in(visit, PAGES["provider_desk"], provider, welcome(provider))


def report(page: Page, number: str, minutes: int, partner: str) -> None:
    """Fill in and send a report of an hour that is shared."""
    page.locator("#service").select_option(HOURS)
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.locator("#counsellors").select_option("2")
    page.get_by_label("Tid i minuter").fill(str(minutes))
    page.get_by_label("Tillsammans med").select_option(label=NAMES[partner])
    page.get_by_role("button", name="Rapportera", exact=True).click()


def month_of(page: Page) -> str:
    """Show this month's statement; return the text of its table."""
    page.get_by_role("button", name="Visa månaden").click()
    page.locator("[data-part=statement] table tbody tr").first.wait_for()
    return page.locator("[data-part=statement] table").inner_text()


def test_a_decision_that_begins_later_says_so_on_the_slip_and_to_the_provider(
    browser: Browser, every_loop: Loop
) -> None:
    first = TODAY + dt.timedelta(days=30)
    with window_on(browser, every_loop) as visit:
        number = issued(visit, first)
        slip = visit.page.locator("[data-part=slip] [data-part=about]").text_content() or ""
        assert f"Numret börjar gälla den {first.day} " in slip.replace("\u00a0", " ")
        assert "Numret börjar gälla" in visit.page.input_value("#message")
    with window_on(browser, every_loop) as visit:
        desk = at_desk(visit, WHO)
        desk.locator("#service").select_option(HOURS)
        desk.get_by_label("Kontrollnummer", exact=True).fill(number)
        desk.get_by_role("button", name="Kontrollera numret").click()
        desk.get_by_text("Numret gällde inte än den dagen.").wait_for()


def test_a_first_day_that_cannot_be_is_told_with_the_days_that_can(browser: Browser, every_loop: Loop) -> None:
    with window_on(browser, every_loop) as visit:
        page = at_reception(visit)
        page.locator("#service").select_option(HOURS)
        page.get_by_label("Timmar per vecka").fill("3")
        page.get_by_label("Månader").fill("2")
        page.get_by_label("Beslutets första dag").fill((TODAY + dt.timedelta(days=400)).isoformat())
        page.get_by_role("button", name="Ge ut numret").click()
        page.get_by_text("Beslutet kan börja gälla tidigast").wait_for()


def test_each_reports_its_own_hour_and_who_has_not_is_listed(browser: Browser, every_loop: Loop) -> None:
    with window_on(browser, every_loop) as visit:
        number = issued(visit, TODAY - dt.timedelta(days=7))
    with window_on(browser, every_loop) as first:
        page = at_desk(first, WHO)
        assert page.get_by_label("Tillsammans med").locator("option").all_text_contents()[1:] == []
        report(page, number, 90, PARTNER)
        page.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        assert receipt(page, "amount") == "1 214,25 kr"  # half of 1.5 × 1,619
        assert receipt(page, "what").endswith(f"tillsammans med {NAMES[PARTNER]}")
        left = receipt(page, "left")
        assert "som inte har rapporterat besöket" in month_of(page)
    with window_on(browser, every_loop) as accounts:
        finance = at_finance(accounts)
        finance.locator("[data-part=months] tbody button").last.click()
        finance.get_by_text(f"{NAMES[PARTNER]} har inte rapporterat.").wait_for()
    with window_on(browser, every_loop) as second:
        page = at_desk(second, PARTNER)
        report(page, number, 60, WHO)
        page.get_by_text("Den andra utföraren har rapporterat 90 minuter den dagen.").wait_for()
        page.locator("#several-service").select_option(HOURS)
        rows(page, f"Nummer\tDag\tMinuter\tMed\n{number}\t{TODAY}\t90\t{NAMES[WHO]}")
        page.get_by_role("button", name="Rapportera raderna").click()
        page.locator("[data-part=report_several] tbody").get_by_text("1 214,25").wait_for()
        assert f"tillsammans med {NAMES[WHO]}" in month_of(page)
        assert "som inte har rapporterat" not in month_of(page)
    state = every_loop.local.client.post("/v1/numbers/look-up", "reception", {"number": number}).json()
    assert f"{state['left'] / 60:g} timmar".replace(".", ",") == left
