"""What the reception grants and mends besides: hours by decision, presence codes, a lost number, a number for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from chalicelib.control_numbers.control_number import ALPHABET
from chalicelib.dates import clock
from tests.support.browser.every_service import CODED, HOURS, WHO
from tests.support.browser.page_steps import GO, ISSUE, issued, locked, lose_first_answer
from tests.support.browser.signing import at_reception, looked_up, standing
from tests.support.browser.visiting import SERVICE, Loop, Visit, window_on

pytestmark = pytest.mark.browser
REPLACE = "**/v1/numbers/replace"


@pytest.fixture(scope="module")
def signed(browser: Browser, every_loop: Loop) -> Iterator[Visit]:
    """Sign in once."""
    with window_on(browser, every_loop) as visit:
        at_reception(visit)
        yield visit


@pytest.fixture
def page(signed: Visit) -> Page:
    """The page as the next caller finds it."""
    page = signed.page
    page.unroute_all()
    following = page.get_by_role("button", name="Nästa nummer")
    if following.is_hidden():
        page.evaluate("for (const form of document.forms) form.reset()")
        issued(chosen(page, SERVICE))
    following.click()
    return page


def chosen(page: Page, service: str) -> Page:
    """Choose what the number is for."""
    page.locator("#service").select_option(service)
    return page


def folded_out(page: Page, name: str) -> None:
    """Open what can be done with the number that was looked up."""
    page.locator("summary", has_text=name).click()


class TestDecision:
    """Hours a week and months, as the decision says; the most is policy's."""

    def test_what_the_decision_says_is_what_is_granted(self, page: Page, every_loop: Loop) -> None:
        chosen(page, HOURS).get_by_label("Timmar per vecka").fill("2.5")
        page.get_by_label("Månader").fill("3")
        page.get_by_label("Antal rådgivare").select_option("2")
        with page.expect_request(ISSUE) as request:
            number = issued(page)
        body: Any = request.value.post_data_json
        assert body["decision"] == {"minutes_week": 150, "months": 3, "counsellors": 2}
        hours = f"{standing(every_loop, number)['granted'] / 60:g} timmar".replace(".", ",")
        assert page.locator("[data-part=handover] [data-part=granted]").inner_text() == hours
        assert f"Det räcker till {hours}" in page.input_value("#message")

    @pytest.mark.parametrize(
        ("hours", "months", "said"),
        [
            ("", "3", "Skriv hur många timmar per vecka beslutet gäller: högst 5."),
            ("5.5", "3", "Skriv hur många timmar per vecka beslutet gäller: högst 5."),
            ("2", "7", "Skriv hur många månader beslutet gäller: högst 6."),
        ],
    )
    def test_what_policy_does_not_allow_is_told_and_not_sent(
        self, page: Page, signed: Visit, hours: str, months: str, said: str
    ) -> None:
        before = len(signed.requests)
        chosen(page, HOURS).get_by_label("Timmar per vecka").fill(hours)
        page.get_by_label("Månader").fill(months)
        page.get_by_role("button", name=GO).click()
        page.get_by_text(said).wait_for()
        assert len(signed.requests) == before

    def test_only_what_concerns_the_service_is_asked(self, page: Page) -> None:
        exempt, children = page.get_by_label("Befriad från avgiften"), page.get_by_label("8 samtal: barn under 18 år")
        assert exempt.is_visible()
        assert children.is_visible()
        exempt.check()
        chosen(page, HOURS)
        assert exempt.is_hidden()
        assert children.is_hidden()
        assert not exempt.is_checked()


