"""Shared by the tests of the staff pages: sign in, and look a number up."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from catalogue.schema import yaml_reader
from tests.support import frozen
from tests.support.browser.visiting import PAGES, Loop, Visit

RECEPTION = "/personal/reception/"


@cache
def _legal_names() -> dict[str, str]:
    rows = yaml_reader.load((frozen.POLICY / "authorisations.yaml").read_bytes(), "authorisations.yaml")[0]["providers"]
    return {row["id"]: row["legal_name"] for row in rows}


def welcome(provider: str) -> str:
    """Return what the provider's page says to a provider of the demonstration that has signed in."""
    return f"Inloggad som {_legal_names()[provider]}."


def press_sign_in(page: Page) -> Page:
    """Open the sign-in window, and return it."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Logga in").click()
    opened.value.wait_for_load_state()
    return opened.value


def signed_in(visit: Visit, address: str, button: str, text: str) -> Page:
    """Open a staff page and sign in; `text` is what the page then shows."""
    visit.go(address)
    press_sign_in(visit.page).get_by_role("button", name=button, exact=True).click()
    visit.page.get_by_text(text).wait_for()
    return visit.page


def at_reception(visit: Visit) -> Page:
    """Open the reception's page, signed in."""
    return signed_in(visit, RECEPTION, "Reception", "Inloggad: Kontaktcenter.")


def at_finance(visit: Visit) -> Page:
    """Open the finance page, signed in."""
    return signed_in(visit, PAGES["finance"], "Controller", "Inloggad: ekonomi.")


def looked_up(page: Page, number: str, heading: str = "Numret kan användas") -> None:
    """Look a number up on the page, and wait for the heading of the result."""
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Slå upp").click()
    page.get_by_role("heading", name=heading).wait_for()


def standing(loop: Loop, number: str) -> dict[str, Any]:
    """Return the state of a number, by the API."""
    answer: dict[str, Any] = loop.local.client.post("/v1/numbers/look-up", "reception", {"number": number}).json()
    return answer
