"""Shift three times leaves: told aloud while it is counted, and never mistaken for typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request

from tests.support import size
from tests.support.browser.visiting import ELSEWHERE, PAGES, Visit

pytestmark = pytest.mark.browser


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
