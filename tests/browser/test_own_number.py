"""A resident reads what is left on a number, from the number alone, in a real browser against the real API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from chalicelib.dates import clock
from tests.support import size
from tests.support.browser.axe import found
from tests.support.browser.page_steps import asked, own_number_page
from tests.support.browser.visiting import PAGES, HeldRequests, Loop, Visit, fresh_windows, in_turn, mistyped, window_on

pytestmark = pytest.mark.browser
ASKED = "**/v1/numbers/mine"
STATES = in_turn(size.rows(["meant", "last"], ["empty", "refused"]))


@pytest.fixture(scope="module")
def issued(loop: Loop) -> str:
    """Issue one number for the tests that only look."""
    return loop.number()


@pytest.fixture(scope="module")
def opened(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Open the resident's page once, for the tests that only ask on it."""
    with window_on(browser, loop) as visit:
        own_number_page(visit)
        yield visit


@pytest.fixture
def own(opened: Visit) -> Iterator[Visit]:
    """The page as one finds it who asks about another number."""
    opened.look(1280, 900)
    opened.requests.clear()
    yield opened
    opened.page.unroute_all()


def asked_again(visit: Visit, text: str) -> Page:
    """Type a number on the page that is open, and press Enter."""
    visit.page.get_by_label("Ditt kontrollnummer").fill(text)
    visit.page.keyboard.press("Enter")
    return visit.page


class TestAnswer:
    """Sessions left and the last day, and nothing else."""

    def test_sessions_left_and_the_last_day_are_told(self, staffed: Visit, loop: Loop) -> None:
        new = loop.number()
        loop.claim("exempelbron", new, clock.day(clock.now()))
        page = asked(staffed, new.lower().replace("-", " "))
        page.get_by_role("heading", name="4 samtal kvar").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "4 samtal kvar"
        until = page.locator("[data-part=until]").inner_text()
        assert re.fullmatch(r"\d{1,2}\s[a-z]+\s20\d\d", until)
        assert page.input_value("#own") == new

    def test_the_answer_has_no_day_of_a_session_and_no_provider(self, staffed: Visit, loop: Loop) -> None:
        new = loop.number()
        today = clock.day(clock.now())
        loop.claim("exempelbron", new, today)
        with staffed.page.expect_response(ASKED) as answer:
            page = asked(staffed, new)
        page.get_by_role("heading", name="4 samtal kvar").wait_for()
        assert answer.value.json().keys() == {"usable", "left", "unit", "valid_to"}
        assert "exempel" not in page.locator("[data-part=result]").inner_text().lower()

    def test_whoever_has_one_session_left_reads_what_happens_then(self, own: Visit, loop: Loop) -> None:
        page = asked_again(own, loop.number(sessions=1))
        page.get_by_role("heading", name="1 samtal kvar").wait_for()
        assert page.get_by_text("Behöver du fler samtal?").is_visible()

    def test_whoever_has_none_left_reads_what_to_do(self, own: Visit, loop: Loop) -> None:
        new = loop.number(sessions=1)
        loop.claim("exempelbron", new, clock.day(clock.now()))
        page = asked_again(own, new)
        page.get_by_role("heading", name="Inga samtal kvar").wait_for()
        assert page.get_by_text("Behöver du fler samtal?").is_visible()

    def test_whoever_has_used_all_their_time_reads_what_to_do(self, own: Visit, issued: str) -> None:
        used = {"usable": False, "reason": "exhausted", "left": 0, "unit": "minute", "valid_to": "2027-01-31"}
        own.page.route(ASKED, lambda route: route.fulfill(json=used))
        page = asked_again(own, issued)
        page.get_by_role("heading", name="Ingen tid kvar").wait_for()
        assert page.get_by_text("All tid på numret är använd.").is_visible()
        assert page.get_by_text("Behöver du fler samtal?").is_visible()

    @pytest.mark.parametrize(
        ("left", "said"),
        [
            (630, "10 timmar och 30 minuter kvar"),
            (61, "1 timme och 1 minut kvar"),
            (60, "1 timme kvar"),
            (2, "2 minuter kvar"),
        ],
    )
    def test_time_is_said_in_hours_and_minutes(self, own: Visit, issued: str, left: int, said: str) -> None:
        state = {"usable": True, "left": left, "unit": "minute", "valid_to": "2027-01-31"}
        own.page.route(ASKED, lambda route: route.fulfill(json=state))
        asked_again(own, issued).get_by_role("heading", name=said, exact=True).wait_for()

    def test_a_revoked_number_is_said_to_be(self, own: Visit, loop: Loop) -> None:
        new = loop.number()
        loop.local.client.post("/v1/numbers/revoke", "reception", {"number": new, "reason": "moved"})
        page = asked_again(own, new)
        page.get_by_role("heading", name="Numret är spärrat").wait_for()
        assert page.get_by_text("Gäller till och med").is_hidden()

    def test_a_replaced_number_is_said_to_be_blocked_and_not_that_there_is_another(
        self, own: Visit, loop: Loop
    ) -> None:
        page = asked_again(own, loop.replaced())
        page.get_by_role("heading", name="Numret är spärrat").wait_for()
        assert "nytt nummer" not in page.locator("[data-part=result]").inner_text()
        assert page.get_by_text("Gäller till och med").is_hidden()
        assert page.get_by_text("Behöver du fler samtal?").is_hidden()

    def test_english_says_it_in_english(self, staffed: Visit, issued: str) -> None:
        page = staffed.go("/en/my-number/", settled=True)
        page.get_by_label("Your control number").fill(issued)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="5 sessions left").wait_for()


