"""A whole visit by keyboard alone: start, guide, list, filter, three providers, comparison, provider, quick exit."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.support import size
from tests.support.browser.visiting import ELSEWHERE, PAGES, Visit

pytestmark = pytest.mark.browser
TABS_MAX = 150
FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const text = at.labels?.length ? at.labels[0].textContent : at.getAttribute("aria-label") || at.textContent;
  const bar = document.querySelector("#exit").getBoundingClientRect();
  const inBar = document.querySelector("#exit").contains(at);
  return {
    left: at === document.body, // the focus is in the browser's own bars
    name: text.trim().replace(/\\s+/g, " "),
    seen: box.bottom > 0 && box.right > 0 && box.left < innerWidth && (inBar || box.top < bar.top),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


class Keyboard:
    """Somebody without a mouse; every stop of the focus must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str, at_most: int = TABS_MAX) -> int:
        """Press Tab until something called so (a pattern) has the focus; tells how many times."""
        for tabs in range(1, at_most + 1):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUSED)
            if stop["left"]:
                continue
            assert stop["name"], stop
            assert stop["seen"], stop
            assert stop["outlined"], stop
            if re.fullmatch(name, stop["name"]):
                return tabs
        raise AssertionError(f"{name} is not reached within {at_most} presses of Tab")

    def enter(self, name: str, at_most: int = TABS_MAX) -> None:
        """Go to a link or a button and press it."""
        self.to(name, at_most)
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        """Go to a box and tick it."""
        self.to(name)
        self.page.keyboard.press("Space")


@pytest.mark.parametrize(
    "visit",
    size.rows(
        [pytest.param({"viewport": {"width": 390, "height": 844}}, id="phone")],
        [pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desk")],
    ),
    indirect=True,
)
def test_from_the_start_page_to_the_exit_without_a_mouse(visit: Visit, left: list[Request]) -> None:
    page = visit.go(PAGES["start"], settled=True)
    keyboard = Keyboard(page)
    keyboard.enter("Hjälp mig välja")
    page.wait_for_url(f"**{PAGES['guide']}")
    keyboard.enter("Nej")
    page.wait_for_url(f"**{PAGES['guide_questions']}")
    page.wait_for_selector("#given button")

    while not page.get_by_role("button", name="Video", exact=True).is_visible():
        keyboard.enter("Hoppa över")
    keyboard.enter("Video")
    page.wait_for_selector("#fits-list a")
    keyboard.enter(r"Visa \d+ i listan")
    page.wait_for_url(f"**{PAGES['list']}")
    expect(page.locator("#count")).to_contain_text(" av ")
    before = page.locator("#cards > li").count()

    is_phone = page.locator("#narrow").is_visible()
    if is_phone:
        keyboard.enter(r"Filtrera.*")
    keyboard.tick(r"Öppet någon kväll.*")
    if is_phone:
        keyboard.enter(r"Visa \d+ utförare")
    expect(page.locator("#cards > li")).not_to_have_count(before)
    assert page.locator("#cards > li").count() >= 3

    for number in range(1, 4):
        keyboard.tick(r"Jämför (?!de ).+")
        expect(page.locator("#compare .tray-said")).to_contain_text(str(number))
    assert keyboard.to("Jämför de 3 valda", at_most=3) <= 3
    page.keyboard.press("Enter")
    page.wait_for_selector(".few")
    assert page.locator(".few thead [data-provider]").count() == 3

    if not page.get_by_label("Visa bara skillnader").is_checked():
        keyboard.tick("Visa bara skillnader")
    name = page.locator(".few thead [data-provider] a").first.inner_text()
    keyboard.enter(re.escape(name))
    page.wait_for_selector("article.provider")
    assert page.locator("h1").inner_text() == name

    own = [url for url in visit.requests if not url.startswith(f"{visit.site.url}/")]
    assert own == []
    page.wait_for_selector("#exit [role=status]:not([hidden])", state="attached")  # its script has begun
    page.wait_for_function("() => !sessionStorage.length")  # what was handed over has been read
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    assert [request.url for request in left] == [ELSEWHERE]
    assert visit.context.cookies() == []
