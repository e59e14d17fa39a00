"""One built site, one server of files, one browser for all browser tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect, sync_playwright

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from chalicelib.dates import clock
from tests.support import frozen
from tests.support.browser import every_service, paid_months, validator
from tests.support.browser.built_sites import built, once, served, served_changed
from tests.support.browser.filling import FORM
from tests.support.browser.paid_months import PaidMonths
from tests.support.browser.pasting import rows
from tests.support.browser.signing import at_finance, signed_in, welcome
from tests.support.browser.visiting import (
    DESKTOP,
    ELSEWHERE,
    FLAGS,
    PAGES,
    SERVICE,
    TIMEOUT_MS,
    Loop,
    Site,
    Visit,
    fresh_windows,
    window_on,
)
from tests.support.ops.serving import answering

HERE = Path(__file__).parent
expect.set_options(timeout=TIMEOUT_MS)
SERVERS = {"loop", "every_loop", "joint_loop"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module that share a server and a signed-in window on one worker."""
    for item in items:
        if item.path.parent == HERE and isinstance(item, pytest.Function) and SERVERS & {*item.fixturenames}:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the demonstration."""

    def make(root: Path) -> None:
        report = built(root)
        assert report.ok, [problem.text("en") for problem in report.problems]

    with served(once(tmp_path_factory, "demonstration", make) / "dist") as site:
        yield site


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Loop]:
    """Serve the demonstration with the API and sign-in, over a ledger of its own."""
    with answering(site.folder.parent, dist=site.folder, var=tmp_path_factory.mktemp("ledger")) as local:
        yield Loop(Site(site.folder, local.server.origin), local)


@pytest.fixture(scope="module")
def every_loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """Serve the demonstration with every kind of service, with the API and sign-in."""
    with served_changed(tmp_path_factory, "every-service", every_service.add) as loop:
        yield loop


@pytest.fixture(scope="module")
def desk_window(browser: Browser, every_loop: Loop) -> Iterator[Visit]:
    """Keep one window at a provider's page, signed in: half of a short test is the way in."""
    with window_on(browser, every_loop) as visit:
        signed_in(visit, PAGES["provider_desk"], every_service.WHO, welcome(every_service.WHO))
        yield visit


@pytest.fixture
def desk(desk_window: Visit) -> Page:
    """A provider's page, signed in; what a test leaves on it is the next one's to put away."""
    desk_window.page.unroute_all()
    desk_window.look(1280, 900)
    return desk_window.page


@pytest.fixture
def blank(desk: Page) -> Page:
    """A provider's page with a blank form for a session."""
    onwards = desk.get_by_role("button", name="Rapportera nästa")
    if onwards.is_visible():
        onwards.click()
    desk.locator("#service").select_option(SERVICE)
    desk.locator("#reported").fill("")
    desk.locator("#day").fill(clock.day(clock.now()).isoformat())
    return desk


@pytest.fixture
def box(desk: Page) -> Page:
    """A provider's page with an empty box for pasted rows."""
    desk.locator("#several-service").select_option(SERVICE)
    rows(desk, "")
    return desk


@pytest.fixture
def table(box: Page) -> Page:
    """The empty box, for the service where a missed visit has a price of its own."""
    box.locator("#several-service").select_option(every_service.CODED)
    return box


@pytest.fixture
def two_numbers(every_loop: Loop) -> tuple[str, str]:
    """Issue two numbers for the service where a missed visit has a price of its own."""
    return every_loop.number(service=every_service.CODED), every_loop.number(service=every_service.CODED)


