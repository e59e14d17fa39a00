"""Why somebody is not signed in: each reason has a sentence to act on, reached by keyboard, on a valid page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support import size
from tests.support.browser.id_tokens import IdTokens
from tests.support.browser.refusals import (
    AFTER_THE_WINDOW,
    AUTHORIZE,
    BEFORE_THE_WINDOW,
    CALLER,
    IN_THE_WINDOW,
    TOKEN,
    Refusal,
    answering,
    assert_said,
    sent_back_with,
)
from tests.support.browser.signing import ANSWERED, RECEPTION, at_reception, at_reception_by_window, looked_up
from tests.support.browser.validator import States
from tests.support.browser.visiting import PAGES, Loop, Visit, window_on

pytestmark = pytest.mark.browser
Refusing = Callable[..., Page]
AT_THE_PRESS = BEFORE_THE_WINDOW | IN_THE_WINDOW  # no button of the issuer's is pressed
ASKED_OF_AXE = [*AT_THE_PRESS, *AFTER_THE_WINDOW][:: size.of(5, 1)]
"""All differ by their sentences alone: the validator reads each, and `make proof` asks axe about each."""
ALIKE = {
    *("refused without a word", "the token endpoint is not reached", "the token endpoint fails", "there is no token"),
    "a personal identity number for a name",
}
"""Each takes the same way through the scripts as another, with other data."""


def but_alike(refusals: dict[str, Refusal]) -> list[str]:
    """Return the names of refusals; those that are like another stand last, and only at full size."""
    return size.rows([name for name in refusals if name not in ALIKE], [name for name in refusals if name in ALIKE])


@pytest.fixture(scope="module")
def refused_window(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Keep one window: each test opens the page anew."""
    with window_on(browser, loop) as visit:
        yield visit


@pytest.fixture(scope="module")
def states(refused_window: Visit, kept_states: Path) -> States:
    """Gather what the pages look like, for the validator to read at the end."""
    return States(refused_window, kept_states, "refused")


@pytest.fixture
def refusing(refused_window: Visit) -> Iterator[Refusing]:
    """Open a page, whose sign-in is refused until the test ends; with `stay`, where another has just been refused."""
    refusals: list[Refusal] = []

    def arrange(refusal: Refusal, address: str = RECEPTION, *, stay: bool = False) -> Page:
        refusals.append(refusal)
        refused_window.context.route(refusal.pattern, refusal.handle)
        is_there = refused_window.page.url == refused_window.site.url + address
        return refused_window.page if stay and is_there else refused_window.go(address)

    yield arrange
    for refusal in refusals:
        refused_window.context.unroute(refusal.pattern, refusal.handle)


def by_keyboard(page: Page) -> None:
    """Press the button to sign in, without a pointer."""
    page.get_by_role("button", name="Logga in").focus()
    page.keyboard.press("Enter")


def past_the_window(page: Page, button: str = "Reception") -> None:
    """Come back from the issuer with a code, without the window: what happens to the code is the same."""
    page.get_by_role("button", name="Logga in").focus()
    page.evaluate(ANSWERED, button)


@pytest.mark.parametrize("name", but_alike(AT_THE_PRESS))
def test_what_stops_a_sign_in_before_its_window_or_in_it_is_said(name: str, refusing: Refusing, states: States) -> None:
    page = refusing(AT_THE_PRESS[name], stay=name in IN_THE_WINDOW)
    by_keyboard(page)
    assert_said(page, AT_THE_PRESS[name])
    states.look(name, marks=name in ASKED_OF_AXE)


@pytest.mark.parametrize("name", but_alike(AFTER_THE_WINDOW))
def test_what_happens_to_a_token_is_said(name: str, refusing: Refusing, states: States) -> None:
    page = refusing(AFTER_THE_WINDOW[name], stay=True)
    past_the_window(page)
    assert_said(page, AFTER_THE_WINDOW[name])
    states.look(name, marks=name in ASKED_OF_AXE)


def test_a_page_without_https_says_so(alone: Visit) -> None:
    alone.context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = alone.go(RECEPTION)
    by_keyboard(page)
    page.get_by_text("Sidan är öppnad utan https, och då går det inte att logga in.").wait_for()


class TestProvider:
    """A provider is sent to the reception, not to somebody in the municipality whom they have never heard of."""

    @pytest.mark.parametrize(
        ("answer", "sentence"),
        size.rows(
            [
                pytest.param(
                    answering(403, {"code": "not_authorised"}),
                    "eller är det inte längre. Stämmer inte det, hör av dig till Kontaktcenter.",
                    id="no longer authorised",
                )
            ],
            [
                pytest.param(answering(401, {"reason": "role"}), "Be Kontaktcenter ordna det.", id="no role"),
                pytest.param(
                    answering(401, {"reason": "provider"}),
                    "det framgår inte vilken. Be Kontaktcenter ordna det.",
                    id="no provider",
                ),
            ],
        ),
    )
    def test_it_is_the_reception_that_helps(
        self, refusing: Refusing, states: States, answer: Callable[..., None], sentence: str
    ) -> None:
        page = refusing(Refusal(CALLER, answer, sentence), PAGES["provider_desk"])
        past_the_window(page, "familjeradgivningen")
        expect(page.locator("[data-part=told]")).to_contain_text(sentence)
        states.look(f"provider {sentence[:20]}")


