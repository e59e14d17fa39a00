"""Finance reads its months on a page, in a real browser against the real API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support.browser.paid_months import (
    ONE,
    OTHER,
    OWN,
    PAID,
    PAID_NAME,
    UNPAID_NAME,
    YEAR,
    PaidMonths,
    change,
    choose,
    month_opened,
    of_year,
    rows,
)
from tests.support.browser.signing import at_finance
from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
BATCH = {ONE: f"{PAID}/{ONE}", OTHER: f"{PAID}/{OTHER}", OWN: f"{PAID}/{OWN}"}


@pytest.fixture
def page(accounts: Page) -> Page:
    """Read as finance."""
    return accounts


class TestMonths:
    """A month is open, ready or closed, and one that is over tells its sum."""

    def test_each_month_tells_how_it_stands(self, page: Page) -> None:
        told = {
            name: [standing, amount] for name, standing, amount in rows(page.locator("[data-part=months]"), "table")
        }
        assert told[UNPAID_NAME] == ["Klar att stänga", "1 104 kr"]
        assert told[PAID_NAME] == [f"Stängd, hämtad 1 december {YEAR} kl. 01:00", "3 274 kr"]
        assert told["Stängda månader"][1] == "3 274 kr"
        assert len(told) == 13

    def test_of_this_year_no_month_is_told_that_has_not_begun(self, page: Page) -> None:
        today = clock.day(clock.now())
        told = rows(choose(page, today.year).locator("[data-part=months]"), "table")
        assert len(told) == today.month + 1
        assert told[-2][1].startswith("Öppen, kan stängas")


class TestOneMonth:
    """What it adds up to for whom, to the krona."""

    def test_its_sums_are_told_for_providers_services_and_accounts(self, page: Page) -> None:
        run = month_opened(page)
        assert rows(run, "providers") == [
            ["Exempelbron familjemottagning Handelsbolag", BATCH[ONE], "2", "2 208 kr", "900 kr"],
            ["Familjerådgivningen i egen regi (påhittad enhet)", BATCH[OWN], "1", "1 066 kr", "450 kr"],
            ["Föreningen Fiktiva vägar", BATCH[OTHER], "0", "0 kr", "0 kr"],
            ["Summa", "", "3", "3 274 kr", "1 350 kr"],
        ]
        assert rows(run, "services") == [
            ["Familjerådgivning", "3", "3 274 kr", "1 350 kr"],
            ["Summa", "3", "3 274 kr", "1 350 kr"],
        ]
        assert {name: amount for name, _, amount, _ in rows(run, "accounts")} == {
            "463, motpart 82": "1 066 kr",
            "463, motpart 85": "0 kr",
            "463, motpart 87": "2 208 kr",
            "Summa": "3 274 kr",
        }
        assert run.locator("[data-part=members]").is_hidden()
        assert "med 5 rader och summan 3 274 kr" in run.inner_text().replace("\u00a0", " ")

    def test_members_are_told_apart_where_there_are_any(self, page: Page) -> None:
        berg = {"member": "2326", "rows": 1, "claims": 1, "amount_ore": 110_400, "fee_ore": 45_000}
        change(page, f"**/v1/payment-runs/{PAID}", lambda told: told["totals"].update(members=[berg]))
        assert rows(month_opened(page), "members")[0] == ["2326", "1", "1 104 kr", "450 kr"]

    @pytest.mark.parametrize("kind", ["CSV", "SIE 4I"])
    def test_its_files_are_the_bytes_that_the_command_line_wrote(
        self, page: Page, spent: PaidMonths, kind: str
    ) -> None:
        run = month_opened(page)
        with page.expect_download() as download:
            run.get_by_role("button", name=f"Hämta {kind}").click()
        written, ending = {"CSV": (spent.csv, "csv"), "SIE 4I": (spent.sie, "si")}[kind]
        assert Path(download.value.path()).read_bytes() == written
        assert download.value.suggested_filename == f"kundval-{PAID}.{ending}"
        assert download.value.url.startswith("blob:")
        run.get_by_text(f"kundval-{PAID}.{ending} är hämtad.").wait_for()

    def test_an_open_month_has_sums_and_no_files(self, page: Page) -> None:
        choose(page, clock.day(clock.now()).year)
        run = month_opened(page, page.locator("[data-part=months] tbody tr:last-child button").inner_text())
        assert run.get_by_role("button", name="Hämta CSV").is_disabled()
        assert run.get_by_text("Därefter kan filerna hämtas.").is_visible()

    def test_a_month_that_does_not_agree_with_its_seal_shows_no_sum(self, page: Page) -> None:
        refused = {"status": 409, "json": {"code": "not_payable", "why": "It was closed with other rows."}}
        page.route(f"**/v1/payment-runs/{PAID}", lambda route: route.fulfill(**refused))
        page.get_by_role("button", name=PAID_NAME).click()
        page.get_by_text("Tjänsten svarade: It was closed with other rows.").wait_for()
        assert page.locator("[data-part=made]").is_hidden()

    def test_it_is_printed_alone_and_without_anything_to_press(self, page: Page) -> None:
        run = month_opened(page)
        page.evaluate("window.print = () => {}")
        run.get_by_role("button", name="Skriv ut", exact=True).click()
        page.emulate_media(media="print")
        printed = page.locator("main").inner_text()
        assert PAID_NAME in printed
        assert "Referens på fakturan" in printed
        assert "Uppföljning" not in printed
        assert "Inloggad" not in printed
        assert page.locator("button:visible").count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert "Uppföljning" in page.locator("main").inner_text()


class TestLines:
    """As they are paid, all or one provider's, page by page."""

    def shown(self, page: Page, provider: str = "") -> list[list[str]]:
        """Open the month and ask for its lines."""
        run = month_opened(page)
        run.get_by_label("Utförare").select_option(provider)
        run.get_by_role("button", name="Visa rader", exact=True).click()
        run.locator("[data-part=lines_table] tbody tr").first.wait_for()
        return rows(run, "lines_table")

    def test_every_line_is_told_with_its_receipt(self, page: Page, spent: PaidMonths) -> None:
        told = self.shown(page)
        assert len(told) == 5
        *_, claimed, taken_back = [row[2:] for row in told if row[1] == "Föreningen Fiktiva vägar"]
        short = f"{spent.reversed_claim[:4]}-{spent.reversed_claim[4:8]}"
        assert claimed == ["Samtal", "463, motpart 85", short, "1 104 kr", "450 kr", "Rätta"]
        assert taken_back == ["Återtagen rapport", "463, motpart 85", short, "−1 104 kr", "−450 kr", ""]

    def test_one_providers_are_told_alone(self, page: Page) -> None:
        assert [row[1] for row in self.shown(page, OWN)] == ["Familjerådgivningen i egen regi (påhittad enhet)"]
        assert page.get_by_text("Rader som visas: 1. Kommunen betalar 1\u00a0066\u00a0kr").is_visible()

    def test_the_next_page_is_put_behind_the_first(self, page: Page) -> None:
        def halve(told: dict[str, Any]) -> None:
            told.update(cursor="more", lines=told["lines"][:2], sum_ore=217_000)

        change(page, "**/lines?", halve)
        self.shown(page)
        page.unroute("**/lines?")
        page.route("**/lines?cursor=more", lambda route: route.continue_(url=route.request.url.partition("?")[0]))
        page.get_by_role("button", name="Visa fler rader").click()
        page.get_by_text("Rader som visas: 7.").wait_for()
        assert page.get_by_role("button", name="Visa fler rader").is_hidden()


