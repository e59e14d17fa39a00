"""Shared by the browser tests: a built site, and a visit to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from typing import Any, Literal, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, ViewportSize

from ops.server.serve import Local
from tests.support import size

BUILT = dt.date(2026, 11, 21)  # the build day of the site
PROVIDER = "familjeradgivningen"
SERVICE = "familjeradgivning"
ELSEWHERE = "https://www.smhi.se/"
"""The neutral site that the exit leads to."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--renderer-process-limit=1",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How Chromium is started: without a sandbox in the sandbox of the tests, without a process that draws (a tenth of the
processor time) nor one for each page of a window (half of opening it), and without its own requests."""
PAGES = {
    "start": "/",
    "list": "/utforare/",
    "provider": "/utforare/familjeradgivningen/",
    "selection": "/urval/",
    "order": "/sa-ordnas-listan/",
    "number": "/sa-gar-det-till/",
    "own_number": "/mitt-nummer/",
    "session": "/sa-gar-ett-samtal-till/",
    "feedback": "/klagomal-och-synpunkter/",
    "accessibility": "/tillganglighet/",
    "privacy": "/dina-uppgifter/",
    "for_providers": "/for-utforare/",
    "become": "/bli-utforare/",
    "form": "/for-utforare/formular/",
    "fields": "/for-utforare/uppgifter/",
    "problems": "/for-utforare/felkoder/",
    "statistics": "/statistik/",
    "changes": "/forandringar/",
    "open_data": "/oppna-uppgifter/",
    "help": "/behover-du-hjalp-nu/",
    "compare": "/jamfor/",
    "guide": "/hjalp-mig-valja/",
    "guide_questions": "/hjalp-mig-valja/fragor/",
    "no_choice": "/om-du-inte-vill-valja/",
    "children": "/till-dig-som-ar-barn/",
    "not_found": "/404.html",
    "staff": "/personal/",
    "staff_sign_in": "/personal/inloggning/",
    "reception": "/personal/reception/",
    "provider_desk": "/personal/utforare/",
    "finance": "/personal/ekonomi/",
    "contracts": "/personal/avtal/",
    "finnish list": "/fi/palveluntuottajat/",
    "english provider": "/en/providers/familjeradgivningen/",
}


class Site(NamedTuple):
    """A built site and its address."""

    folder: Path
    url: str


class Loop(NamedTuple):
    """A site served with its API, and a client of the API without a browser."""

    site: Site
    local: Local

    def number(self, **order: object) -> str:
        """Issue a control number as the reception."""
        answer = self.local.client.post("/v1/numbers", "reception", {"service": SERVICE, **order})
        assert answer.status == 201, answer.body
        return str(answer.json()["number"])

    def replace(self, number: str) -> None:
        """Replace a number by a new one as the reception."""
        answer = self.local.client.post("/v1/numbers/replace", "reception", {"number": number, "reason": "lost"})
        assert answer.status == 201, answer.body

    def replaced(self) -> str:
        """Issue and replace a number; return the replaced one."""
        number = self.number()
        self.replace(number)
        return number

    def claim(self, provider: str, number: str, day: dt.date, nth: int = 1) -> str:
        """Claim a session as a provider; return the claim's id."""
        claimed = {"number": number, "service": SERVICE, "date": day.isoformat(), "nth": nth}
        answer = self.local.client.post("/v1/claims", provider, claimed)
        assert answer.status == 201, answer.body
        return str(answer.json()["claim_id"])


TIMEOUT_MS = 30_000  # usually immediate; a busy machine may need longer
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
LOOKS: dict[str, tuple[Literal["light", "dark"], int]] = {
    "light 320 px": ("light", 320),
    "dark 1280 px": ("dark", 1280),
}
"""Each width once and each colour scheme once: the dark scheme changes colours alone, which a test holds.

`make proof` looks at every page in each scheme at each width.
"""
if size.FULL:
    LOOKS |= {"light 1280 px": ("light", 1280), "dark 320 px": ("dark", 320)}
