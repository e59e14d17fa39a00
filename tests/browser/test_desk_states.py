"""Every state of a provider's page: nothing to complain about, used by keyboard alone, and nothing left behind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

from catalogue.i18n import urls
from chalicelib.dates import clock
from tests.support import size
from tests.support.browser import axe
from tests.support.browser.every_service import HOURS, WHO
from tests.support.browser.page_steps import KEPT, fill_case, to
from tests.support.browser.signing import ANSWERED
from tests.support.browser.validator import States
from tests.support.browser.visiting import SERVICE, Loop, Visit, mistyped

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
LAST_YEAR = TODAY - dt.timedelta(days=365)


def faulty(page: Page, loop: Loop) -> None:
    """Make every mistake that the page tells of."""
    page.locator("#service").select_option(HOURS)
    page.locator("#reported").fill(mistyped(loop.number()))
    page.locator("#day").fill(LAST_YEAR.isoformat())
    page.locator("#pasted").fill(f"{mistyped(loop.number())}\t31/11\n{loop.number()}\t{LAST_YEAR}\tsamtal\tAnna")
    page.route("**/v1/claims?*", lambda route: route.abort())
    page.locator("#found").fill(mistyped(loop.number()))
    for button in ("report", "report_several", "find_report", "statement", "case_report"):
        page.locator(f"[data-part={button}] button[type=submit]").first.click()
    page.locator("[data-part=statement] [data-part=failed]").wait_for()
    page.unroute_all()


def done(page: Page, loop: Loop) -> None:
    """Do everything that can be done."""
    page.locator("#service").select_option(SERVICE)
    page.locator("#reported").fill(loop.number(sessions=1))
    page.locator("#day").fill(TODAY.isoformat())
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_role("heading", name="Registrerat", exact=True).wait_for()
    page.locator("#pasted").fill(f"{loop.number()}\t{TODAY}")
    page.get_by_role("button", name="Rapportera raderna").click()
    page.get_by_text("Registrerade: 1 av 1.").wait_for()
    page.get_by_role("button", name="Visa månaden").click()
    page.locator(".statement h3:focus").wait_for()
    fill_case(page)
    page.get_by_role("button", name="Skicka rapporten").click()
    page.get_by_role("heading", name="Rapporten är mottagen").wait_for()


def test_axe_and_the_validator_find_nothing_on_any_state(
    desk: Page, desk_window: Visit, every_loop: Loop, kept_states: Path
) -> None:
    states = States(desk_window, kept_states, "provider")
    states.keep("empty")
    assert axe.found(desk) == []
    done(desk, every_loop)
    states.look("done")
    desk.get_by_role("button", name="Rapportera nästa").click()
    desk.get_by_role("button", name="Nästa ärende").click()
    faulty(desk, every_loop)
    desk.get_by_role("button", name="Visa kvittensen").first.click()
    desk.locator("[data-part=reversal] summary").click()
    desk.get_by_role("button", name="Ja, ta tillbaka rapporten").click()
    desk.get_by_text("Välj ett skäl.").wait_for()
    states.look("faults")
    desk.get_by_label("Skäl").select_option("other")
    desk.get_by_role("button", name="Ja, ta tillbaka rapporten").click()
    desk.get_by_text("mindre.").wait_for()
    states.keep("taken back")
    assert axe.found(desk) == []


@pytest.mark.parametrize("lang", size.rows(["fi"], ["en"]))
def test_in_each_language_nothing_scrolls_sideways(desk_window: Visit, every_loop: Loop, lang: str) -> None:
    site = Path(__file__).parents[2] / "site"
    where = urls.load(site, ("sv", lang))[lang]
    visit = Visit(desk_window.context, every_loop.site)
    page = visit.go(where.page("provider_desk"), settled=True)
    page.evaluate(ANSWERED, WHO)
    page.locator("[data-part=work]").wait_for()
    visit.look(320, 800)
    faulty(page, every_loop)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert axe.found(page) == []
    page.close()


def test_a_session_is_reported_and_taken_back_by_keyboard_alone(
    blank: Page, desk_window: Visit, every_loop: Loop
) -> None:
    desk, referred = blank, list[str]()

    def look_for_referrer(request: Request) -> None:
        referred.extend(value for name, value in request.headers.items() if name == "referer" and value)

    number, other = every_loop.number(), every_loop.number()
    address, steps = desk.url, desk.evaluate("history.length")
    desk_window.requests.clear()
    desk.on("request", look_for_referrer)
    desk.locator("h1").evaluate("at => { at.tabIndex = -1; at.focus(); }")
    to(desk, "Kontrollnummer")
    desk.keyboard.type(number)
    desk.keyboard.press("Enter")
    desk.locator("[data-part=report] h3:focus").wait_for()
    claim_id = desk.locator("[data-part=report] [data-part=receipt_full]").inner_text()
    to(desk, "Rader")
    desk.keyboard.press("Control+A")
    desk.keyboard.type(f"{other} {TODAY}")
    to(desk, "Rapportera raderna")
    desk.keyboard.press("Enter")
    desk.get_by_text("Registrerade: 1 av 1.").wait_for()
    to(desk, "Visa månaden")
    desk.keyboard.press("Enter")
    desk.locator("[data-part=statement] .statement h3:focus").wait_for()
    to(desk, claim_id)
    desk.keyboard.press("Enter")
    to(desk, "Ta tillbaka rapporten")
    desk.keyboard.press("Enter")
    to(desk, "Skäl")
    desk.keyboard.type("Annat")
    to(desk, "Ja, ta tillbaka rapporten")
    desk.keyboard.press("Enter")
    desk.get_by_text("mindre.").wait_for()
    assert len(desk_window.requests) >= 4
    assert [url for url in desk_window.requests if number in url or other in url or "eyJ" in url] == []
    assert (referred, desk.url, desk.evaluate("history.length")) == ([], address, steps)
    assert desk.evaluate(KEPT) == "null"
