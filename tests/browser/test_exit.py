"""Quick exit: one press away on every page, at once, and without a trace that we can avoid."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request

from catalogue.i18n.urls import STAFF
from tests.support import size
from tests.support.browser.visiting import ELSEWHERE, PAGES, Visit

pytestmark = pytest.mark.browser
NOTHING_BENEATH = """() => {
  scrollTo(0, document.documentElement.scrollHeight); // cards that come into view may be higher than was guessed
  const { top } = document.querySelector("#exit").getBoundingClientRect();
  return [...document.querySelectorAll("footer a, footer p")].every((at) => at.getBoundingClientRect().bottom <= top);
}"""
FOLLOW = """() => {
  Object.assign(window, { reached: 0, covered: [], past: false });
  const exit = document.querySelector("#exit");
  addEventListener("keyup", () => {
    const at = document.activeElement;
    window.past ||= at === document.body || exit.contains(at);
    if (window.past) return;
    window.reached += 1;
    const [box, button] = [at.getBoundingClientRect(), exit.getBoundingClientRect()];
    const level = box.bottom > button.top && box.top < button.bottom;
    if (level && box.right > button.left && box.left < button.right) window.covered.push(at.textContent.trim());
  });
}"""
"""Counts what gets the focus, and names what has it beneath the button."""
PHONE, LANDSCAPE, DESK = (390, 844), (844, 390), (1280, 900)
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def phone(reader: Visit) -> Visit:
    """A small phone, for tests that only look."""
    reader.look(320, 568)
    return reader


FOCUSED = [(PAGES[kind], window) for window in ((320, 568), LANDSCAPE, PHONE, DESK) for kind in ("list", "provider")]
if not size.FULL:
    FOCUSED = [FOCUSED[nth] for nth in (0, 3, 7)]  # the list where it is narrowest, a provider's page wherever else
FOR_RESIDENTS = {kind: address for kind, address in PAGES.items() if kind not in STAFF}
SCROLLED = (
    FOR_RESIDENTS if size.FULL else {kind: PAGES[kind] for kind in ("list", "provider", "form", "guide_questions")}
)
"""A page whose cards are guessed until they come into view, a long one, one of fields, and one of questions."""


@pytest.mark.parametrize("address", SCROLLED.values(), ids=SCROLLED.keys())
def test_the_button_is_in_reach_of_a_thumb_wherever_one_reads_and_at_the_end_nothing_lies_beneath_it(
    phone: Visit, address: str
) -> None:
    page = phone.go(address, settled=True)
    for part in (0, 0.5, 1):
        page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
        box = page.locator("#exit a").bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert 568 / 2 < box["y"] <= 568 - box["height"]
    page.wait_for_function(NOTHING_BENEATH)


@pytest.mark.parametrize(("address", "width_and_height"), FOCUSED)
def test_what_has_the_focus_is_never_under_the_button(
    reader: Visit, address: str, width_and_height: tuple[int, int]
) -> None:
    reader.look(*width_and_height)
    page = reader.go(address, settled=True)
    page.evaluate(FOLLOW)
    while not page.evaluate("past"):
        for _ in range(10):
            page.keyboard.press("Tab")
    assert page.evaluate("covered") == []
    assert page.evaluate("reached") > 15


@pytest.mark.parametrize(
    ("width_and_height", "text"),
    size.rows(
        [(PHONE, "225%"), (DESK, "112.5%")],
        [(PHONE, "112.5%"), (LANDSCAPE, "112.5%"), (LANDSCAPE, "225%"), (DESK, "225%")],
    ),
)
def test_it_leaves_the_page_beside_it_to_be_read(reader: Visit, width_and_height: tuple[int, int], text: str) -> None:
    width, height = width_and_height
    reader.look(width, height)
    page = reader.go(PAGES["provider"])
    page.evaluate("text => document.documentElement.style.fontSize = text", text)
    box = page.locator("#exit").bounding_box()
    assert box is not None
    assert 44 <= box["height"] <= 80
    assert box["width"] * box["height"] < width * height / 10
    taken = page.evaluate("innerHeight - document.querySelector('#exit').getBoundingClientRect().top")
    assert taken <= page.locator("footer.site .inner").evaluate(
        "at => parseFloat(getComputedStyle(at).paddingBlockEnd)"
    )


def test_it_stands_where_the_lines_end_in_either_direction(reader: Visit) -> None:
    reader.look(*PHONE)
    page = reader.go(PAGES["provider"])
    beside = (
        "() => { const { left, right } = document.querySelector('#exit').getBoundingClientRect();"
        "return [left, innerWidth - right]; }"
    )
    left, right = page.evaluate(beside)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(beside) == [right, left]
    assert right < left


def test_it_takes_the_place_of_the_page_in_the_history(visit: Visit, left: list[Request]) -> None:
    visit.go(PAGES["start"])
    page = visit.go(PAGES["provider"])
    before = page.evaluate("history.length")
    page.locator("#exit a").click()
    page.wait_for_url(ELSEWHERE)
    assert page.evaluate("history.length") == before
    page.go_back()
    assert page.url == visit.site.url + PAGES["start"]
    assert len(left) == 1


def test_the_other_site_is_not_told_where_one_came_from(visit: Visit, left: list[Request]) -> None:
    visit.go(PAGES["provider"]).locator("#exit a").click()
    visit.page.wait_for_url(ELSEWHERE)
    assert "referer" not in left[0].all_headers()


def test_the_page_is_covered_at_once_before_the_other_site_answers(visit: Visit, left: list[Request]) -> None:
    page = visit.go(PAGES["provider"])
    seen = page.evaluate(
        """() => { document.querySelector("#exit a").click();
        return [document.body.innerText, document.querySelector("[role=alert]").textContent, document.title]; }"""
    )
    assert seen == ["Sidan lämnas", "Sidan lämnas", "www.smhi.se"]
    page.wait_for_url(ELSEWHERE)
    assert len(left) == 1


def test_the_second_skip_link_leaves(visit: Visit, left: list[Request]) -> None:
    page = visit.go(PAGES["list"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(ELSEWHERE)
    assert len(left) == 1


@pytest.mark.parametrize("visit", [NO_SCRIPTS], indirect=True)
def test_without_scripts_it_is_a_plain_link_that_tells_nobody(visit: Visit, left: list[Request]) -> None:
    page = visit.go(PAGES["provider"])
    assert not page.locator("#exit [role=status]").is_visible()
    page.locator("#exit a").click()
    page.wait_for_url(ELSEWHERE)
    assert "referer" not in left[0].all_headers()


def test_it_is_not_printed(visit: Visit) -> None:
    page = visit.go(PAGES["provider"])
    page.emulate_media(media="print")
    assert not page.locator("#exit").is_visible()