class TestPresenceCodes:
    """One a session, on the slip; locked after five wrong ones until the reception unlocks them."""

    def test_the_slip_has_a_code_for_each_session_and_says_to_give_one_each_time(self, page: Page) -> None:
        with page.expect_response(ISSUE) as answer:
            issued(chosen(page, CODED))
        page.emulate_media(media="print")
        slip = page.locator(".slip").inner_text()
        page.emulate_media(media="screen")
        codes = answer.value.json()["codes"]
        assert len(codes) == 5
        assert all(code in slip for code in codes)
        assert "Lämna en besökskod vid varje besök." in slip

    def test_locked_codes_are_told_and_unlocked_for_a_reason(self, page: Page, every_loop: Loop) -> None:
        number = locked(every_loop)
        looked_up(page, number)
        assert page.get_by_text("Besökskoderna är låsta").is_visible()
        folded_out(page, "Lås upp besökskoderna")
        page.locator("#unlock-reason").select_option("verified")
        page.get_by_role("button", name="Lås upp", exact=True).click()
        page.get_by_text("Besökskoderna är upplåsta.").wait_for()
        assert page.get_by_text("Besökskoderna är låsta").is_hidden()
        assert not standing(every_loop, number)["codes_locked"]

    def test_a_number_that_is_not_locked_is_not_offered_unlocking(self, page: Page, every_loop: Loop) -> None:
        looked_up(page, every_loop.number())
        assert page.locator("[data-part=unlocking]").is_hidden()

    def test_codes_that_come_with_more_sessions_are_shown(self, page: Page, every_loop: Loop) -> None:
        number = every_loop.number(service=CODED)
        looked_up(page, number)
        folded_out(page, "Ge fler samtal")
        page.get_by_label("Nytt antal samtal sammanlagt").fill("7")
        page.locator("#extend-reason").select_option("assessment")
        page.get_by_label("Skäl att ge mer än regeln").select_option("assessment")
        with page.expect_response("**/v1/numbers/extend") as answer:
            page.get_by_role("button", name="Ge fler samtal").click()
            page.get_by_role("button", name="Ja, ändra").click()
        page.get_by_text("De visas bara nu.").wait_for()
        shown = page.locator("[data-part=new_codes]").inner_text().split()
        assert (len(shown), shown) == (2, answer.value.json()["codes"])


class TestReplacing:
    """A number that can be read out but was lost: a new one gets what is left, and it is counted."""

    def replaced(self, page: Page) -> str:
        """Replace the number that was looked up; gives the new one."""
        if page.locator("#replace-reason").is_hidden():
            folded_out(page, "Ersätt numret med ett nytt")
        page.locator("#replace-reason").select_option("lost")
        page.get_by_role("button", name="Ge ett nytt nummer").click()
        page.get_by_role("heading", name="Det nya numret är utgivet").wait_for()
        return page.locator("[data-part=number_shown]").inner_text()

    def counted(self, loop: Loop) -> int:
        """How many replacements the follow-up tells of."""
        year = clock.day(clock.now()).year
        services = loop.local.client.get(f"/v1/follow-up?year={year}", "controller").json()["services"]
        return sum(service["numbers"]["replaced"] for service in services)

    def test_the_new_number_has_what_was_left_and_the_old_none(self, page: Page, every_loop: Loop) -> None:
        old, before = every_loop.number(), self.counted(every_loop)
        every_loop.claim(WHO, old, clock.day(clock.now()))
        looked_up(page, old)
        with page.expect_request(REPLACE) as request:
            new = self.replaced(page)
        assert new != old
        assert "referer" not in request.value.all_headers()
        assert (standing(every_loop, new)["left"], standing(every_loop, old)["usable"]) == (4, False)
        assert self.counted(every_loop) == before + 1
        assert page.get_by_role("button", name="samma val").is_hidden()

    def test_after_a_lost_answer_the_same_new_number_comes(self, page: Page, every_loop: Loop) -> None:
        answered = lose_first_answer(page, REPLACE, "number")
        old = every_loop.number()
        looked_up(page, old)
        folded_out(page, "Ersätt numret med ett nytt")
        page.locator("#replace-reason").select_option("lost")
        page.get_by_role("button", name="Ge ett nytt nummer").click()
        page.get_by_text("du får samma nummer, inte ett till").wait_for()
        looked_up(page, old, "Numret är ersatt av ett nytt")
        assert page.get_by_text("fråga den som hör av sig").is_hidden()
        assert self.replaced(page) == answered[0] == answered[1]

    def test_a_new_number_that_was_never_handed_over_gives_the_old_one_back(self, page: Page, every_loop: Loop) -> None:
        old = every_loop.number()
        every_loop.claim(WHO, old, clock.day(clock.now()))
        looked_up(page, old)
        new = self.replaced(page)
        page.get_by_role("button", name="Numret lämnades aldrig ut: låt det gamla gälla igen").click()
        page.get_by_role("heading", name="Det gamla numret gäller igen, och det nya är spärrat").wait_for()
        assert page.get_by_role("button", name="Numret lämnades aldrig ut").is_hidden()
        assert page.locator("[data-part=number_shown]").inner_text() == old
        stood = standing(every_loop, old)
        assert (stood["usable"], stood["granted"], stood["left"]) == (True, 5, 4)
        assert standing(every_loop, new)["reason"] == "number_revoked"

    def test_a_new_number_that_has_been_used_stays_and_that_is_told(self, page: Page, every_loop: Loop) -> None:
        old = every_loop.number()
        looked_up(page, old)
        new = self.replaced(page)
        every_loop.claim(WHO, new, clock.day(clock.now()))
        page.get_by_role("button", name="låt det gamla gälla igen").click()
        page.get_by_text("Det nya numret har redan använts, så det är det som gäller.").wait_for()
        assert standing(every_loop, new)["usable"]

    def test_without_an_answer_it_can_be_given_back_again(self, page: Page, every_loop: Loop) -> None:
        old = every_loop.number()
        looked_up(page, old)
        self.replaced(page)
        page.route("**/v1/numbers/give-back", lambda route: route.abort(), times=1)
        page.get_by_role("button", name="låt det gamla gälla igen").click()
        page.locator("[data-part=failed_after]", has_text="Inget svar från tjänsten.").wait_for()
        page.get_by_role("button", name="låt det gamla gälla igen").click()
        page.get_by_role("heading", name="Det gamla numret gäller igen").wait_for()
        assert standing(every_loop, old)["usable"]

    def test_the_next_number_that_is_issued_is_blocked_and_gives_nothing_back(
        self, page: Page, every_loop: Loop
    ) -> None:
        old = every_loop.number()
        looked_up(page, old)
        self.replaced(page)
        page.get_by_role("button", name="Nästa nummer").click()
        number = issued(page)
        page.get_by_role("button", name="Numret lämnades aldrig ut: spärra det").click()
        page.get_by_role("heading", name="Numret är spärrat och kan inte användas").wait_for()
        assert standing(every_loop, number)["reason"] == "number_revoked"
        assert standing(every_loop, old)["reason"] == "number_replaced"

    def test_it_is_done_by_keyboard_alone(self, page: Page, every_loop: Loop) -> None:
        page.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number())
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Numret kan användas").wait_for()
        while "Ersätt numret" not in str(page.evaluate("document.activeElement.textContent")):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Det nya numret är utgivet").wait_for()
        assert page.evaluate("document.activeElement.id") == "handover"


