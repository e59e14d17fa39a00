"""What stands on the first screen of a page, before anybody scrolls."""

from __future__ import annotations

import pytest

from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
PHONE, LANDSCAPE, DESK, LAPTOP = (390, 844), (844, 390), (1280, 900), (1366, 768)
LARGE_TEXT = "document.documentElement.style.fontSize = '225%'"  # 200 % of ours
SHARE_OF_HEADER = "document.querySelector('header.site').getBoundingClientRect().bottom / innerHeight"
FACTS_MIN = 2
READABLE = """(factsMin) => {
  const seen = (part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1).every(({ left, right, top, bottom }) =>
      top >= 0 && bottom <= innerHeight && [left + 1, (left + right) / 2, right - 1].every((x) =>
        document.elementFromPoint(x, (top + bottom) / 2)?.closest(".card") === part.closest(".card")));
  };
  return [...document.querySelectorAll("#cards > .card")].filter((card) =>
    seen(card.querySelector("h2")) && [...card.querySelectorAll("dl > div")].filter(seen).length >= factsMin).length;
}"""
"""How many cards have a name and some facts, each with its label, inside the window and under nothing that floats over it."""


class TestTheList:
    """Somebody who opens it sees at once that it is a list of providers, and what is said of them."""

    @pytest.mark.parametrize(
        ("width_and_height", "least"),
        [(PHONE, 1), (DESK, 2), (LAPTOP, 2)],
        ids=["phone", "desk", "laptop"],
    )
    def test_providers_are_read_on_the_first_screen(
        self, reader: Visit, width_and_height: tuple[int, int], least: int
    ) -> None:
        reader.look(*width_and_height)
        page = reader.go(PAGES["list"], settled=True)
        assert page.evaluate(READABLE, FACTS_MIN) >= least

    def test_the_first_on_a_phone_can_be_called_without_scrolling_a_screen(self, reader: Visit) -> None:
        reader.look(*PHONE)
        page = reader.go(PAGES["list"], settled=True)
        bottom = page.locator(".card").first.evaluate("card => card.getBoundingClientRect().bottom")
        assert bottom < 1.1 * PHONE[1]


class TestTheHeader:
    """It says whose site it is and leads to help, languages and the main pages, and leaves the screen to the page."""

    @pytest.mark.parametrize("address", [PAGES["list"], "/en/", "/fi/"])
    def test_with_text_of_200_percent_it_takes_at_most_a_third_of_a_phone(self, reader: Visit, address: str) -> None:
        reader.look(*PHONE)
        page = reader.go(address)
        page.evaluate(LARGE_TEXT)
        assert page.evaluate(SHARE_OF_HEADER) <= 1 / 3

    @pytest.mark.parametrize("width_and_height", [PHONE, LANDSCAPE], ids=["phone", "landscape"])
    def test_it_takes_at_most_a_quarter_of_a_phone(self, reader: Visit, width_and_height: tuple[int, int]) -> None:
        reader.look(*width_and_height)
        assert reader.go(PAGES["list"]).evaluate(SHARE_OF_HEADER) <= 1 / 4

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_the_main_pages_need_no_button_with_text_of_the_usual_size(self, visit: Visit) -> None:
        visit.look(*PHONE)
        page = visit.go(PAGES["start"])
        assert page.locator("#menu a:visible").count() == page.locator("#menu a").count() > 2
        assert not page.locator(".menu").is_visible()

    def test_with_large_text_on_a_phone_they_are_behind_one_that_the_keyboard_opens_and_closes(
        self, reader: Visit
    ) -> None:
        reader.look(*PHONE)
        page = reader.go(PAGES["start"])
        page.evaluate(LARGE_TEXT)
        page.get_by_role("button", name="Meny").press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.querySelector('#menu a')")
        page.keyboard.press("Escape")
        assert not page.locator("#menu").is_visible()
        assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "menu"
