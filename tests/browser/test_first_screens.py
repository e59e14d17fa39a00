"""What stands on the first screen of a page, before anybody scrolls."""

from __future__ import annotations

import pytest

from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
PHONE, LANDSCAPE = (390, 844), (844, 390)
LARGE_TEXT = "document.documentElement.style.fontSize = '225%'"  # 200 % of ours
SHARE_OF_HEADER = "document.querySelector('header.site').getBoundingClientRect().bottom / innerHeight"


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
