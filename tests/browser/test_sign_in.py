"""Signing in on the pages for staff: in a window of its own, in memory only, and out again when nobody is there."""

from __future__ import annotations

import re
import urllib.parse
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from catalogue.i18n.urls import STAFF
from tests.support import size
from tests.support.browser.signing import ANSWERED, RECEPTION, at_reception, at_reception_by_window, press_sign_in
from tests.support.browser.validator import States
from tests.support.browser.visiting import PAGES, HeldRequests, Loop, Visit

pytestmark = pytest.mark.browser
HALF_TYPED = "7K3M-9RT4"
POST = "(message) => new BroadcastChannel('kundval-sign-in').postMessage(message)"


def work(page: Page) -> bool:
    """Whether the work of the page is shown."""
    return page.locator("[data-part=work]").is_visible()


def sent_on(route: Route) -> None:
    """Answer that what is asked for stands elsewhere."""
    route.fulfill(status=307, headers={"Location": "/elsewhere"})


class TestWayIn:
    """One click opens the window, one click a role signs in."""

    def test_one_click_signs_in_and_the_window_closes(self, staffed: Visit) -> None:
        before = staffed.context.pages
        page = at_reception_by_window(staffed)
        assert work(page)
        page.wait_for_function("true")
        assert [one for one in staffed.context.pages if not one.is_closed()] == before

    def test_it_is_done_by_keyboard_alone(self, staffed: Visit) -> None:
        page = staffed.go(RECEPTION)
        button = page.get_by_role("button", name="Logga in")
        button.focus()
        with page.expect_popup() as opened:
            page.keyboard.press("Enter")
        opened.value.wait_for_load_state()
        opened.value.keyboard.press("Tab")
        opened.value.keyboard.press("Enter")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()

    def test_another_role_is_told_and_not_let_in(self, staffed: Visit) -> None:
        page = staffed.go(RECEPTION)
        press_sign_in(page).get_by_role("button", name="Controller", exact=True).click()
        page.get_by_text("Ditt konto är till för en annan sida:").wait_for()
        assert page.locator("[data-part=pages] a:visible").all_inner_texts() == ["Ekonomi"]
        assert not work(page)

    def test_a_window_that_the_browser_blocks_is_told(self, alone: Visit) -> None:
        alone.context.add_init_script("window.open = () => null")
        page = alone.go(RECEPTION)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_text("Webbläsaren öppnade inget fönster.").wait_for()

    def test_a_sign_in_that_cannot_be_reached_is_told_and_can_be_tried_again(self, staffed: Visit) -> None:
        staffed.context.route("**/openid-configuration", lambda route: route.abort())
        page = staffed.go(RECEPTION)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_text("Inget svar från inloggningen på").wait_for()
        staffed.context.unroute("**/openid-configuration")
        press_sign_in(page).get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()

    def test_an_issuer_that_sends_the_page_elsewhere_is_not_followed(self, staffed: Visit) -> None:
        asked: list[str] = []
        staffed.context.on("request", lambda request: asked.append(request.url))
        staffed.context.route("**/openid-configuration", sent_on)
        page = staffed.go(RECEPTION)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_text("Inget svar från inloggningen på").wait_for()
        assert not [url for url in asked if url.endswith("/elsewhere")]

    def test_a_code_is_not_sent_on_to_another_address(self, staffed: Visit) -> None:
        asked: list[str] = []
        staffed.context.on("request", lambda request: asked.append(request.url))
        staffed.context.route("**/dev/token", sent_on)
        page = staffed.go(RECEPTION)
        press_sign_in(page).get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inget svar från inloggningen på").wait_for()
        assert not [url for url in asked if url.endswith("/elsewhere")]

    def test_a_press_that_comes_before_the_address_is_ready_waits_for_it_and_opens_one_window(
        self, staffed: Visit
    ) -> None:
        held = HeldRequests(staffed.page, "**/openid-configuration")
        page = staffed.go(RECEPTION)
        asked = held.first()
        button = page.get_by_role("button", name="Logga in")
        button.click()
        button.click()
        assert page.get_by_text("Hämtar …").is_visible()
        with page.expect_popup() as window:
            asked.continue_()
        window.value.get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        assert len(held.routes) == 1

    def test_a_window_that_was_closed_can_be_opened_again(self, staffed: Visit) -> None:
        page = staffed.go(RECEPTION)
        press_sign_in(page).close()
        press_sign_in(page).get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()

    def test_a_second_window_is_told_that_no_page_waits_for_it(self, alone: Visit) -> None:
        alone.page.clock.install()
        page = alone.go(RECEPTION)
        second, first = press_sign_in(page), press_sign_in(page)
        first.get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        second.get_by_role("button", name="Reception", exact=True).click()
        second.wait_for_url(f"**{PAGES['staff_sign_in']}")  # the answer has left the address
        second.clock.fast_forward(6_000)
        second.get_by_text("Ingen öppen sida väntar på den här inloggningen.").wait_for()
        assert work(page)

    def test_a_phone_of_some_years_signs_in(self, alone: Visit) -> None:
        alone.context.add_init_script("delete URL.canParse")  # Safari has it from 17
        at_reception_by_window(alone)

    def test_an_answer_to_another_question_is_passed_over(self, staffed: Visit) -> None:
        page = staffed.go(RECEPTION)
        window = press_sign_in(page)
        window.evaluate(POST, {"state": "x", "answer": f"state=x&code=y&iss={staffed.site.url}/dev"})
        window.get_by_role("button", name="Reception", exact=True).click()
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()

    def test_a_code_is_not_taken_from_an_answer_whose_state_is_another(self, staffed: Visit) -> None:
        page = staffed.go(RECEPTION)
        window = press_sign_in(page)
        asked: list[str] = []
        staffed.context.on("request", lambda request: asked.append(request.url))
        (state,) = urllib.parse.parse_qs(urllib.parse.urlsplit(window.url).query)["state"]
        window.evaluate(POST, {"state": state, "answer": f"state=x&code=y&iss={staffed.site.url}/dev"})
        page.get_by_text("går inte att använda").wait_for()
        assert [url for url in asked if "/dev/token" in url] == []


