"""Finance takes a report back, corrects one price, and all prices of a service from a day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

import app
from chalicelib.dates import clock
from tests.support.browser import axe
from tests.support.browser.page_steps import KEPT, to
from tests.support.browser.signing import at_finance
from tests.support.browser.visiting import Loop, Visit, window_on

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
DEARER_ORE = 115_000


@pytest.fixture
def dearer(loop: Loop) -> Iterator[list[str]]:
    """Three reports at the price of before, of which the register now says another."""
    number = loop.number()
    claims = [loop.claim("exempelbron", number, TODAY, nth) for nth in (1, 2, 3)]
    before = app.wired()
    prices = tuple(replace(tariff, amount_ore=DEARER_ORE) for tariff in before.register.tariffs)
    app.configure(replace(before, register=replace(before.register, tariffs=prices)))
    yield claims
    app.configure(before)


@pytest.fixture
def finance(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Finance's page, signed in."""
    with window_on(browser, loop) as visit:
        at_finance(visit)
        yield visit


def amounts(loop: Loop) -> list[tuple[str, int]]:
    """Kind and amount of each row of the month."""
    rows = loop.local.client.get(f"/v1/claims?month={TODAY:%Y-%m}", "controller").json()["rows"]
    return [(row["kind"], row["amount_ore"]) for row in rows]


def pressed(page: Page, *names: str) -> None:
    """Go to these by Tab alone, one after the other, and press each."""
    for name in names:
        to(page, name)
        page.keyboard.press("Enter")


def correct(page: Page, claim_id: str) -> None:
    """Open a claim's correction from the month's lines."""
    page.locator(f"[data-claim='{claim_id}']").click()
    page.locator("[data-part=correction] h3:focus").wait_for()


def test_a_report_is_taken_back_one_is_corrected_and_then_all_the_others(
    finance: Visit, loop: Loop, dearer: list[str]
) -> None:
    page, (first, second, _) = finance.page, dearer
    page.locator("[data-part=months] tbody button").last.press("Enter")
    page.locator("[data-part=run] h2:focus").wait_for()
    pressed(page, "Visa rader")
    page.locator(f"[data-claim='{first}']").wait_for()
    pressed(page, first)
    page.locator("[data-part=correction] h3:focus").wait_for()
    pressed(page, "Ta tillbaka rapporten", "Ja, ta tillbaka rapporten")
    page.get_by_text("Välj ett skäl.").wait_for()
    assert page.evaluate("document.activeElement.id") == "claim-reverse-reason"
    page.keyboard.type("Rapporterat")
    pressed(page, "Ja, ta tillbaka rapporten")
    page.get_by_text("Rapporten är återtagen. Skillnad: −1 104 kr.").wait_for()
    assert axe.found(page) == []
    pressed(page, "Tillbaka till raderna")
    page.locator(f"[data-claim='{first}']:focus").wait_for()
    correct(page, second)
    page.get_by_text("Rätta priset", exact=True).click()
    page.locator("#claim-adjust-reason").select_option("wrong_tariff")
    page.get_by_role("button", name="Ja, rätta priset").click()
    page.get_by_text("Priset är rättat. Skillnad: 46 kr.").wait_for()
    page.locator("#adjust-from").fill(TODAY.isoformat())
    page.locator("#adjust-reason").select_option("wrong_tariff")
    page.get_by_role("button", name="Räkna ut skillnaden").click()
    page.get_by_text("1 rapport får nytt pris. Skillnad för kommunen: 46 kr. För besökarna: 0 kr.").wait_for()
    assert len(amounts(loop)) == 5
    assert axe.found(page) == []
    page.route("**/v1/adjustments", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Rätta 1 rapport").click()
    page.get_by_text("Försök igen: inget rättas två gånger.").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Rätta 1 rapport"
    page.keyboard.press("Enter")
    page.get_by_text("1 rapport är rättad. Skillnad för kommunen: 46 kr. För besökarna: 0 kr.").wait_for()
    assert sum(amount for _, amount in amounts(loop)) == 2 * DEARER_ORE
    page.get_by_role("button", name="Räkna ut skillnaden").click()
    page.get_by_text("Inga rapporter får nytt pris.").wait_for()
    assert page.evaluate(KEPT) == "null"
    assert [text for text in finance.complaints if "ERR_FAILED" not in text] == []