class TestAnotherPage:
    """Whoever has an account for another page is shown the way there."""

    def test_it_is_a_link_that_the_keyboard_reaches(self, refusing: Refusing) -> None:
        page = refusing(Refusal(CALLER, answering(200, {"roles": ["controller"], "subject": "s"}), ""))
        past_the_window(page)
        page.get_by_text("Ditt konto är till för en annan sida:").wait_for()
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.textContent") == "Ekonomi"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{PAGES['finance']}")

    @pytest.mark.proof("tests/browser/test_sign_in_refused.py::test_it_is_a_link_that_the_keyboard_reaches")
    def test_there_is_one_for_each_role_and_none_for_another(self, refusing: Refusing) -> None:
        caller = {"roles": ["provider", "controller"], "provider": "familjeradgivningen", "subject": "s"}
        page = refusing(Refusal(CALLER, answering(200, caller), ""))
        past_the_window(page)
        page.get_by_text("Ditt konto är till för en annan sida:").wait_for()
        assert page.locator("[data-part=pages] a:visible").all_inner_texts() == ["Utförare", "Ekonomi"]

    def test_an_account_of_several_pages_is_in_and_sees_the_others(self, refused_window: Visit, states: States) -> None:
        page = refused_window.go(RECEPTION)
        past_the_window(page, "Reception and controller")
        page.get_by_text("Inloggad: Kontaktcenter.").wait_for()
        page.get_by_text("Ditt konto kan också användas på:").wait_for()
        assert page.locator("[data-part=pages] a:visible").all_inner_texts() == ["Ekonomi"]
        states.look("several pages")


class TestIdToken:
    """The token that says who signed in: it is not sent, but one that is not ours means that something is wrong."""

    @pytest.mark.parametrize(
        ("claims", "sentence", "detail"),
        size.rows(
            [
                ({"nonce": "of-somebody-else"}, "går inte att använda", "Kod: id_token nonce"),
                ({"exp": 1}, "Klockan i din dator eller telefon verkar gå fel. Ställ den rätt och försök igen.", ""),
            ],
            [
                ({"aud": "another-client"}, "går inte att använda", "Kod: id_token aud"),
                ({"iss": "https://login.example/other"}, "går inte att använda", "Kod: id_token iss"),
            ],
        ),
    )
    def test_one_that_is_not_the_answer_to_this_page_lets_nobody_in(
        self, staffed: Visit, claims: dict[str, object], sentence: str, detail: str
    ) -> None:
        staffed.context.route(TOKEN, IdTokens(staffed.context).added(**claims))
        page = staffed.go(RECEPTION)
        past_the_window(page)
        expect(page.locator("[data-part=told]")).to_contain_text(sentence)
        expect(page.locator("[data-part=detail]")).to_have_text(detail)

    def test_the_right_one_does(self, staffed: Visit) -> None:
        staffed.context.route(TOKEN, IdTokens(staffed.context).added())
        at_reception_by_window(staffed)


def test_every_request_names_the_role_of_its_page(staffed: Visit, loop: Loop) -> None:
    requests: list[Request] = []
    staffed.page.on("request", lambda request: requests.append(request))  # noqa: PLW0108 - Playwright marks what it calls
    looked_up(at_reception(staffed), loop.number())
    roles = [request.headers.get("kundval-role") for request in requests if "/v1/" in request.url]
    assert roles == ["reception", "reception"]


def test_the_issuers_words_are_shown_and_kept_nowhere(staffed: Visit) -> None:
    staffed.context.route(AUTHORIZE, sent_back_with(error="access_denied", error_description="canary"))
    page = staffed.go(RECEPTION)
    by_keyboard(page)
    page.get_by_text("canary").wait_for()
    assert page.url == staffed.site.url + RECEPTION
    assert page.evaluate("history.length") == 2
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_token_that_is_too_long_is_never_sent(refusing: Refusing) -> None:
    page = refusing(AFTER_THE_WINDOW["the token is too long"])
    tokens: list[str | None] = []
    page.on("request", lambda request: tokens.append(request.headers.get("authorization")))
    past_the_window(page)
    page.get_by_text("Din inloggning är för stor").wait_for()
    assert set(tokens) <= {None}