class TestMistakes:
    """Each is told beside the field, with its way out; what cannot be right is not sent."""

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "Skriv ditt kontrollnummer."),
            ("7K3M-9RT4", "Det ska ha tolv tecken, och du har skrivit 8."),
            ("7K3M-9RT4-WXC66", "Det ska ha tolv tecken, och du har skrivit 13."),
            ("7K3M-9RT4-XWWW", "Numret är felskrivet."),
            ("19900602-2397", "Det där ser ut som ett personnummer."),
            ("900602-2397", "Det där ser ut som ett personnummer."),
            ("7K3M-9RT4-WXC6 eller D8NX-4VMW-XFWX", "Här står två olika nummer. Skriv ett i taget."),
            ("7K3M-9RT4-WXÄ6", "Tecken 11 är ”Ä”. Ett kontrollnummer har bara siffror och bokstäverna B C D"),
            ("7К3M-9RT4-WXC6", "Tecken 2 (räkna inte bindestrecken) är en kyrillisk bokstav, ”К”."),
        ],
    )
    def test_what_cannot_be_right_is_told_and_not_sent(self, own: Visit, text: str, fault: str) -> None:
        page = asked_again(own, text)
        assert fault in page.get_by_role("alert").inner_text()
        assert page.evaluate("document.activeElement.id") == "own"
        assert [url for url in own.requests if "/v1/" in url] == []

    @pytest.mark.parametrize("text", ["7К3M-9RT4-WXC6", "7K3M-9RT4-WXÄ6", "7K3M-9RT4"])
    def test_on_a_phone_neither_the_field_nor_what_is_asked_stands_under_the_exit(self, own: Visit, text: str) -> None:
        own.look(320, 568)
        page = asked_again(own, text)
        page.get_by_role("alert").wait_for()
        parts = page.locator("#own, [data-part=meant]:visible").evaluate_all(
            "all => all.map((part) => part.getBoundingClientRect().bottom)"
        )
        assert max(parts) <= page.locator("#exit").evaluate("exit => exit.getBoundingClientRect().top")

    def test_the_number_that_was_meant_is_asked_about_and_used_only_when_chosen(
        self, staffed: Visit, issued: str
    ) -> None:
        page = asked(staffed, mistyped(issued))
        choice = page.get_by_role("button", name=f"{issued}? Ja, visa det")
        choice.wait_for()
        assert page.get_by_role("heading", name="samtal kvar").is_hidden()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        assert choice.is_hidden()

    @pytest.mark.parametrize("end", size.rows(["\r\n"], ["\n"]))
    def test_a_whole_message_is_pasted_with_its_line_breaks(self, staffed: Visit, issued: str, end: str) -> None:
        page = own_number_page(staffed)
        staffed.context.grant_permissions(["clipboard-read", "clipboard-write"])
        message = end.join(
            [f"Ditt nummer: {issued}", "Det räcker till 5 samtal.", "Välj här: https://kundval.example/"]
        )
        page.evaluate("(text) => navigator.clipboard.writeText(text)", message + end)
        page.get_by_label("Ditt kontrollnummer").focus()
        page.keyboard.press("Control+V")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        assert page.input_value("#own") == issued

    def test_a_number_that_does_not_exist_is_said_not_to(self, own: Visit) -> None:
        page = asked_again(own, "7K3M-9RT4-WXC6")
        page.get_by_text("Numret finns inte.").wait_for()

    def test_without_a_connection_the_number_stays_and_can_be_sent_again(self, staffed: Visit, issued: str) -> None:
        page = own_number_page(staffed)
        staffed.context.set_offline(True)
        page.get_by_label("Ditt kontrollnummer").fill(issued)
        page.keyboard.press("Enter")
        page.get_by_text("Vi når inte tjänsten just nu.").wait_for()
        assert page.input_value("#own") == issued
        staffed.context.set_offline(False)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        assert page.get_by_text("Vi når inte tjänsten just nu.").is_hidden()

    @pytest.mark.parametrize(
        ("status", "body", "said"),
        [
            (429, {"code": "too_many_failures"}, "Försök igen om en timme"),
            (503, {"code": "busy"}, "Vi når inte tjänsten just nu."),
            (502, None, "Vi når inte tjänsten just nu."),
            (200, None, "Vi når inte tjänsten just nu."),
            (422, {"code": "number_mistyped"}, "Numret är felskrivet."),
        ],
    )
    def test_each_refusal_of_the_service_has_its_words(
        self, own: Visit, issued: str, status: int, body: object, said: str
    ) -> None:
        def answer(route: Route) -> None:
            route.fulfill(status=status, content_type="application/json", body=json.dumps(body) if body else "<html>")

        own.page.route(ASKED, answer)
        with own.page.expect_response(ASKED):
            asked_again(own, issued)
        own.page.get_by_text(said).wait_for()

    def test_an_answer_that_comes_after_the_number_was_taken_away_shows_nothing(
        self, staffed: Visit, issued: str
    ) -> None:
        held = HeldRequests(staffed.page, ASKED)
        page = asked(staffed, issued)
        page.get_by_text("Hämtar …").wait_for()
        kept = held.first()
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        with page.expect_request_finished(lambda request: request.url.endswith("/mine")):
            kept.continue_()
        page.evaluate("new Promise((done) => setTimeout(done, 100))")
        assert page.locator("[data-part=result]").is_hidden()
        assert page.input_value("#own") == ""


