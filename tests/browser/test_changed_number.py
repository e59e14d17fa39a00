"""The reception changes a number step by step, and is told what a colleague has changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser.every_service import CODED
from tests.support.browser.page_steps import KEPT
from tests.support.browser.signing import at_reception, looked_up, standing
from tests.support.browser.validator import States
from tests.support.browser.visiting import Loop, Visit, window_on

pytestmark = pytest.mark.browser


@pytest.fixture
def window(browser: Browser, every_loop: Loop) -> Iterator[Visit]:
    """Open a window on the site with every kind of service."""
    with window_on(browser, every_loop) as visit:
        yield visit


def colleague(loop: Loop, verb: str, number: str, **change: object) -> None:
    """Change the number as another receptionist."""
    answer = loop.local.client.post(f"/v1/numbers/{verb}", "reception", {"number": number, **change})
    assert answer.status == 200, answer.body


def unfolded(page: Page, summary: str) -> None:
    """Open what is folded under a summary of the number that was looked up."""
    page.locator("[data-part=look_up] summary", has_text=summary).click()


def total_asked(page: Page, total: int) -> None:
    """Ask for another total, and say yes."""
    page.get_by_label("Nytt antal samtal sammanlagt").fill(str(total))
    page.locator("#extend-reason").select_option("assessment")
    page.get_by_role("button", name="Ge fler samtal").click()


def exempted(page: Page, button: str, said: str) -> None:
    """Set or end the exemption from the fee."""
    unfolded(page, "Ändra avgiftsbefrielse")
    page.locator("#exempt-reason").select_option("decision")
    page.get_by_role("button", name=button).click()
    page.get_by_text(said).wait_for()


def test_a_number_is_changed_for_what_a_family_needs_and_never_over_a_colleagues_change(
    window: Visit, every_loop: Loop, kept_states: Path
) -> None:
    states, page, number = States(window, kept_states, "changed number"), at_reception(window), every_loop.number()
    fee, failed = page.locator("[data-part=fee]"), page.locator("[data-part=look_up] [data-part=failed]")
    looked_up(page, number)
    page.locator("[data-part=look_up] summary", has_text="Ge fler samtal").press("Enter")
    states.look("step")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Fler samtal har lagts till.").wait_for()
    assert (standing(every_loop, number)["granted"], page.locator("[data-part=steps] button").count()) == (8, 0)

    exempted(page, "Befria från avgiften", "Avgiftsbefrielsen gäller nu.")
    assert (fee.inner_text(), standing(every_loop, number)["exempt"]) == ("Befriad från avgiften", True)
    exempted(page, "Avsluta befrielsen", "Avgiftsbefrielsen är avslutad.")
    assert (fee.inner_text(), standing(every_loop, number)["exempt"]) == ("Betalar avgift", False)

    unfolded(page, "Ge fler samtal")
    colleague(every_loop, "extend", number, granted=6, reason="other")
    colleague(every_loop, "exempt", number, exempt=True, reason="decision")
    total_asked(page, 7)
    page.get_by_role("button", name="Ja, ändra").click()
    failed.wait_for()
    assert "nu har det 6 samtal sammanlagt, inte 8; nu är det befriat från avgiften" in failed.inner_text()
    assert (page.locator("[data-part=left]").inner_text(), fee.inner_text()) == (
        "6 av 6 samtal",
        "Befriad från avgiften",
    )
    assert page.get_by_label("Nytt antal samtal sammanlagt").input_value() == "7"
    states.look("changed meanwhile")
    page.get_by_role("button", name="Ge fler samtal").click()
    page.get_by_text("Ge 1 samtal till, 7 i allt?").wait_for()
    page.get_by_role("button", name="Ja, ändra").click()
    page.get_by_text("Fler samtal har lagts till.").wait_for()

    number = every_loop.number(service=CODED)
    looked_up(page, number)
    unfolded(page, "Ge fler samtal")
    total_asked(page, 6)
    page.get_by_text("Välj varför numret får mer än regeln ger.").wait_for()
    states.look("beyond the rule")
    page.get_by_label("Skäl att ge mer än regeln").select_option("decision")
    page.get_by_role("button", name="Ge fler samtal").click()
    page.get_by_role("button", name="Ja, ändra").click()
    page.get_by_text("Fler samtal har lagts till.").wait_for()
    assert page.locator("[data-part=above]").inner_text() == "Beslut av den som ansvarar"

    unfolded(page, "Ge fler samtal")
    colleague(every_loop, "revoke", number, reason="moved")
    total_asked(page, 5)
    page.get_by_role("button", name="Ja, ändra").click()
    page.get_by_role("heading", name="Numret är spärrat").wait_for()
    assert failed.inner_text().endswith("sedan du slog upp det: det är spärrat.")
    assert page.evaluate(KEPT) == "null"
    states.keep("blocked meanwhile")
