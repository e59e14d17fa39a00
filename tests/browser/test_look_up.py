"""The reception looks a number up, blocks it and grants more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from chalicelib.dates import clock
from tests.support.browser.signing import at_reception, looked_up, standing, tidied
from tests.support.browser.visiting import Loop, Visit, mistyped, window_on

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Keep one window at the page, signed in."""
    with window_on(browser, loop) as visit:
        at_reception(visit)
        yield visit


@pytest.fixture
def page(window: Visit) -> Page:
    """The page, signed in."""
    return tidied(window)


def total_asked(page: Page, total: str, press: str = "") -> None:
    """Ask for another total of sessions for the number that was looked up."""
    page.locator("summary", has_text="Ge fler samtal").click()
    page.locator("#extend-reason").select_option("assessment")
    page.get_by_label("Nytt antal samtal sammanlagt").fill(total)
    if press:
        page.get_by_label("Nytt antal samtal sammanlagt").press(press)
    else:
        page.get_by_role("button", name="Ge fler samtal").click()


class TestLookingUp:
    """What stands on a number, and what can be changed of it."""

    def test_a_misheard_number_is_asked_about(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        page.get_by_label("Kontrollnummer", exact=True).fill(mistyped(number))
        page.get_by_role("button", name="Slå upp").click()
        page.get_by_role("button", name=f"{number}? Ja, använd det").click()
        page.get_by_role("heading", name="Numret kan användas").wait_for()

    def test_more_sessions_are_granted_as_a_new_total_once_it_is_confirmed(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        looked_up(page, number)
        total_asked(page, "8")
        page.get_by_text("Ge 3 samtal till, 8 i allt?").wait_for()
        assert standing(loop, number)["granted"] == 5
        page.get_by_role("button", name="Ja, ändra").click()
        page.get_by_text("Fler samtal har lagts till.").wait_for()
        assert page.locator("[data-part=left]").inner_text() == "8 av 8 samtal"
        assert standing(loop, number)["granted"] == 8

    def test_sessions_that_are_not_used_are_taken_away_once_it_is_confirmed(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        loop.claim("exempelbron", number, clock.day(clock.now()))
        looked_up(page, number)
        total_asked(page, "1")
        page.get_by_text("Ta bort 4 samtal, så att det blir 1 i allt?").wait_for()
        page.get_by_role("button", name="Ja, ändra").click()
        page.get_by_text("Samtal har tagits bort.").wait_for()
        assert (standing(loop, number)["granted"], standing(loop, number)["left"]) == (1, 0)

    @pytest.mark.parametrize("undone", ["no", "typing"])
    def test_a_total_that_is_not_confirmed_is_not_sent(self, page: Page, loop: Loop, undone: str) -> None:
        number = loop.number()
        looked_up(page, number)
        total_asked(page, "8")
        if undone == "no":
            page.get_by_role("button", name="Nej, ändra inget").click()
        else:
            page.get_by_label("Nytt antal samtal sammanlagt").fill("7")
        page.get_by_role("button", name="Ja, ändra").wait_for(state="hidden")
        assert page.get_by_role("button", name="Ge fler samtal").is_visible()
        assert standing(loop, number)["granted"] == 5

    @pytest.mark.parametrize("total", ["", "5", "9", "1", "2.5"])
    def test_what_policy_does_not_grant_or_is_used_already_is_told_and_not_asked(
        self, page: Page, loop: Loop, total: str
    ) -> None:
        number = loop.number()
        for nth in (1, 2):
            loop.claim("exempelbron", number, clock.day(clock.now()), nth=nth)
        looked_up(page, number)
        assert page.locator("[data-part=limits]").text_content() == "Numret kan ha minst 2 och högst 8."
        total_asked(page, total)
        page.get_by_text("ett heltal från 2 till 8. Nu är det 5.").wait_for()
        assert page.get_by_role("button", name="Ja, ändra").is_hidden()

    def test_it_is_confirmed_by_keyboard_alone(self, page: Page, loop: Loop) -> None:
        looked_up(page, loop.number())
        total_asked(page, "6", press="Enter")
        page.get_by_text("Ge 1 samtal till, 6 i allt?").wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Fler samtal har lagts till.").wait_for()

    def test_what_was_used_meanwhile_is_told_in_words(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        looked_up(page, number)
        total_asked(page, "1")
        for nth in (1, 2):
            loop.claim("exempelbron", number, clock.day(clock.now()), nth=nth)
        page.get_by_role("button", name="Ja, ändra").click()
        page.get_by_text("Inget ändrades. Mer än så är redan använt.").wait_for()

    def test_a_number_is_blocked_for_a_reason(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        looked_up(page, number)
        page.locator("summary", has_text="Spärra numret").click()
        page.get_by_role("button", name="Spärra för gott").click()
        page.get_by_text("Välj ett skäl.").wait_for()
        page.locator("#revoke-reason").select_option(label="Behövs inte längre")
        page.get_by_role("button", name="Spärra för gott").click()
        page.get_by_role("heading", name="Numret är spärrat").wait_for()
        assert standing(loop, number)["reason"] == "number_revoked"

    def test_a_replaced_number_is_told_as_replaced_and_nothing_can_be_done_with_it(
        self, page: Page, loop: Loop
    ) -> None:
        looked_up(page, loop.replaced(), "Numret är ersatt av ett nytt")
        assert page.get_by_text("Det som var kvar flyttades till det nya numret.").is_visible()
        assert page.locator("[data-part=look_up] summary:visible").count() == 0
        assert page.locator("[data-part=look_up] dt:visible").all_inner_texts() == ["Insats"]

    def test_what_is_said_of_a_replaced_number_is_not_said_of_the_next(self, page: Page, loop: Loop) -> None:
        looked_up(page, loop.replaced(), "Numret är ersatt av ett nytt")
        looked_up(page, loop.number())
        assert page.get_by_text("Det som var kvar flyttades till det nya numret.").is_hidden()
        assert page.locator("[data-part=left]").inner_text() == "5 av 5 samtal"
        assert page.locator("[data-part=look_up] summary", has_text="Spärra numret").is_visible()

    def test_without_an_answer_it_is_said_that_sending_again_is_safe(self, page: Page, loop: Loop) -> None:
        looked_up(page, loop.number())
        page.route("**/v1/numbers/revoke", lambda route: route.abort())
        page.locator("summary", has_text="Spärra numret").click()
        page.locator("#revoke-reason").select_option("moved")
        page.get_by_role("button", name="Spärra för gott").click()
        said = page.locator("[data-part=look_up] [data-part=failed]")
        said.wait_for()
        assert "det är säkert att skicka samma sak en gång till" in said.inner_text()
