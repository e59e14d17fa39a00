"""The whole site can be used by keyboard alone: in the order of the page, seen, and never caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support import size
from tests.support.browser.signing import at_finance, at_reception, signed_in, welcome
from tests.support.browser.visiting import PAGES, PROSE, PROVIDER, Visit, shorten

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
STYLE = Path(__file__).parents[2] / "site" / "theme" / "assets" / "style.css"
FOLLOW = """() => {
  window.stops = [];
  const told = (at) => {
    const style = getComputedStyle(at);
    const there = ({ left, right, top, bottom }) => {
      const [x, y] = [Math.max(left, 0), Math.max(top, 0)]; // of a table that is larger than the window, what is in it
      const [width, height] = [Math.min(right, innerWidth) - x, Math.min(bottom, innerHeight) - y];
      return width > 2 && height > 2 && at.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    };
    return {
      name: at.textContent.trim() || at.ariaLabel || at.labels?.[0]?.textContent || at.outerHTML.slice(0, 80),
      seen: [...at.getClientRects()].some(there) && at.checkVisibility({ opacityProperty: true }),
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
  };
  if (window.followed) return;
  window.followed = true;
  addEventListener("keyup", () => {
    if (document.activeElement !== document.body) window.stops.push(told(document.activeElement));
  });
  addEventListener("blur", () => window.stops.push(null)); // the focus has left the page
}"""
"""What has the focus after each press of Tab, and whether it can be seen: neither cut away nor covered."""
AT_THE_TOP = """(body) => {
  body.tabIndex = -1;
  body.focus(); // the next press of Tab goes on from here
  body.removeAttribute("tabindex");
  document.activeElement.blur();
  scrollTo(0, 0);
}"""
TABS_AT_ONCE = 10
PHONE, DESK = (390, 844), (1280, 900)
CHOSEN = "exempelbron,fiktiva-vagar,familjeradgivningen"
LIKE_OTHERS = {"selection", "problems", "finnish list", "english provider", "staff_sign_in"}
"""What takes the focus on these pages is as on those of the order, the fields, in Swedish, and for staff."""
WALKED_SIGNED_IN = {"reception", "provider_desk", "finance"}
LEFT_OUT = set() if size.FULL else {*PROSE, *LIKE_OTHERS, *WALKED_SIGNED_IN} - {"help"}
WALKED = {kind: address for kind, address in PAGES.items() if kind not in LEFT_OUT} | {
    "list, searched": f"{PAGES['list']}#q=samtal",
    "compare, chosen": f"{PAGES['compare']}#compare={CHOSEN}",
}
WALKED_AT_A_DESK = [*WALKED.values()][:: size.of(4, 1)]
"""Each page is walked on a phone; at a desk all have the header, which has its own test, and the same styles."""


def tab_through(page: Page, at_most: int = 1000) -> list[dict[str, object]]:
    """Press Tab until the focus leaves the page."""
    page.evaluate(FOLLOW)
    for _ in range(0, at_most, TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        stops: list[dict[str, object] | None] = page.evaluate("stops")
        if None in stops:
            return [stop for stop in stops[: stops.index(None)] if stop]
    raise AssertionError("the focus never leaves the page")


def unseen(stops: list[dict[str, object]]) -> list[object]:
    """Name the stops where nobody sees that the focus is there."""
    return [stop["name"] for stop in stops if not (stop["seen"] and stop["outlined"])]


@pytest.mark.parametrize("width_and_height", [PHONE, DESK], ids=["phone", "desk"])
def test_the_header_is_walked_in_its_order(reader: Visit, width_and_height: tuple[int, int]) -> None:
    reader.look(*width_and_height)
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
        "Så går ett samtal till",
        "Nummer och avgift",
    ]


def test_the_outline_is_taken_only_from_where_scripts_put_the_focus() -> None:
    """So it is seen on those pages, too, that `make proof` alone walks."""
    css = STYLE.read_text(encoding="utf-8")
    assert [selector.strip() for selector in re.findall(r"([^{}]+)\{[^{}]*outline[a-z-]*: (?:none|0)\b", css)] == [
        "main:focus",
        "#count:focus, #cards:focus, #search-found:focus",
        ".guide :is(.question, .fits) h2:focus",
    ]


@pytest.mark.parametrize("address", WALKED.values(), ids=WALKED.keys())
def test_every_link_is_reached_and_every_stop_is_seen_and_outlined(reader: Visit, address: str) -> None:
    reader.look(*PHONE)
    page = reader.go(address, settled=True)  # a list of yesterday has been put in today's order
    shorten(page)
    for width_and_height in (PHONE, DESK) if address in WALKED_AT_A_DESK else (PHONE,):
        reader.look(*width_and_height)
        page.locator("body").evaluate(AT_THE_TOP)
        stops = tab_through(page)
        assert unseen(stops) == [], width_and_height
        assert len(stops) >= page.locator("a[href]:visible").count(), width_and_height  # what is folded away is no stop


@pytest.mark.parametrize("width_and_height", size.rows([PHONE], [DESK]))
def test_every_stop_is_seen_in_the_opened_panel_of_the_list_too(
    visit: Visit, width_and_height: tuple[int, int]
) -> None:
    visit.look(*width_and_height)
    page = visit.go(PAGES["list"], settled=True)
    page.locator("#find").focus()
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    if width_and_height == PHONE:
        page.locator("#narrow").click()
    for group in page.locator("#panel .opener[aria-expanded=false]").element_handles():
        group.click()
    if width_and_height == PHONE:
        page.locator("#close").focus()
    else:
        page.locator("body").evaluate(AT_THE_TOP)
    stops = tab_through(page)
    assert unseen(stops) == []
    assert len(stops) > page.locator("#panel input:visible").count() > 30  # long groups are folded


SIGNED_IN: dict[str, Callable[[Visit], Page]] = {
    "reception": at_reception,
    "provider": lambda visit: signed_in(visit, PAGES["provider_desk"], PROVIDER, welcome(PROVIDER)),
    "finance": at_finance,
}
WIDE = (at_reception, at_finance)
"""At a desk the one has a list beside its form, which is scrolled by itself, and the other its widest tables."""


@pytest.mark.parametrize("enter", SIGNED_IN.values(), ids=SIGNED_IN.keys())
def test_every_stop_is_seen_by_staff_who_have_signed_in(staffed: Visit, enter: Callable[[Visit], Page]) -> None:
    page = enter(staffed)
    fields = page.locator("main").locator("button, input, select, summary").locator("visible=true")
    for width_and_height in (PHONE, DESK) if size.FULL or enter in WIDE else (PHONE,):
        staffed.look(*width_and_height)
        page.locator("body").evaluate(AT_THE_TOP)
        stops = tab_through(page)
        assert unseen(stops) == [], width_and_height
        assert len(stops) >= fields.count(), width_and_height


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