PROSE = {
    *("number", "session", "feedback", "accessibility", "privacy", "for_providers", "become", "no_choice", "children"),
    *("help", "changes", "open_data", "guide", "not_found"),
}
"""Pages of texts and links in one template: what their elements look like and do, each shows as the others."""


def in_turn(states: Iterable[str]) -> dict[str, list[str]]:
    """Return in which look axe is asked about each state: each look in turn; at full size each state in each look."""
    turns = zip(states, cycle(LOOKS), strict=False)
    return {state: [*LOOKS] if size.FULL else [look] for state, look in turns}


SHORTEN = """() => {
  for (const parent of document.querySelectorAll("main :is(ul, ol, dl, tr, tbody)")) {
    for (const one of [...parent.children].slice(5, -3)) one.remove();
  }
}"""
SETTLED = """() => {
  const [finder, cards, chosen] = ["finder", "cards", "chosen"].map((id) => document.getElementById(id));
  const tool = document.querySelector("#profile-form, .tool, #sign-in-window");
  if (tool) return !tool.hidden;
  if (location.hash.includes("=")) return false;
  const keys = Object.keys(history.state?.choices ?? {});
  if (chosen && keys.includes("compare")) return !chosen.hidden;
  if (cards && !(cards.classList.contains("whole") && cards.classList.contains("ordered"))) return false;
  if (!finder || finder.hidden) return !finder;
  const asked = keys.some((key) => key !== "compare" && key !== "at");
  return asked ? cards.ariaBusy === "false" || !document.getElementById("picked").hidden : cards.ariaBusy !== "true";
}"""
"""True when the page shows what its scripts fetch at the start, or that it could not be fetched."""


class Visit:
    """One browser window; records its requests, console messages and errors."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, address: str, *, settled: bool = False) -> Page:
        """Open an address of the site; with `settled`, wait until its scripts are done."""
        self.page.goto(self.site.url + address)
        if settled:
            self.settle()
        return self.page

    def looks(self, names: Iterable[str] = LOOKS) -> Iterator[str]:
        """Set each combination of width and colour scheme in turn, or some of them; yield its name."""
        for name in names:
            scheme, width = LOOKS[name]
            self.look(width, 800, scheme)
            yield name

    def look(self, width: int, height: int, scheme: Literal["light", "dark"] = "light") -> Page:
        """Set the size of the window, and its colour scheme."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        return self.page

    def settle(self) -> None:
        """Wait until the page shows what its scripts fetch."""
        self.page.wait_for_function(SETTLED)


def shorten(page: Page) -> None:
    """Leave the first five and the last three of each long list, and of the rows and columns of each table."""
    if not size.FULL:
        page.evaluate(SHORTEN)


class HeldRequests:
    """Requests of a page that wait until a test continues them."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route(pattern, lambda route: self.routes.append(route))  # noqa: PLW0108 - Playwright marks what it calls

    def first(self) -> Route:
        """Return the first request; wait until there is one."""
        while not self.routes:
            self.page.wait_for_timeout(10)
        return self.routes[0]


@contextmanager
def fresh_windows(browser: Browser, **options: Any) -> Iterator[BrowserContext]:  # noqa: ANN401 - Playwright's own
    """Yield a browser context with no stored data; requests still open at the end are ignored."""
    context = browser.new_context(**options)
    context.set_default_timeout(TIMEOUT_MS)
    try:
        yield context
    finally:
        for page in context.pages:
            with suppress(Error):  # a window to sign in closes itself
                page.unroute_all(behavior="ignoreErrors")
        context.close()


@contextmanager
def window_on(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Yield a visit in a new window to a site with its API."""
    with fresh_windows(browser, viewport=DESKTOP) as context:
        yield Visit(context, loop.site)


def mistyped(right: str) -> str:
    """Return the number with its first character changed."""
    return ("B" if right[0] != "B" else "C") + right[1:]
