"""On paper: what one needs away from the screen, and nothing to press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser.visiting import PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
A4_PX = 680  # the width between the margins, at 96 dots an inch
COMPARED = f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar,familjeradgivningen"


def printed(visit: Visit, address: str, wait_for: str = "main") -> Page:
    """Open a page as the printer sees it."""
    page = visit.go(address, settled=True)
    page.wait_for_selector(wait_for)
    page.set_viewport_size({"width": A4_PX, "height": 960})
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize(
    ("address", "wait_for"),
    [(PAGES["provider"], "main"), (PAGES["list"], "main"), (COMPARED, ".few"), (PAGES["help"], "main")],
    ids=["provider", "list", "compared", "help"],
)
def test_nothing_to_press_is_printed_and_nothing_is_cut_off(visit: Visit, address: str, wait_for: str) -> None:
    page = printed(visit, address, wait_for)
    for what in ("#exit", ".skips", "header.site nav", "footer.site", "button", "input", "select", ".paging"):
        assert page.locator(f"{what}:visible").count() == 0, what
    assert page.evaluate("document.scrollingElement.scrollWidth") <= A4_PX
    assert page.locator("h1").is_visible()


def test_every_card_of_the_printed_list_has_a_line_about_its_telephone(visit: Visit) -> None:
    page = printed(visit, PAGES["list"])
    lines = page.locator(".card .reach")
    assert lines.count() == page.locator(".card").count()
    assert all(line.is_visible() for line in lines.all())
    assert {text.split(": ")[1][:3] for text in lines.all_inner_texts()} == {"08-", "Upp"}


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True)
def test_paper_is_white_whatever_the_screen_is(visit: Visit) -> None:
    page = printed(visit, PAGES["provider"])
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_an_address_on_the_web_is_written_out(visit: Visit) -> None:
    page = printed(visit, "/utforare/exempelbron/")
    link = page.locator(".contact a[href^='https']").first
    assert link.evaluate("link => getComputedStyle(link, '::after').content") != "none"
