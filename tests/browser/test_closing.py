"""Finance closes a month on its page, takes its files and prints its statements, in a real browser."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from tests.support.browser import paid_months
from tests.support.browser.axe import found
from tests.support.browser.paid_months import ONE, PAID, UNPAID, UNPAID_NAME, YEAR, month_opened
from tests.support.browser.signing import at_finance
from tests.support.browser.visiting import Loop, Visit

pytestmark = pytest.mark.browser
WITHIN = UNPAID_NAME.lower()
"""The month's name within a sentence."""


def said(page: Page, part: str) -> str:
    """Return the text of a part of the page."""
    return page.locator(f"[data-part={part}]").inner_text().replace("\u00a0", " ")


def focused(page: Page) -> str:
    """Return the text of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_month_is_closed_by_a_second_press_as_it_was_seen_and_its_file_is_taken(accounts: Page, loop: Loop) -> None:
    accounts.get_by_text("Det finns ingen månad att stänga eller hämta filer för just nu.").wait_for()
    run = month_opened(accounts, UNPAID_NAME)
    assert run.get_by_role("button", name="Hämta SIE 4I").is_disabled()
    run.get_by_role("button", name=f"Stäng {WITHIN}").click()
    assert focused(accounts) == f"Stänga {WITHIN}?"
    assert said(accounts, "sure_about") == "1 rad, summan 1 104 kr."
    assert found(accounts) == []
    run.get_by_role("button", name="Avbryt").click()
    assert focused(accounts) == f"Stäng {WITHIN}"

    paid_months.sessions(loop, dt.date(YEAR, 10, 8), ONE)
    accounts.keyboard.press("Enter")
    accounts.get_by_role("button", name=f"Ja, stäng {WITHIN}: 1 rad, 1 104 kr").click()
    run.get_by_text("stängdes inte").wait_for()
    assert "Nu är det 2 rader, 2 208 kr." in said(accounts, "closing_failed")

    run.get_by_role("button", name=f"Stäng {WITHIN}").click()
    accounts.route("**/close", lambda route: route.abort(), times=1)
    yes = run.get_by_role("button", name=f"Ja, stäng {WITHIN}: 2 rader, 2 208 kr")
    yes.click()
    run.get_by_text("Inget svar från tjänsten.").wait_for()
    assert focused(accounts) == yes.text_content()
    yes.click()
    run.get_by_text(f"{UNPAID_NAME} är stängd. Hämta nu filen till ekonomisystemet.").wait_for()
    assert focused(accounts) == UNPAID_NAME
    assert run.get_by_role("button", name=f"Stäng {WITHIN}").is_hidden()
    assert "Filerna är inte hämtade än." in said(accounts, "standing")

    with accounts.expect_download() as download:
        run.get_by_role("button", name="Hämta SIE 4I").click()
    assert download.value.suggested_filename == f"kundval-{UNPAID}.si"
    run.get_by_text("Filerna hämtades").wait_for()
    accounts.locator("[data-part=table]").get_by_text("Stängd, hämtad").nth(1).wait_for()


def test_a_closed_month_is_printed_as_a_statement_for_each_provider(accounts: Page) -> None:
    owed = [{"provider": "fiktiva-vagar", "batch": f"{PAID}/fiktiva-vagar", "kind": "reversal", "service": "avslutad"}]
    owed[0] |= {"event": "session", "date": f"{YEAR}-11-12", "claim_id": "ab" * 16}

    def add(route: Route) -> None:
        response = route.fetch()
        body: dict[str, Any] = response.json()
        body["lines"] += [{**owed[0], "amount_ore": -110_400, "fee_ore": 0}]
        route.fulfill(response=response, json=body)

    accounts.route("**/lines?", add)
    run = month_opened(accounts)
    accounts.evaluate("window.print = () => {}")
    run.get_by_role("button", name="Skriv ut underlag").click()
    run.get_by_text("Underlag för 3 utförare är klara.").wait_for()
    accounts.emulate_media(media="print")
    sheets = [text.replace("\u00a0", " ") for text in accounts.locator(".statements article").all_inner_texts()]
    assert [text.count(f"{PAID}/") for text in sheets] == [1, 1, 1]
    assert f"Ersättning för november {YEAR}" in sheets[0]
    assert "Exempelbron familjemottagning Handelsbolag" in sheets[0]
    assert "Summa\t2\t900 kr\t2 208 kr" in sheets[0]
    assert f"Kreditnota för november {YEAR}" in sheets[2]
    assert "Utföraren ska betala tillbaka 1 104 kr till kommunen." in sheets[2]
    breaks = "articles => articles.map((article) => getComputedStyle(article).breakAfter)"
    assert accounts.locator(".statements article").evaluate_all(breaks) == ["page", "page", "auto"]
    assert "Uppföljning" not in accounts.locator("main").inner_text()


def test_what_is_to_be_done_stands_on_top_and_goes_with_whoever_signs_out(staffed: Visit) -> None:
    year = clock.day(clock.now()).year
    close = {"count": 9, "sum_ore": 9_225_000, "sha256": "0" * 64, "closed_at": f"{year}-01-02T08:00:00Z"}
    over = {"payable_from": f"{year}-01-01T00:00:00Z"}
    last_year = [
        {**over, "month": f"{year - 1}-09", "status": "ready", "preview": {"count": 0, "sum_ore": 0}},
        {**over, "month": f"{year - 1}-10", "status": "closed", "close": close},
        {**over, "month": f"{year - 1}-11", "status": "closed", "close": close},
        {**over, "month": f"{year - 1}-12", "status": "ready", "preview": {"count": 12, "sum_ore": 1_324_800}},
    ]
    staffed.page.route(f"**/v1/payment-runs?year={year - 1}", lambda route: route.fulfill(json={"months": last_year}))
    page = at_finance(staffed)
    page.get_by_text("2 månader är stängda men inte hämtade: 184\u00a0500\u00a0kr.").wait_for()
    tasks = said(page, "tasks")
    assert f"December {year - 1} är slut men inte stängd: 12 rader, 13 248 kr." in tasks
    assert f"september {year - 1}" not in tasks.lower()
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_text("Du är utloggad.").wait_for()
    assert page.locator("[data-part=tasks] li").count() == 0
    assert page.locator("[data-part=table] tr").count() == 1, "the head alone"