def test_whoever_has_gone_leaves_no_figures_behind(staffed: Visit, spent: PaidMonths) -> None:
    assert spent.csv
    page = of_year(at_finance(staffed))
    month_opened(page).get_by_role("button", name="Visa rader", exact=True).click()
    page.get_by_text("Rader som visas").wait_for()
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_text("Du är utloggad.").wait_for()
    for part in ("run", "table"):
        assert page.locator(f"[data-part={part}]").get_attribute("hidden") is not None
    assert "\u00a0kr" not in str(page.locator("[data-part=work]").text_content())


def test_a_month_is_read_by_keyboard_alone_and_the_focus_follows(page: Page) -> None:
    page.get_by_label("År").focus()
    while PAID_NAME not in str(page.evaluate("document.activeElement.textContent")):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-part=made]").wait_for()
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hämta CSV"


def test_nothing_is_stored_and_no_token_stands_in_an_address(page: Page, accounts_window: Visit) -> None:
    month_opened(page)
    assert [url for url in accounts_window.requests if "eyJ" in url] == []
    assert page.url == accounts_window.site.url + PAGES["finance"]
    assert page.evaluate("[history.length, history.state]") == [2, None]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("performance.getEntriesByType('resource').some((one) => one.name.includes('eyJ'))") is False
