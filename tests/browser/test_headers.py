"""The security headers, as a browser gets them from `serve` and does by them; the front on AWS sends the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, Route

from ops.server.static_files import SECURITY_HEADERS, own_headers
from tests.support.browser.visiting import PAGES, Loop, Visit, window_on

pytestmark = pytest.mark.browser
ELSE = {
    "asset": "/assets/exit.js",
    "data": "/api/v1/providers.json",
    "nothing": "/no-such-page/",
    "endpoint": "/v1/health",
}


@pytest.fixture(scope="module")
def served(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Keep one window on what `serve` serves."""
    with window_on(browser, loop) as visit:
        yield visit


@pytest.fixture(scope="module")
def answers(served: Visit) -> dict[str, dict[str, str]]:
    """The headers of every kind of page, and of what is no page."""
    found: dict[str, dict[str, str]] = {}

    def note(answer: Response) -> None:
        found.setdefault(answer.url.removeprefix(served.site.url).partition("?")[0], answer.all_headers())

    for address in (*PAGES.values(), *ELSE.values()):
        answer = served.page.goto(served.site.url + address, wait_until="commit")
        assert answer is not None, address
        note(answer)
    return found


@pytest.mark.parametrize("name", SECURITY_HEADERS)
def test_every_answer_has_it(answers: dict[str, dict[str, str]], name: str) -> None:
    assert len(answers) == len(PAGES) + len(ELSE)
    expected = {at: (SECURITY_HEADERS | own_headers(at))[name] for at in answers}
    assert {at: sent.get(name.lower()) for at, sent in answers.items()} == expected


class TestWhatTheBrowserDoesByThem:
    """A header that is sent and not obeyed would be none: each is tried."""

    @pytest.fixture
    def page(self, served: Visit) -> Page:
        """A page whose own policy, in its meta element, is taken away: only the headers are left."""

        def bare(route: Route) -> None:
            answer = route.fetch()
            assert 'http-equiv="Content-Security-Policy"' in answer.text()
            text = answer.text().replace('http-equiv="Content-Security-Policy"', 'name="none"')
            route.fulfill(response=answer, body=text)

        address = served.site.url + PAGES["number"]
        served.page.unroute_all()
        served.page.route(address, bare)
        served.page.goto(address)
        return served.page

    def test_a_script_in_a_page_does_not_run(self, page: Page) -> None:
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
        assert page.evaluate("window.ran") is None

    def test_nobody_else_is_asked(self, page: Page) -> None:
        asked = "fetch('https://elsewhere.example/').then(() => 'reached', (error) => error.name)"
        stopped = (
            "new Promise((told) => addEventListener('securitypolicyviolation', (e) => told(e.effectiveDirective)))"
        )
        assert page.evaluate(f"Promise.all([{stopped}, {asked}])") == ["connect-src", "TypeError"]

    def test_camera_and_microphone_are_off_and_the_place_is_asked_of_the_reader(self, page: Page) -> None:
        allowed = "['camera', 'microphone', 'geolocation'].map((one) => document.featurePolicy.allowsFeature(one))"
        assert page.evaluate(allowed) == [False, False, True]

    def test_a_page_that_is_followed_to_does_not_learn_from_where(self, page: Page, served: Visit) -> None:
        with page.expect_navigation():
            page.evaluate("location.href = '/utforare/'")
        assert page.evaluate("document.referrer") == ""
        assert page.url == served.site.url + PAGES["list"]

    def test_a_window_of_somebody_else_that_opens_it_cannot_reach_in(self, served: Visit, page: Page) -> None:
        page.route("http://elsewhere.example/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
        page.goto("http://elsewhere.example/")
        with page.context.expect_page() as opened:
            page.evaluate(f"window.opened = window.open('{served.site.url}/utforare/')")
        opened.value.wait_for_url("**/utforare/")
        assert (opened.value.evaluate("window.opener"), page.evaluate("window.opened.closed")) == (None, True)
        opened.value.close()

    def test_it_cannot_be_shown_in_a_frame(self, served: Visit, page: Page) -> None:
        page.route(
            "**/framing",
            lambda route: route.fulfill(body="<iframe src='/utforare/'></iframe>", content_type="text/html"),
        )
        page.goto(served.site.url + "/framing")
        framed = page.frames[-1]
        assert (len(page.frames), framed.url) == (2, "chrome-error://chromewebdata/")
