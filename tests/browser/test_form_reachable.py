"""The form by keyboard, by screen reader, in the dark, on a small screen, and without scripts."""

from __future__ import annotations

import pytest

from tests.support import size
from tests.support.browser.axe import found
from tests.support.browser.filling import FORM, opened
from tests.support.browser.visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]


class TestReachable:
    """By keyboard, by screen reader, in the dark, on a small screen, and without scripts."""

    @pytest.mark.parametrize(
        "visit",
        [
            pytest.param({"viewport": {"width": 320, "height": 800}, "color_scheme": "dark"}, id="dark 320 px"),
            pytest.param({"viewport": {"width": 1280, "height": 900}}, id="light 1280 px"),
        ],
        indirect=True,
    )
    def test_axe_finds_nothing_in_the_filled_form_with_faults_and_in_the_finished_file(self, visit: Visit) -> None:
        page = opened(visit)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        tuesday = page.get_by_role("group", name="Öppettider", exact=True).get_by_label("Tisdag")
        tuesday.fill("8 till sent")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Det här behöver rättas").wait_for()
        narrow = page.evaluate("innerWidth") == 320  # each look is asked about in one of the two states
        assert (not narrow and not size.FULL) or found(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        tuesday.fill("")
        page.get_by_role("button", name="Kontrollera och visa filen").click()
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert (narrow and not size.FULL) or found(page) == []
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0

    def test_what_is_pressed_stays_under_the_pointer_though_a_fault_is_to_be_shown(self, visit: Visit) -> None:
        page = opened(visit)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        button = page.get_by_role("button", name="Kontrollera och visa filen")
        page.get_by_role("group", name="Öppettider", exact=True).get_by_label("Tisdag").fill("8 till sent")
        button.hover()
        page.mouse.down()
        page.wait_for_timeout(1_000)  # longer than the writer's pause
        page.mouse.up()
        page.get_by_role("heading", name="Det här behöver rättas").wait_for()

    def test_it_can_be_filled_by_keyboard_alone(self, visit: Visit) -> None:
        page = visit.go(FORM, settled=True)
        page.locator("#practice").focus()
        page.keyboard.type("Samtalsrummet P")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Uppgifter om").wait_for()
        for _ in range(400):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Kontrollera och visa filen":
                break
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Filen är klar").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Filen är klar"

    def test_every_field_has_a_label_and_its_fault_is_tied_to_it(self, visit: Visit) -> None:
        page = opened(visit)
        lonely = page.evaluate(
            "() => [...document.querySelectorAll('#profile-form input, #profile-form select, #profile-form textarea')]"
            ".filter((one) => !one.labels.length).length"
        )
        assert lonely == 0
        page.get_by_role("group", name="Öppettider", exact=True).get_by_label("Tisdag").fill("8 till sent")
        page.get_by_text("En sak att rätta.").wait_for()
        tuesday = page.get_by_role("group", name="Öppettider", exact=True).get_by_label("Tisdag")
        assert tuesday.get_attribute("aria-invalid") == "true"
        described = (tuesday.get_attribute("aria-describedby") or "").split()
        assert any("Skriv tiderna" in page.locator(f"#{one}").inner_text() for one in described)

    @pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
    def test_without_scripts_the_page_says_what_to_do(self, visit: Visit) -> None:
        page = visit.go(FORM)
        assert page.get_by_text("Formuläret behöver JavaScript.").is_visible()
        assert page.locator("#profile-form").is_hidden()
