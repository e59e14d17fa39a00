"""A visit leaves nothing behind and asks nobody else; and the pages are light."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Route

from catalogue.i18n.urls import STAFF
from tests.support.browser.visiting import BUILT, PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("privacy")]
PROVIDER_MAX_BYTES, LIST_MAX_BYTES, REQUESTS_MAX = 40_000, 70_000, 6


@pytest.fixture(scope="module")
def everywhere(window: Visit) -> Visit:
    """Open every page kind for residents once in a fresh window, and wait until it asks for nothing more."""
    for address in (address for kind, address in PAGES.items() if kind not in STAFF):  # those ask the issuer
        window.go(address, settled=True)
    window.page.wait_for_load_state("networkidle")
    return window


class TestAfterEveryPageKind:
    """What one window has asked for, kept and complained about."""

    def test_no_request_leaves_the_origin(self, everywhere: Visit) -> None:
        assert len(everywhere.requests) > len(PAGES)
        assert [url for url in everywhere.requests if not url.startswith(everywhere.site.url + "/")] == []

    def test_nothing_is_stored(self, everywhere: Visit) -> None:
        assert everywhere.context.cookies() == []
        assert everywhere.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        kept = "async () => (await indexedDB.databases()).length + (await caches.keys()).length"
        assert everywhere.page.evaluate(kept) == 0

    def test_the_browser_has_nothing_to_complain_about(self, everywhere: Visit) -> None:
        assert everywhere.complaints == []


def test_the_content_policy_stops_an_inline_script(visit: Visit) -> None:
    page = visit.go(PAGES["provider"])
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))")
    assert page.evaluate("window.ran") is None


def test_where_no_header_is_sent_the_policy_in_the_page_stops_it_too(visit: Visit) -> None:
    def without_policy(route: Route) -> None:
        answer = route.fetch()
        kept = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
        assert len(kept) == len(answer.headers) - 1
        route.fulfill(response=answer, headers=kept)

    visit.page.route("**/*", without_policy)
    page = visit.go(PAGES["provider"])
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))")
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    ("address", "most"),
    [(PAGES["provider"], PROVIDER_MAX_BYTES), (PAGES["list"], LIST_MAX_BYTES)],
    ids=["provider", "list"],
)
def test_a_first_visit_on_the_day_of_the_build_is_light(visit: Visit, address: str, most: int) -> None:
    bodies: list[bytes] = []
    visit.page.on("response", lambda response: bodies.append(response.body()))
    visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")  # on a later day the list fetches that day's order too
    visit.go(address).wait_for_load_state("networkidle")
    assert sum(len(gzip.compress(body)) for body in bodies) <= most
    assert len(visit.requests) <= REQUESTS_MAX
