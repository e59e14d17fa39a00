"""What stands on the first screen of a page, before anybody scrolls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

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
    const lines = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    return lines.every(({ left, right, top, bottom }) =>
      top >= 0 && bottom <= innerHeight && [left + 1, (left + right) / 2, right - 1].every((x) =>
        document.elementFromPoint(x, (top + bottom) / 2)?.closest(".card") === part.closest(".card")));
  };
  const isRead = (card) =>
    seen(card.querySelector("h2")) && [...card.querySelectorAll("dl > div")].filter(seen).length >= factsMin;
  return [...document.querySelectorAll("#cards > .card")].filter(isRead).length;
}"""
"""How many cards have a name and some facts, each with its label, inside the window and under nothing that floats."""


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

    @pytest.mark.parametrize(
        "address", [PAGES["list"], "/en/", "/fi/", PAGES["session"], PAGES["help"], "/ar/help/", "/fa/number/"]
    )
    def test_with_text_of_200_percent_it_takes_at_most_a_third_of_a_phone(self, reader: Visit, address: str) -> None:
        reader.look(*PHONE)
        page = reader.go(address)
        page.evaluate(LARGE_TEXT)
        assert page.evaluate(SHARE_OF_HEADER) <= 1 / 3

    def test_with_text_of_200_percent_it_takes_at_most_half_of_a_phone_on_its_side(self, reader: Visit) -> None:
        reader.look(*LANDSCAPE)
        page = reader.go(PAGES["list"])
        page.evaluate(LARGE_TEXT)
        assert page.evaluate(SHARE_OF_HEADER) <= 1 / 2
        assert page.get_by_role("button", name="Meny").is_visible()

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


SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
CUT_TABLES = """[...document.querySelectorAll("#first-sessions ~ section.scroll")]
  .filter((region) => region.scrollWidth > region.clientWidth).length"""


class TestWidth:
    """Nothing runs out at the side of a phone."""

    @pytest.mark.parametrize("address", ["/behover-du-hjalp-nu/", "/ar/help/", PAGES["list"]])
    def test_with_text_of_200_percent_no_page_scrolls_sideways(self, reader: Visit, address: str) -> None:
        reader.look(*PHONE)
        page = reader.go(address)
        page.evaluate(LARGE_TEXT)
        assert not page.evaluate(SIDEWAYS)

    def test_first_sessions_of_every_provider_are_seen_whole(self, reader: Visit) -> None:
        reader.look(*PHONE)
        page = reader.go("/statistik/")
        assert page.locator("#first-sessions ~ section").count()
        assert page.evaluate(CUT_TABLES) == 0

    def test_in_the_column_beside_the_list_an_area_to_be_near_is_read_whole(self, reader: Visit) -> None:
        reader.look(*DESK)
        page = reader.go(PAGES["list"], settled=True)
        page.locator("#ordering").select_option("distance")
        page.locator("#near").wait_for()
        near, finder = (page.locator(part).bounding_box() for part in ("#near", "#finder"))
        assert near is not None
        assert finder is not None
        assert near["width"] > 0.8 * finder["width"]


def in_sight(page: Page, selector: str) -> bool:
    """Return whether the first element of a selector ends above the button that leaves the site."""
    end, top = (page.locator(part).first.bounding_box() for part in (selector, "#exit"))
    assert end is not None
    assert top is not None
    return end["y"] + end["height"] <= top["y"]


class TestWhatIsReadFirst:
    """What people come for stands on the first screen of a phone."""

    @pytest.mark.parametrize("address", ["/", "/en/", "/fi/"])
    def test_the_start_page_says_whom_to_call_what_it_costs_and_what_is_left_on_a_number(
        self, reader: Visit, address: str
    ) -> None:
        reader.look(*PHONE)
        page = reader.go(address)
        items = page.locator(".at-once li")
        assert "08-465 004 00" in items.nth(0).inner_text().replace("\N{NO-BREAK SPACE}", " ")
        assert "450" in items.nth(1).inner_text()
        assert items.nth(2).locator("a").count() == 1
        assert in_sight(page, ".at-once li:last-child")

    def test_a_provider_is_called_booked_and_found_before_anything_is_read(self, reader: Visit) -> None:
        reader.look(*PHONE)
        page = reader.go(PAGES["provider"])
        assert in_sight(page, '.contact a[href^="tel:"]')
        assert in_sight(page, '.contact a[href^="https:"]')
        assert in_sight(page, ".contact a.map")
        assert in_sight(page, ".contact .rows > div:last-child")
        order = page.locator("main article").evaluate(
            "(at) => [...at.querySelectorAll('.contact, .before, .about')].map((part) => part.className)"
        )
        assert order == ["contact", "before", "contact", "about"]

    def test_on_a_desk_they_stand_beside_what_there_is_to_read(self, reader: Visit) -> None:
        page = reader.go(PAGES["provider"])
        contact, about = (page.locator(part).first.bounding_box() for part in (".contact", ".about"))
        assert contact is not None
        assert about is not None
        assert contact["x"] > about["x"] + about["width"]
        assert contact["y"] < 300


@pytest.mark.parametrize("kind", ["list", "provider", "compare", "number"])
def test_whoever_does_not_want_to_choose_is_shown_the_way(reader: Visit, kind: str) -> None:
    page = reader.go(PAGES[kind])
    assert page.locator(f'main a[href="{PAGES["no_choice"]}"]').count() >= 1


def test_a_map_is_opened_by_a_plain_link_and_nothing_is_fetched_from_it(reader: Visit) -> None:
    reader.requests.clear()
    page = reader.go(PAGES["provider"])
    link = page.get_by_role("link", name="Visa på karta")
    assert str(link.get_attribute("href")).startswith("https://www.openstreetmap.org/?mlat=59.314&mlon=18.072")
    assert link.get_attribute("rel") == "nofollow noreferrer"
    assert [url for url in reader.requests if not url.startswith(reader.site.url)] == []


def test_what_is_not_stated_is_told_in_one_line_where_it_is_much(reader: Visit) -> None:
    page = reader.go("/utforare/platshallaren/")
    assert page.locator("dt", has_text="10 uppgifter saknas").count() == 1
    assert page.locator(".hours, .staff").count() == 0