class TestOneEach:
    """Each of a couple has a number on request; and a lost number's place is taken by one that covers what is left."""

    def test_one_press_gives_another_number_with_the_same_choices(self, page: Page, every_loop: Loop) -> None:
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request) if request.url.endswith("/v1/numbers") else None)
        page.get_by_label("8 samtal: barn under 18 år").check()
        page.get_by_label("Befriad från avgiften").check()
        first = issued(page)
        page.get_by_role("button", name="samma val").click()
        page.get_by_role("heading", name="Nummer 2 är utgivet").wait_for()
        second = page.locator("[data-part=number_shown]").inner_text()
        assert first != second
        assert [standing(every_loop, one)["granted"] for one in (first, second)] == [8, 8]
        orders: list[Any] = [request.post_data_json for request in sent]
        assert orders[0] == orders[1]
        assert orders[0]["exempt"]

    def test_when_the_second_answer_is_lost_nothing_is_left_open(self, page: Page) -> None:
        issued(page)
        answered = lose_first_answer(page, ISSUE, "number")
        page.get_by_role("button", name="samma val").click()
        page.get_by_text("du får samma nummer, inte ett till").wait_for()
        page.get_by_role("button", name=GO).click()
        page.get_by_role("heading", name="Nummer 2 är utgivet").wait_for()
        assert page.locator("[data-part=number_shown]").inner_text() == answered[0] == answered[1]

    def test_a_lost_number_is_replaced_by_one_for_what_is_left(self, page: Page, every_loop: Loop) -> None:
        page.get_by_label("Ersätter ett nummer som är borttappat").check()
        page.get_by_label("Hur många samtal ska det nya numret räcka till?").fill("6")
        page.get_by_role("button", name=GO).click()
        page.get_by_text("Skriv ett heltal från 1 till 5").wait_for()
        page.get_by_label("Hur många samtal ska det nya numret räcka till?").fill("2")
        with page.expect_request(ISSUE) as request:
            number = issued(page)
        body: Any = request.value.post_data_json
        assert (body["service"], body["lost"], body["sessions"]) == (SERVICE, True, 2)
        assert standing(every_loop, number)["granted"] == 2


def test_no_number_was_stored_or_stood_in_an_address(page: Page, signed: Visit) -> None:
    issued(page)
    written = re.compile(rf"[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}")
    assert written.search(page.locator("[data-part=number_shown]").inner_text())
    assert [url for url in signed.requests if written.search(url)] == []
    assert page.evaluate("[history.length, history.state, location.search + location.hash]") == [2, None, ""]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
