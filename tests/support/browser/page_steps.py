"""What people do on the pages of reception, provider and resident, step by step."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from tests.support.browser.every_service import CODED, WHO
from tests.support.browser.visiting import PAGES, Loop, Visit

ISSUE = "**/v1/numbers"
GO = "Ge ut numret"
CASE = {
    "wait": "6-10",
    "sessions": "2-4",
    "content": "repair",
    "initiative": "referral",
    "family": "separated",
    "started": "earlier_year",
}
"""The classes that are chosen in a report of a closed case."""
NAMED = """() => {
  const at = document.activeElement;
  return at.dataset.claim || at.ariaLabel || at.labels?.[0]?.textContent || at.textContent;
}"""
"""The name of what has the focus."""
KEPT = """async () => [
  ...Object.entries(localStorage).flat(), ...Object.entries(sessionStorage).flat(), document.cookie, window.name,
  JSON.stringify(history.state), document.referrer,
  ...(await indexedDB.databases()).map((one) => one.name), ...(await caches.keys()),
].join("")"""
"""All that a page has left in the browser, as one text; `null` is an empty `history.state`."""


def issued(page: Page) -> str:
    """Issue a number as the form stands; return what is shown to be read aloud."""
    page.get_by_role("button", name=GO).click()
    page.get_by_role("heading", name="Numret är utgivet").wait_for()
    return page.locator("[data-part=number_shown]").inner_text()


def lose_first_answer(page: Page, address: str, key: str) -> list[str]:
    """Pass requests on to the service, drop its first answer, and return what its answers have under a key."""
    answered: list[str] = []

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        answered.append(answer.json()[key])
        if len(answered) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    page.route(address, pass_on)
    return answered


def locked(loop: Loop) -> str:
    """Issue a number and try five wrong presence codes on it."""
    issued = loop.local.client.post("/v1/numbers", "reception", {"service": CODED}).json()
    wrong = [code for code in ("BBBB", "CCCC", "DDDD", "FFFF", "GGGG", "HHHH") if code not in issued["codes"]][:5]
    for code in wrong:
        day = clock.day(clock.now()).isoformat()
        claim = {"number": issued["number"], "service": CODED, "date": day, "code": code}
        loop.local.client.post("/v1/claims", WHO, claim)
    number: str = issued["number"]
    return number


def report(page: Page, number: str, said: str = "Registrerat") -> None:
    """Report a session of today."""
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=said, exact=True).wait_for()


def receipt(page: Page, name: str) -> str:
    """Return what is beside a name on the receipt."""
    return page.locator(f"[data-part=report] [data-part={name}]").inner_text().replace("\u00a0", " ")


def open_receipt(page: Page, claim_id: str) -> None:
    """Show a claim's receipt again."""
    page.locator(f"[data-claim='{claim_id}']").click()
    page.get_by_role("heading", name="Kvittens för").wait_for()


def take_back(page: Page, reason: str = "Fel dag") -> None:
    """Confirm that a report is to be taken back, and why."""
    page.locator("[data-part=reversal] summary").click()
    page.get_by_label("Skäl").select_option(label=reason)
    page.get_by_role("button", name="Ja, ta tillbaka rapporten").click()


def fill_case(page: Page) -> None:
    """Fill in the required fields, for one person."""
    page.get_by_label("Person 1: kön").select_option("woman")
    page.get_by_label("Person 1: ålder").select_option("35-44")
    for name, value in CASE.items():
        page.locator(f"#case-{name}").select_option(value)


def own_number_page(visit: Visit) -> Page:
    """Open the resident's page, ready to be written on."""
    return visit.go(PAGES["own_number"], settled=True)


def asked(visit: Visit, text: str) -> Page:
    """Type a number on the resident's page and press Enter."""
    page = own_number_page(visit)
    page.get_by_label("Ditt kontrollnummer").fill(text)
    page.keyboard.press("Enter")
    return page


def to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if str(page.evaluate(NAMED)).strip().startswith(name):
            return
    raise AssertionError(f"{name} is not reached by keyboard")
