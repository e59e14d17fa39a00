"""The reception's page: a number is issued once, read aloud, copied and printed."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.support.browser.axe import found
from tests.support.browser.page_steps import GO, ISSUE, issued, lose_first_answer
from tests.support.browser.signing import RECEPTION, at_reception, looked_up, standing, tidied
from tests.support.browser.visiting import SERVICE, Loop, Visit, in_turn, window_on

pytestmark = pytest.mark.browser
STATES = in_turn(["refused", "issued", "looked up"])


@pytest.fixture(scope="module")
def window(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Keep one window at the page, signed in."""
    with window_on(browser, loop) as visit:
        at_reception(visit)
        yield visit


@pytest.fixture
def page(window: Visit) -> Page:
    """The page, signed in."""
    return tidied(window, "Nästa nummer")


class TestIssuing:
    """What was chosen is asked for, and the number is told."""

    def test_what_is_chosen_and_told_is_what_is_asked(self, page: Page) -> None:
        page.get_by_label("8 samtal: barn under 18 år").check()
        page.get_by_label("Befriad från avgiften").check()
        page.get_by_label("Jag berättade att man kan välja").check()
        page.get_by_label("Rekommenderade du en viss utförare?").select_option("exempelbron")
        page.get_by_label("Varför?").select_option(label="Språk")
        with page.expect_request(ISSUE) as request:
            issued(page)
        assert request.value.post_data_json == {
            "service": SERVICE,
            "extra": "children_under_18",
            "exempt": True,
            "lost": False,
            "told": True,
            "recommended": "exempelbron",
            "because": "language",
        }

    def test_nothing_is_recorded_of_choosing_where_it_is_not_asked(self, page: Page) -> None:
        asked = page.locator("fieldset", has=page.get_by_label("Jag berättade att man kan välja"))
        asked.evaluate("fieldset => fieldset.hidden = true")
        with page.expect_request(ISSUE) as request:
            issued(page)
        asked.evaluate("fieldset => fieldset.hidden = false")
        assert "told" not in (request.value.post_data_json or {})

    def test_the_number_stands_as_it_was_granted(self, page: Page, loop: Loop) -> None:
        page.get_by_label("8 samtal: barn under 18 år").check()
        assert standing(loop, issued(page))["granted"] == 8

    def test_a_recommendation_needs_its_reason(self, page: Page) -> None:
        page.get_by_label("Rekommenderade du en viss utförare?").select_option("exempelbron")
        page.get_by_role("button", name=GO).click()
        page.get_by_text("Välj varför du rekommenderade utföraren.").wait_for()
        assert page.evaluate("document.activeElement.id") == "because"

    def test_the_providers_stand_in_the_days_order_in_the_list_and_in_the_choice(self, page: Page, loop: Loop) -> None:
        cards = page.request.get(f"{loop.site.url}/order.json").json()
        page.wait_for_selector("[data-part=providers].ordered", state="attached")
        shown = page.locator("[data-part=providers] > li").evaluate_all("all => all.map((li) => li.dataset.provider)")
        choices = page.locator("#recommended option").evaluate_all("all => all.map((one) => one.value)")
        assert sorted(shown) == sorted(cards["ids"])
        assert choices == ["", *shown]
        list_page = page.context.new_page()
        list_page.goto(f"{loop.site.url}/utforare/")
        list_page.wait_for_selector("#cards.whole.ordered")
        assert shown == list_page.locator("#cards > li").evaluate_all("all => all.map((li) => li.dataset.provider)")
        list_page.close()

    def test_it_is_done_by_keyboard_alone(self, page: Page) -> None:
        page.get_by_label("5 samtal", exact=True).focus()
        page.keyboard.press("ArrowDown")
        while page.evaluate("document.activeElement.dataset.part") != "submit":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Numret är utgivet").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Numret är utgivet"
        assert page.locator("[data-part=granted]").first.inner_text() == "8 samtal"


