"""A page of another site in a browser: it reads open data, and nothing else, of both servers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import app
from ops.self_hosted import serve
from ops.server import static_files
from ops.server.api_gateway import Gateway, Response
from ops.server.http_request import Request
from ops.server.http_server import PublicOrigin, Server
from tests.support import threads
from tests.support.browser.visiting import PAGES, PROVIDER, Loop, fresh_windows
from tests.support.ops.serving import free_port

pytestmark = pytest.mark.browser
PROVIDERS = "/api/v1/providers.json"
OPEN = (
    *(PROVIDERS, "/api/v1/schema/providers.json", "/api/v1/providers-spreadsheet.csv", "/api/v1/catalogue.rdf"),
    *("/schema/v1/provider.schema.json", "/forandringar/atom.xml", "/en/changes/atom.xml"),
)
CLOSED = (
    *("/v1/health", "/v1/openapi.json", "/v1/availability", "/v1/claims"),
    *("/search.json", "/facets.json", "/order.json", "/identity.json", f"/profiles/{PROVIDER}.json", "/broschyr.pdf"),
    *(PAGES[name] for name in ("start", "open_data", "own_number", "staff", "finance")),
    "/personal/avtal/avtal.csv",
)
READ = """async ([address, options]) => {
  try {
    const answer = await fetch(address, options);
    return answer.type === "opaque" ? "opaque" : `${answer.type} ${(await answer.text()).length > 0}`;
  } catch (error) { return error.name; }
}"""


@dataclass
class Place:
    """A served site and the status of each answer."""

    origin: str
    statuses: list[int] = field(default_factory=list)

    def noting(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """Return a handler that answers the same and notes the status."""

        def noted(request: Request) -> Response:
            response = answer(request)
            self.statuses.append(response.status)
            return response

        return noted


@pytest.fixture(scope="module")
def production(loop: Loop) -> Iterator[Place]:
    """The demonstration behind the handler of `serve --production`, with the header that its proxy adds."""
    port = free_port()
    place = Place(f"http://127.0.0.1:{port}")
    site = serve.ProductionSite(loop.site.folder, Gateway(app.app))

    def behind_a_proxy(request: Request) -> Response:
        return site.answer(replace(request, headers={**request.headers, serve.CLIENT_ADDRESS: "192.0.2.7"}))

    with Server(port, PublicOrigin(place.origin, static_files.SECURITY_HEADERS)) as server:
        server.answers = place.noting(behind_a_proxy)
        with threads.serving(server):
            yield place


@pytest.fixture(params=["development", "production"])
def place(request: pytest.FixtureRequest, loop: Loop, production: Place) -> Place:
    """Each of the two servers."""
    return production if request.param == "production" else Place(loop.site.url)


@pytest.fixture(scope="module")
def elsewhere(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of another site, which may ask whomever it likes."""
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>Another site</title>", encoding="utf-8")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        threads.serving(server),
        fresh_windows(browser) as context,
    ):
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page


def read(page: Page, origin: str, paths: tuple[str, ...], **options: str) -> dict[str, str]:
    """Return what the page gets of each path."""
    return {path: page.evaluate(READ, [origin + path, options]) for path in paths}


def test_a_page_of_another_site_reads_open_data(elsewhere: Page, place: Place) -> None:
    assert read(elsewhere, place.origin, OPEN) == dict.fromkeys(OPEN, "cors true")
    assert read(elsewhere, place.origin, OPEN, method="HEAD") == dict.fromkeys(OPEN, "cors false")


def test_it_reads_nothing_else(elsewhere: Page, place: Place) -> None:
    assert read(elsewhere, place.origin, CLOSED) == dict.fromkeys(CLOSED, "TypeError")


def test_nor_can_it_load_anything_else_without_reading_it(elsewhere: Page, place: Place) -> None:
    assert read(elsewhere, place.origin, CLOSED, mode="no-cors") == dict.fromkeys(CLOSED, "TypeError")
    assert read(elsewhere, place.origin, OPEN, mode="no-cors") == dict.fromkeys(OPEN, "opaque")


def test_the_site_s_own_page_reads_all_of_it(browser: Browser, place: Place) -> None:
    with fresh_windows(browser) as context:
        page = context.new_page()
        page.goto(place.origin + PAGES["open_data"])
        assert read(page, place.origin, (*OPEN, *CLOSED)) == dict.fromkeys((*OPEN, *CLOSED), "basic true")


def test_a_browser_that_has_the_file_is_told_so_and_reads_it_again(elsewhere: Page, production: Place) -> None:
    kept = "force-cache", "no-cache"  # whatever is kept, then what is kept after asking for its change
    found = [read(elsewhere, production.origin, (PROVIDERS,), cache=way)[PROVIDERS] for way in kept]
    assert (found, production.statuses[-1]) == (["cors true"] * 2, 304)