class TestNothingIsKept:
    """Verifier and token live in the page's memory, and the code leaves the address at once."""

    def test_no_token_stands_in_an_address_in_storage_or_in_a_cookie(self, staffed: Visit) -> None:
        urls: list[str] = []
        staffed.context.on("request", lambda request: urls.append(request.url))
        page = at_reception_by_window(staffed)
        assert [url for url in urls if re.search(r"eyJ[\w-]+\.eyJ|verifier", url)] == []
        assert page.url == staffed.site.url + RECEPTION
        assert page.evaluate("history.length") == 2
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
        assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
        assert staffed.context.cookies() == []

    def test_the_code_leaves_the_address_of_the_window_at_once(self, alone: Visit) -> None:
        alone.page.clock.install()
        page = alone.go(f"{PAGES['staff_sign_in']}?code=canary&state=canary&error_description=canary", settled=True)
        assert page.url == alone.site.url + PAGES["staff_sign_in"]
        page.clock.fast_forward(6_000)
        page.get_by_text("Ingen öppen sida väntar på den här inloggningen.").wait_for()

    def test_whoever_loads_the_page_again_is_signed_out(self, staffed: Visit) -> None:
        page = at_reception(staffed)
        page.reload()
        staffed.settle()
        assert not work(page)


class TestWayOut:
    """By a button, after fifteen idle minutes, or when the token has run out; what was typed stays."""

    def test_after_fifteen_idle_minutes_the_work_is_covered_and_kept(self, alone: Visit) -> None:
        alone.page.clock.install()
        page = at_reception(alone)
        page.get_by_label("Kontrollnummer", exact=True).fill(HALF_TYPED)
        page.clock.fast_forward("14:30")
        page.get_by_role("button", name="Jag är kvar").wait_for()
        page.clock.fast_forward("01:00")
        page.get_by_text("inte hade använts på 15 minuter").wait_for()
        assert not work(page)
        assert "Logga in" in page.evaluate("document.activeElement.textContent")
        page.evaluate(ANSWERED, "Reception")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        assert page.input_value("#looked-up") == HALF_TYPED

    def test_whoever_comes_back_to_a_computer_that_slept_is_signed_out_before_their_press_counts(
        self, alone: Visit
    ) -> None:
        alone.page.clock.install()
        page = at_reception(alone)
        page.clock.set_system_time(page.evaluate("Date.now()") + 60 * 60_000)  # asleep: no timer has run
        page.mouse.click(5, 5)
        page.get_by_text("inte hade använts på 15 minuter").wait_for()
        assert not work(page)

    def test_whoever_says_that_they_are_there_stays(self, alone: Visit) -> None:
        alone.page.clock.install()
        page = at_reception(alone)
        page.clock.fast_forward("14:30")
        page.get_by_role("button", name="Jag är kvar").click()
        page.clock.fast_forward("01:00")
        assert work(page)
        assert page.get_by_role("button", name="Jag är kvar").is_hidden()

    def test_what_was_answered_is_not_shown_to_whoever_signs_in_next(self, staffed: Visit, loop: Loop) -> None:
        page = at_reception(staffed)
        page.get_by_label("Kontrollnummer", exact=True).fill(loop.number())
        page.keyboard.press("Enter")
        page.get_by_text("Numret kan användas").wait_for()
        page.get_by_role("button", name="Logga ut").click()
        page.get_by_text("Du är utloggad.").wait_for()
        page.evaluate(ANSWERED, "Reception")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        assert page.get_by_text("Numret kan användas").is_hidden()

    def test_another_person_finds_nothing_of_the_first(self, staffed: Visit) -> None:
        page = at_reception(staffed)
        page.get_by_label("Kontrollnummer", exact=True).fill(HALF_TYPED)
        page.get_by_role("button", name="Logga ut").click()
        caller = {"roles": ["reception"], "subject": "somebody-else"}
        staffed.context.route("**/v1/caller", lambda route: route.fulfill(json=caller))
        page.evaluate(ANSWERED, "Reception")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        assert page.input_value("#looked-up") == ""

    def test_a_token_that_has_run_out_signs_out_and_keeps_what_was_typed(self, staffed: Visit, loop: Loop) -> None:
        def refuse(route: Route) -> None:
            route.fulfill(status=401, json={"code": "unauthorised", "reason": "expired"})

        page = at_reception(staffed)
        staffed.context.route("**/v1/numbers/look-up", refuse)
        new = loop.number()
        page.get_by_label("Kontrollnummer", exact=True).fill(new)
        page.keyboard.press("Enter")
        page.get_by_text("Inloggningen har gått ut.").wait_for()
        assert page.input_value("#looked-up") == new


def test_signed_in_warned_or_out_axe_finds_nothing_and_nothing_scrolls_sideways(
    alone: Visit, kept_states: Path
) -> None:
    alone.page.clock.install()
    states, page = States(alone, kept_states, "signed"), at_reception(alone)
    states.look("in", marks=size.FULL)  # as in the tests of the page
    page.clock.fast_forward("14:30")
    page.get_by_role("button", name="Jag är kvar").wait_for()
    states.look("warned")
    page.get_by_role("button", name="Jag är kvar").click()
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_text("Du är utloggad.").wait_for()
    states.look("out")


def test_no_page_for_residents_links_to_one_for_staff_and_no_staff_page_may_be_indexed(loop: Loop) -> None:
    folder = loop.site.folder
    staff = {folder / PAGES[kind].strip("/") / "index.html" for kind in STAFF}
    for page in [folder / "index.html", *(folder / "utforare").glob("*/index.html"), folder / "mitt-nummer/index.html"]:
        assert "/personal/" not in page.read_text(encoding="utf-8")
    for page in staff:
        assert re.search(r'<meta name="robots" content="noindex">', page.read_text(encoding="utf-8"))