class TestNothingIsKept:
    """The number stands on the page while it is read, and nowhere else."""

    def test_no_number_is_stored_or_stands_in_an_address(self, staffed: Visit, issued: str) -> None:
        page = asked(staffed, issued)
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        bare = issued.replace("-", "")
        assert [url for url in staffed.requests if issued in url or bare in url] == []
        assert page.url == staffed.site.url + PAGES["own_number"]
        assert page.evaluate("history.length") == 2
        assert page.evaluate("[history.state, localStorage.length, sessionStorage.length]") == [None, 0, 0]
        assert staffed.context.cookies() == []

    def test_the_number_goes_without_cookie_referrer_or_cache(self, staffed: Visit, issued: str) -> None:
        with staffed.page.expect_request(ASKED) as request:
            page = asked(staffed, issued)
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        headers = request.value.all_headers()
        assert not {"cookie", "referer", "authorization"} & headers.keys()
        answer = request.value.response()
        assert answer is not None
        assert answer.headers["cache-control"] == "no-store"

    def test_whoever_leaves_and_comes_back_finds_an_empty_page(self, staffed: Visit, issued: str) -> None:
        page = asked(staffed, issued)
        page.get_by_role("heading", name="5 samtal kvar").wait_for()
        page.get_by_role("link", name="så fungerar kontrollnumret").click()
        page.wait_for_url("**/sa-gar-det-till/")
        page.go_back()
        staffed.settle()
        assert page.input_value("#own") == ""
        assert page.get_by_role("heading", name="samtal kvar").is_hidden()

    def test_the_reader_can_take_the_number_off_the_page(self, staffed: Visit, issued: str) -> None:
        page = asked(staffed, issued)
        page.get_by_role("button", name="Ta bort numret från sidan").press("Enter")
        assert page.input_value("#own") == ""
        assert page.locator("[data-part=result]").is_hidden()
        assert page.evaluate("document.activeElement.id") == "own"


class TestEveryState:
    """Empty, refused, asked about, answered: axe finds nothing and nothing scrolls sideways."""

    @pytest.mark.parametrize("state", STATES)
    def test_axe_finds_nothing_and_nothing_scrolls_sideways(self, staffed: Visit, loop: Loop, state: str) -> None:
        new = loop.number(sessions=1)
        text = {"refused": "7K3M", "meant": mistyped(new), "last": new}.get(state)
        page = own_number_page(staffed) if text is None else asked(staffed, text)
        shown = {"refused": "Numret är för kort", "meant": "Ja, visa det", "last": "1 samtal kvar"}.get(state)
        if shown:
            page.get_by_text(shown).wait_for()
        for look in staffed.looks():
            assert look not in STATES[state] or found(page) == [], look
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look


def test_without_scripts_it_says_whom_to_ask(browser: Browser, loop: Loop) -> None:
    with fresh_windows(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(loop.site.url + PAGES["own_number"])
        said = page.locator("main").inner_text()
        assert "Utan det kan du fråga mottagningen eller Kontaktcenter" in said
        assert page.get_by_label("Ditt kontrollnummer").is_hidden()
        assert page.locator("main .reception a[href^='tel:']").is_visible()
