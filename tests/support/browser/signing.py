"""What the tests of the pages for staff share: somebody who signs in and looks a number up."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.support.browser.visiting import PAGES, Loop, Visit

RECEPTION = "/personal/reception/"


def press_sign_in(page: Page) -> Page:
    """Open the window of the sign-in; gives it."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Logga in").click()
    opened.value.wait_for_load_state()
    return opened.value


def signed_in(visit: Visit, address: str, button: str, said: str) -> Page:
    """A page for staff, signed in with one click."""
    visit.go(address)
    press_sign_in(visit.page).get_by_role("button", name=button, exact=True).click()
    visit.page.get_by_text(said).wait_for()
    return visit.page


def at_reception(visit: Visit) -> Page:
    """The reception's page, signed in."""
    return signed_in(visit, RECEPTION, "Reception", "Inloggad som mottagning.")


def at_finance(visit: Visit) -> Page:
    """Finance's page, signed in."""
    return signed_in(visit, PAGES["finance"], "Controller", "Inloggad som ekonomi.")


def looked_up(page: Page, number: str, said: str = "Numret kan användas") -> None:
    """Look a number up on the page."""
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Slå upp").click()
    page.get_by_role("heading", name=said).wait_for()


def standing(loop: Loop, number: str) -> dict[str, Any]:
    """How a number stands, asked without a browser."""
    answer: dict[str, Any] = loop.local.client.post("/v1/numbers/look-up", "reception", {"number": number}).json()
    return answer