@pytest.fixture(scope="module")
def spent(loop: Loop, policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> PaidMonths:
    """Spend a year once, for finance to read."""
    return paid_months.spend(loop, policy, tmp_path_factory.mktemp("paid"))


@pytest.fixture(scope="module")
def accounts_window(browser: Browser, loop: Loop, spent: PaidMonths) -> Iterator[Visit]:
    """Sign in at finance's page once: most tests only read."""
    assert spent.csv
    with window_on(browser, loop) as visit:
        at_finance(visit)
        yield visit


@pytest.fixture
def accounts(accounts_window: Visit) -> Page:
    """Finance's page as somebody finds it who has just chosen the year that lies behind."""
    accounts_window.page.unroute_all()
    accounts_window.page.emulate_media(media="screen")
    return paid_months.of_year(accounts_window.page)


@pytest.fixture
def alone(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Open a fresh window on the site with its API, whose clock and scripts a test may change."""
    with window_on(browser, loop) as visit:
        yield visit


@pytest.fixture(scope="module")
def kept_window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Keep one window of each kind for a module: what it has loaded once is not loaded by each test."""
    kept: dict[str, BrowserContext] = {}
    with ExitStack() as stack:

        def window(**options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own
            if f"{options}" not in kept:
                kept[f"{options}"] = stack.enter_context(fresh_windows(browser, **options))
                kept[f"{options}"].new_page()  # while one is open, the window's process stays
            return kept[f"{options}"]

        yield window


@contextmanager
def page_in(window: BrowserContext, site: Site) -> Iterator[Visit]:
    """Yield a visit on a page of its own in a kept window: nothing of the visits before it is on that page."""
    yield Visit(window, site)
    for page in window.pages[1:]:
        with suppress(Error):  # a window to sign in closes itself
            page.unroute_all(behavior="ignoreErrors")
            page.close()
    window.unroute_all(behavior="ignoreErrors")
    window.set_offline(False)


@pytest.fixture
def staffed(kept_window: Callable[..., BrowserContext], loop: Loop) -> Iterator[Visit]:
    """Open a page of its own in the kept window, signed out: whoever signs in is known to that page alone."""
    with page_in(kept_window(viewport=DESKTOP), loop.site) as visit:
        yield visit


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find Debian's Chromium."""
    program = shutil.which("chromium")
    return program or pytest.fail("these tests need chromium: apt-get install chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium once: the one without windows of its own opens a page in a quarter of the time."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium-headless-shell") or chromium
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def kept_states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep the pages that tests bring about: the validator starts slowly, and reads all of them once, at the end."""
    folder = tmp_path_factory.mktemp("states")
    yield folder
    assert not any(folder.iterdir()) or validator.found(folder) == {}


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a fresh window, or a page in one that is kept; indirect parameters ask for another kind of window."""
    options: dict[str, Any] = {"viewport": DESKTOP, **getattr(request, "param", {})}
    if request.node.get_closest_marker("kept_window"):
        with page_in(request.getfixturevalue("kept_window")(**options), site) as visit:
            yield visit
        return
    with fresh_windows(browser, **options) as context:
        yield Visit(context, site)


@pytest.fixture
def left(visit: Visit) -> Iterator[list[Request]]:
    """Answer for the neutral site, and remember what it was asked."""
    asked: list[Request] = []

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(body="Weather")

    visit.page.route(f"{ELSEWHERE}**", answer)
    yield asked
    visit.page.unroute_all()


@pytest.fixture(scope="module")
def window(browser: Browser, site: Site) -> Iterator[Visit]:
    """Keep one window for tests that only look at pages: half of a short test is the opening of a window."""
    with fresh_windows(browser) as context:
        yield Visit(context, site)


@pytest.fixture
def reader(window: Visit) -> Visit:
    """A window as a fresh one, for tests that only look: nothing stored, of the usual size and colours."""
    window.page.goto("about:blank")
    window.look(1280, 900)
    return window


@pytest.fixture(scope="module")
def form(browser: Browser, site: Site) -> Iterator[Visit]:
    """The page of the form, whose scripts are asked and on which nothing is changed."""
    with fresh_windows(browser) as context:
        visit = Visit(context, site)
        visit.go(FORM)
        yield visit


@pytest.fixture(scope="session")
def policy() -> Policy:
    """Load the demonstration's policy."""
    loaded, problems = policies.load(frozen.POLICY)
    assert loaded is not None, problems
    return loaded
