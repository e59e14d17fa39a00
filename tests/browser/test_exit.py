"""Quick exit: one press away on every page, at once, without a trace that we can avoid, and never by accident."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, Route

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
def left(visit: Visit) -> Iterator[list[Request]]:
    """Answer for the neutral site, and remember what it was asked."""
    asked: list[Request] = []

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(body="Weather")

    visit.page.route(f"{ELSEWHERE}**", answer)
    yield asked
    visit.page.unroute_all()


def press_shift(page: Page, times: int) -> None:
    """Press and let go of Shift."""
    for _ in range(times):
        page.keyboard.press("Shift")


def press_keys(page: Page, keys: str) -> None:
    """Press Shift keys down (`+Left`) and let them go (`-Left`), and press any other key in full."""
    for key in keys.split():
        if key.startswith("+"):
            page.keyboard.down(f"Shift{key[1:]}")
        elif key.startswith("-"):
            page.keyboard.up(f"Shift{key[1:]}")
        else:
            page.keyboard.press(key)


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


def test_after_five_seconds_presses_of_shift_are_counted_anew(visit: Visit) -> None:
    visit.page.clock.install()
    page = visit.go(PAGES["list"])
    press_shift(page, 2)
    page.clock.fast_forward(5_100)
    assert "Tiden gick ut" in page.locator("#exit [role=status]").inner_text()
    press_shift(page, 2)
    assert page.url == visit.site.url + PAGES["list"]


class TestShiftThreeTimes:
    """Told aloud while it is counted, and never mistaken for typing."""

    @pytest.fixture
    def visit(self, reader: Visit) -> Iterator[Visit]:
        """A window that is kept: each test opens the page anew, and lets go of what it has pressed."""
        yield reader
        press_keys(reader.page, "-Left -Right")

    def test_it_leaves(self, visit: Visit, left: list[Request]) -> None:
        press_shift(visit.go(PAGES["list"]), 3)
        visit.page.wait_for_url(ELSEWHERE)
        assert len(left) == 1

    @pytest.mark.parametrize(("times", "said"), [(1, "två gånger till"), (2, "en gång till")])
    def test_how_many_are_left_is_announced(self, visit: Visit, times: int, said: str) -> None:
        page = visit.go(PAGES["privacy"])
        press_shift(page, times)
        assert said in page.locator("#exit [role=status]").inner_text()

    def test_capital_letters_are_not_counted(self, visit: Visit) -> None:
        page = visit.go(PAGES["privacy"])
        for letter in "FAMN":
            page.keyboard.press(f"Shift+{letter}")
        press_shift(page, 2)
        assert page.url == visit.site.url + PAGES["privacy"]
        assert "en gång till" in page.locator("#exit [role=status]").inner_text()

    def test_walking_backwards_is_not_counted(self, visit: Visit) -> None:
        page = visit.go(PAGES["privacy"])
        for _ in range(4):
            page.keyboard.press("Shift+Tab")
        assert page.url == visit.site.url + PAGES["privacy"]

    @pytest.mark.parametrize(
        "keys",
        size.rows(
            [
                pytest.param("+Left +Right -Left -Right +Left -Left", id="together, then one"),
                pytest.param("+Left +Right -Right +Right -Right +Right -Right", id="one held, the other pressed"),
            ],
            [
                pytest.param("+Left +Right -Right -Left +Right -Right", id="the other first"),
                pytest.param("+Left -Left +Right +Left -Right -Left", id="one, then together"),
            ],
        ),
    )
    def test_presses_of_both_keys_that_overlap_are_counted(self, visit: Visit, left: list[Request], keys: str) -> None:
        press_keys(visit.go(PAGES["privacy"]), keys)
        visit.page.wait_for_url(ELSEWHERE)
        assert len(left) == 1

    def test_two_keys_pressed_at_once_are_two_presses(self, visit: Visit) -> None:
        page = visit.go(PAGES["privacy"])
        press_keys(page, "+Left +Right -Left -Right")
        assert page.url == visit.site.url + PAGES["privacy"]
        assert "en gång till" in page.locator("#exit [role=status]").inner_text()

    def test_a_key_that_came_up_unsaid_was_pressed(self, visit: Visit, left: list[Request]) -> None:
        page = visit.go(PAGES["privacy"])
        page.evaluate(
            """() => { for (const code of ["ShiftLeft", "ShiftRight", "ShiftLeft"])
                dispatchEvent(new KeyboardEvent("keydown", { key: "Shift", code, shiftKey: true }));
              dispatchEvent(new KeyboardEvent("keyup", { key: "Shift", code: "ShiftLeft" })); }"""
        )
        page.wait_for_url(ELSEWHERE)
        assert len(left) == 1

    def test_a_key_that_is_held_is_pressed_once(self, visit: Visit) -> None:
        page = visit.go(PAGES["privacy"])
        for _ in range(5):
            page.keyboard.down("ShiftLeft")  # the second and later are repeats
        page.keyboard.up("ShiftLeft")
        assert page.url == visit.site.url + PAGES["privacy"]
        assert "två gånger till" in page.locator("#exit [role=status]").inner_text()

    @pytest.mark.parametrize("keys", ["+Left ArrowRight -Left", "+Left +Right KeyF -Left -Right", "+Right Tab -Right"])
    def test_selecting_capitals_and_walking_backwards_are_not_counted(self, visit: Visit, keys: str) -> None:
        page = visit.go(PAGES["privacy"])
        for _ in range(4):
            press_keys(page, keys)
        assert page.url == visit.site.url + PAGES["privacy"]
        assert not [
            word for word in ("två gånger", "en gång") if word in page.locator("#exit [role=status]").inner_text()
        ]

    def test_scrolling_sideways_with_shift_is_not_counted(self, visit: Visit) -> None:
        page = visit.go(PAGES["privacy"])
        for _ in range(3):
            page.keyboard.down("ShiftLeft")
            page.evaluate("dispatchEvent(new WheelEvent('wheel', { deltaX: 40, shiftKey: true }))")
            page.keyboard.up("ShiftLeft")
        assert " till" not in page.locator("#exit [role=status]").inner_text()


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
