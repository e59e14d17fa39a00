"""The whole site can be used by keyboard alone: in the order of the page, seen, and never caught."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
FOLLOW = """() => {
  window.stops = [];
  const told = (at) => {
    const box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return {
      name: at.textContent.trim() || at.ariaLabel || at.labels[0].textContent,
      seen: box.width > 2 && box.height > 2 && box.right > 0 && box.left < innerWidth && style.visibility === "visible",
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
  };
  addEventListener("focusin", ({ target }) => window.stops.push(told(target)));
  addEventListener("blur", () => window.stops.push(null)); // the focus has left the page
}"""
TABS_AT_ONCE = 10
PHONE, DESK = (390, 844), (1280, 900)


def tab_through(page: Page, at_most: int = 200) -> list[dict[str, object]]:
    """Press Tab until the focus leaves the page."""
    page.evaluate(FOLLOW)
    for _ in range(0, at_most, TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        stops: list[dict[str, object] | None] = page.evaluate("stops")
        if None in stops:
            return [stop for stop in stops[: stops.index(None)] if stop]
    raise AssertionError("the focus never leaves the page")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_header_is_walked_in_its_order(reader: Visit, size: tuple[int, int]) -> None:
    reader.look(*size)
    stops = tab_through(reader.go(PAGES["start"]))
    names = [str(stop["name"]).split("\n")[0] for stop in stops[:10]]
    assert names == [
        "Hoppa till innehållet",
        "Lämna sidan",
        "Hitta familjerådgivning Stockholm (demonstration)",
        "Behöver du hjälp nu?",
        "English",
        "Suomi",
        "Alla utförare",
        "Hjälp mig välja",
        "Nummer och avgift",
        "Se alla utförare",
    ]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_every_link_is_reached_and_every_stop_is_seen_and_outlined(
    reader: Visit, address: str, size: tuple[int, int]
) -> None:
    reader.look(*size)
    page = reader.go(address, settled=True)  # a list of yesterday has been put in today's order
    stops = tab_through(page)
    assert [stop["name"] for stop in stops if not (stop["seen"] and stop["outlined"])] == []
    assert len(stops) >= page.locator("a[href]:visible").count()  # what is folded away is no stop


def test_the_skip_link_leads_past_the_header(visit: Visit) -> None:
    page = visit.go(PAGES["list"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_provider_is_reached_from_the_start_page_without_a_mouse(visit: Visit) -> None:
    page = visit.go(PAGES["start"])
    page.get_by_role("link", name="Se alla utförare").press("Enter")
    page.locator(".card a").first.press("Enter")
    page.wait_for_load_state()
    assert page.locator("article.provider h1").count() == 1
