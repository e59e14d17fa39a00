"""Shared by the tests of the staff pages: sign in, and look a number up."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Page

from catalogue.schema import yaml_reader
from tests.support import frozen
from tests.support.browser.visiting import DESKTOP, PAGES, Loop, Visit

RECEPTION = "/personal/reception/"
ANSWERED = """async (name) => {
  const open = window.open;
  const address = await new Promise((opened) => {
    window.open = (address) => (opened(new URL(address)), window);
    document.querySelector("[data-part=sign_in]").click();
  });
  window.open = open;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const button = [...page.querySelectorAll("button")].find(({ textContent }) => textContent === name);
  const fields = new URLSearchParams(new FormData(button.form));
  fields.set(button.name, button.value);
  const { url } = await fetch("/dev/authorize", { method: "POST", body: fields });
  const answer = new URL(url).searchParams;
  new BroadcastChannel("kundval-sign-in").postMessage({ state: answer.get("state"), answer: answer.toString() });
}"""
"""Press the button to sign in, and fetch what the window would: a window for each test is half of the way in."""
TIDIED = """() => {
  window.unfolded ??= new Set(document.querySelectorAll("main details[open]"));
  for (const form of document.querySelectorAll("main form")) form.reset();
  for (const details of document.querySelectorAll("main details")) details.open = window.unfolded.has(details);
}"""


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
    """Open a staff page and sign in, without the window; `text` is what the page then shows."""
    visit.go(address, settled=True).evaluate(ANSWERED, button)
    visit.page.get_by_text(text).wait_for()
    return visit.page


def at_reception_by_window(visit: Visit) -> Page:
    """Open the reception's page and sign in as a person does, in the window that opens."""
    visit.go(RECEPTION)
    press_sign_in(visit.page).get_by_role("button", name="Reception", exact=True).click()
    visit.page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
    return visit.page


def at_reception(visit: Visit) -> Page:
    """Open the reception's page, signed in."""
    return signed_in(visit, RECEPTION, "Reception", "Inloggad: Kontaktcenter.")


def at_finance(visit: Visit) -> Page:
    """Open the finance page, signed in."""
    return signed_in(visit, PAGES["finance"], "Controller", "Inloggad: ekonomi.")


def tidied(visit: Visit, onwards: str = "") -> Page:
    """Return a signed-in page that a test has used as the next finds it: its forms and what is folded as they began.

    `onwards` is the button that leads from what is done to a new one.
    """
    visit.page.unroute_all()
    visit.page.emulate_media(media="screen")
    visit.look(DESKTOP["width"], DESKTOP["height"])
    button = visit.page.get_by_role("button", name=onwards)
    if onwards and button.is_visible():
        button.click()
    visit.page.evaluate(TIDIED)
    return visit.page


def looked_up(page: Page, number: str, heading: str = "Numret kan användas") -> None:
    """Look a number up on the page, and wait for the heading of the result."""
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Slå upp").click()
    page.get_by_role("heading", name=heading).wait_for()


def standing(loop: Loop, number: str) -> dict[str, Any]:
    """Return the state of a number, by the API."""
    answer: dict[str, Any] = loop.local.client.post("/v1/numbers/look-up", "reception", {"number": number}).json()
    return answer
