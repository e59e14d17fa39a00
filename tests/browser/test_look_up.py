"""The reception looks a number up, blocks it and grants more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.signing import at_reception, looked_up, standing
from tests.browser.visiting import Loop, Visit, mistyped

pytestmark = pytest.mark.browser


@pytest.fixture
def page(staffed: Visit) -> Page:
    """The page, signed in."""
    return at_reception(staffed)


class TestLookingUp:
    """What stands on a number, and what can be changed of it."""

    def test_a_misheard_number_is_asked_about(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        page.get_by_label("Kontrollnummer", exact=True).fill(mistyped(number))
        page.get_by_role("button", name="Slå upp").click()
        page.get_by_role("button", name=f"{number}? Ja, använd det").click()
        page.get_by_role("heading", name="Numret kan användas").wait_for()

    def test_more_sessions_are_granted_as_a_new_total(self, page: Page, loop: Loop) -> None:
        number = loop.number()
        looked_up(page, number)
        page.locator("summary", has_text="Ge fler samtal").click()
        page.get_by_label("Nytt antal samtal sammanlagt").fill("7")
        page.locator("#extend-reason").select_option("assessment")
        page.get_by_role("button", name="Ge fler samtal").click()
        page.get_by_text("Fler samtal har lagts till.").wait_for()
        assert page.locator("[data-part=left]").inner_text() == "7 av 7 samtal"
        assert standing(loop, number)["granted"] == 7

    def test_fewer_than_before_is_told_and_not_sent(self, page: Page, loop: Loop) -> None:
        looked_up(page, loop.number())
        page.locator("summary", has_text="Ge fler samtal").click()
        page.get_by_label("Nytt antal samtal sammanlagt").fill("5")
        page.get_by_role("button", name="Ge fler samtal").click()
        page.get_by_text("ett heltal som är större än 5").wait_for()

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
