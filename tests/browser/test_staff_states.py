"""States that scripts write, of the pages of reception, finance and resident: axe and the validator find nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from catalogue.policy.model import Policy
from tests.support import size
from tests.support.browser import paid_months
from tests.support.browser.every_service import CODED, HOURS
from tests.support.browser.page_steps import GO, asked, issued, locked
from tests.support.browser.paid_months import PAID, YEAR
from tests.support.browser.signing import at_finance, at_reception, looked_up
from tests.support.browser.validator import States
from tests.support.browser.visiting import Loop, Visit, mistyped, window_on

pytestmark = pytest.mark.browser


@pytest.fixture
def every_window(browser: Browser, every_loop: Loop) -> Iterator[Visit]:
    """Open a window on the site with every kind of service."""
    with window_on(browser, every_loop) as visit:
        yield visit


def unfolded(page: Page, part: str) -> None:
    """Open everything that is folded in a part of the page."""
    for summary in page.locator(f"[data-part={part}] summary:visible").all():
        summary.click()


def test_the_receptions_page(every_window: Visit, every_loop: Loop, kept_states: Path) -> None:
    states, page = States(every_window, kept_states, "reception"), at_reception(every_window)
    page.locator("#service").select_option(HOURS)
    page.get_by_role("button", name=GO).click()
    page.get_by_text("Skriv hur många timmar per vecka").wait_for()
    page.locator("summary", has_text="Fler val").click()
    page.get_by_label("Ersätter ett nummer").check()
    states.look("refused")
    page.locator("#service").select_option(CODED)
    page.get_by_label("Ersätter ett nummer").uncheck()
    issued(page)
    states.look("in hand", marks=size.FULL)  # as one that was issued, in the tests of the page
    page.get_by_role("button", name="Numret lämnades aldrig ut").click()
    page.get_by_role("heading", name="Numret är spärrat").wait_for()
    states.keep("blocked")
    page.get_by_role("button", name="Nästa nummer").click()
    replaced = locked(every_loop)
    every_loop.replace(replaced)
    looked_up(page, replaced, "Numret är ersatt av ett nytt")
    assert page.get_by_text("Besökskoderna är låsta").is_hidden()
    states.look("replaced", marks=size.FULL)
    looked_up(page, locked(every_loop))
    unfolded(page, "look_up")
    page.get_by_role("button", name="Ge ett nytt nummer").click()
    page.get_by_text("Välj ett skäl.").wait_for()
    states.look("locked")


def test_finances_page(
    every_window: Visit, every_loop: Loop, policy: Policy, kept_states: Path, tmp_path: Path
) -> None:
    paid_months.spend(every_loop, policy, tmp_path)
    states, page = States(every_window, kept_states, "finance"), at_finance(every_window)
    page.route("**/v1/follow-up?*", lambda route: route.abort())
    page.get_by_role("button", name="Hämta uppföljningen").click()
    page.get_by_text("Inget svar från tjänsten.").wait_for()
    page.get_by_role("button", name="Hämta statistiken").click()
    page.get_by_text("Årets siffror är inte klara.").wait_for()
    states.look("refused")
    page.unroute_all()
    page.get_by_label("År").select_option(str(YEAR))
    page.get_by_role("button", name=f"Oktober {YEAR}").click()
    page.get_by_role("button", name=f"Stäng oktober {YEAR}").click()
    states.look("closing", marks=False)
    page.get_by_role("button", name=f"November {YEAR}").click()
    page.get_by_role("button", name="Visa rader", exact=True).click()
    page.get_by_text("Rader som visas").wait_for()
    page.locator("[data-claim]").first.click()
    unfolded(page, "correction")
    page.get_by_role("button", name="Hämta uppföljningen").click()
    page.get_by_role("heading", name=f"Uppföljning för {YEAR}").wait_for()
    paid_months.give(page, tables={"sessions×month": paid_months.HIDDEN_MONTHS}, withheld=["persons×gender"])
    page.get_by_role("button", name="Hämta statistiken").click()
    page.get_by_role("heading", name=f"Statistik för {YEAR}").wait_for()
    assert PAID in page.locator("[data-part=providers]").inner_text()
    states.look("filled")


def test_the_residents_own_page(every_window: Visit, every_loop: Loop, kept_states: Path) -> None:
    states, last = States(every_window, kept_states, "own number"), every_loop.number(sessions=1)
    for name, text, shown in (
        ("short", "7K3M", "Numret är för kort"),
        ("meant", mistyped(last), "Ja, visa det"),
        ("last", last, "1 samtal kvar"),
        ("replaced", every_loop.replaced(), "Numret är spärrat"),
    ):
        asked(every_window, text).get_by_text(shown).wait_for()
        states.keep(name)