class TestHandingOver:
    """Read aloud, copied, printed; nothing tells what the talks are about."""

    def test_every_letter_is_spelled_and_every_digit_stands(self, page: Page) -> None:
        number = issued(page)
        spelled = ", ".join(page.locator("[data-part=spelled] li").all_inner_texts()).split(", ")
        assert [word[0] for word in spelled] == list(number.replace("-", ""))

    def test_the_text_to_send_has_the_number_and_nothing_of_what_it_is_for(self, page: Page) -> None:
        number = issued(page)
        text = page.input_value("#message")
        assert number in text
        assert "rådgivning" not in text.lower()

    def test_the_slip_alone_is_printed_and_does_not_tell_what_it_is_for(self, page: Page) -> None:
        number = issued(page)
        page.emulate_media(media="print")
        printed = page.locator("body").inner_text()
        assert number in printed
        assert "rådgivning" not in printed.lower()
        assert "Mottagning" not in printed
        assert "Logga ut" not in printed

    def test_the_slips_code_is_read_as_the_address_that_stands_beside_it(self, page: Page) -> None:
        issued(page)
        page.emulate_media(media="print")
        (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot(full_page=True))))
        assert (read.format, read.text) == (zxingcpp.BarcodeFormat.QRCode, "https://kundval.example/utforare/")
        assert page.locator(".slip").get_by_text(read.text, exact=True).is_visible()

    def test_the_next_caller_begins_with_an_empty_form(self, page: Page) -> None:
        page.get_by_label("Befriad från avgiften").check()
        number = issued(page)
        page.get_by_role("button", name="Nästa nummer").click()
        assert not page.get_by_label("Befriad från avgiften").is_checked()
        assert number not in page.content()

    def test_a_number_that_was_never_handed_over_is_blocked(self, page: Page, loop: Loop) -> None:
        number = issued(page)
        page.get_by_role("button", name="Numret lämnades aldrig ut").click()
        page.get_by_role("heading", name="Numret är spärrat och kan inte användas").wait_for()
        assert standing(loop, number)["reason"] == "number_revoked"
        assert page.get_by_role("button", name="Skriv ut en lapp").is_hidden()


class TestLostAnswer:
    """Sending again is safe, and a number that nobody saw is not left behind."""

    def test_sent_again_it_is_the_same_number(self, page: Page) -> None:
        answered = lose_first_answer(page, ISSUE, "number")
        page.get_by_role("button", name=GO).click()
        page.get_by_text("du får samma nummer, inte ett till").wait_for()
        assert issued(page) == answered[0] == answered[1]

    def test_when_the_form_has_changed_the_number_that_nobody_saw_is_blocked(self, page: Page, loop: Loop) -> None:
        answered = lose_first_answer(page, ISSUE, "number")
        page.get_by_role("button", name=GO).click()
        page.get_by_text("du får samma nummer, inte ett till").wait_for()
        page.get_by_label("8 samtal: barn under 18 år").check()
        new = issued(page)
        assert (new != answered[0], standing(loop, new)["granted"]) == (True, 8)
        assert standing(loop, answered[0])["reason"] == "number_revoked"

    def test_when_no_number_is_needed_any_more_it_is_blocked(self, page: Page, loop: Loop) -> None:
        answered = lose_first_answer(page, ISSUE, "number")
        page.get_by_role("button", name=GO).click()
        page.get_by_role("button", name="Det behövs inget nummer längre").click()
        page.get_by_text("Inget nummer är utgivet.").wait_for()
        assert standing(loop, answered[0])["reason"] == "number_revoked"

    def test_two_presses_in_haste_are_one(self, page: Page) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name=GO).dblclick()
        page.get_by_role("heading", name="Numret är utgivet").wait_for()
        assert [url for url in asked if url.endswith("/v1/numbers")] == [asked[0]]

    def test_what_the_service_refuses_is_told_and_nothing_is_left_open(self, page: Page) -> None:
        page.route(ISSUE, lambda route: route.fulfill(status=422, json={"code": "unknown_extra"}))
        page.get_by_role("button", name=GO).click()
        page.get_by_text("Tjänsten svarade: unknown_extra.").wait_for()
        assert page.get_by_role("button", name="Det behövs inget nummer längre").is_hidden()


def test_no_number_is_stored_or_stands_in_an_address(page: Page, window: Visit) -> None:
    number = issued(page)
    page.get_by_role("button", name="Nästa nummer").click()
    looked_up(page, number)
    bare = number.replace("-", "")
    assert [url for url in window.requests if number in url or bare in url] == []
    assert page.url == window.site.url + RECEPTION
    assert page.evaluate("[history.length, history.state]") == [2, None]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, window: Visit, loop: Loop, state: str) -> None:
    page.locator("summary", has_text="Fler val").click()
    if state == "refused":
        page.get_by_label("Rekommenderade du en viss utförare?").select_option("exempelbron")
        page.get_by_role("button", name=GO).click()
    if state == "issued":
        issued(page)
    if state == "looked up":
        looked_up(page, loop.number())
        for summary in ("Ge fler samtal", "Spärra numret"):
            page.locator("summary", has_text=summary).click()
    for look in window.looks():
        assert look not in STATES[state] or found(page) == [], look
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look
