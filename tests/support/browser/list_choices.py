"""The list with choices made: who is shown by its script, and who should be by the plainest way of narrowing it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.browser.visiting import BUILT, PAGES, Visit
from tests.support.catalogue.demo_cards import demonstration

RULES, _, TABLE = demonstration(BUILT)
KEYS = [facet.key for group in TABLE.groups for facet in group.facets]


def opened(visit: Visit, fragment: str = "", now: str = f"{BUILT}T12:00:00Z") -> Page:
    """Open the list by a link that has choices, and wait until they are shown."""
    visit.page.clock.set_fixed_time(now)
    page = visit.go(f"{PAGES['list']}{fragment}", settled=True)
    if not fragment:
        page.locator("#find").focus()
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    return page


def choices(page: Page) -> dict[str, list[str]]:
    """Read the choices that the page keeps in the tab's history; no address of ours has any."""
    assert "=" not in page.url
    kept: dict[str, list[str]] = page.evaluate("history.state?.choices ?? {}")
    return kept


def ids(page: Page) -> list[str]:
    """Read who is shown, in their order."""
    found: list[str] = page.eval_on_selector_all("#cards > .card", "cards => cards.map(card => card.dataset.provider)")
    return found


def state(key: str, row: int, values: set[str]) -> str:
    """Return how one provider answers a facet of which some values are chosen."""
    told = TABLE.columns[key].sets[TABLE.columns[key].columns[0][row]]
    if told is None:
        return "unstated"
    return "matching" if values & set(told) else "not matching"


def expected(chosen: dict[str, set[str]], unstated: frozenset[str] = frozenset()) -> list[str]:
    """Narrow the day's order in the plainest way."""
    rows = range(len(TABLE.ids))
    for key, values in chosen.items():
        accepted = {"matching"} | ({"unstated"} if key in unstated else set())
        rows = [row for row in rows if state(key, row, values) in accepted]  # type: ignore[assignment]
    return [TABLE.ids[row] for row in rows]


def script(page: Page, stem: str, importer: str = "#finder") -> str:
    """Find the address of a script of the site, which that of an element imports."""
    addresses = [page.locator(importer).get_attribute("data-script") or ""]
    for address in addresses:  # and those that they import
        source: str = page.evaluate("async (address) => (await fetch(address)).text()", address)
        imported = ["/assets/" + part[2:] for part in source.split('"') if part.startswith("./")]
        found = next((other for other in imported if other.startswith(f"/assets/{stem}-")), None)
        if found:
            return found
        addresses += [other for other in imported if other not in addresses]
    raise AssertionError(f"no script imports {stem}")
