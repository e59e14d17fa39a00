"""A resident at the site: what they tap and type, how many pages they open, and how far they have to scroll."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from benchmarks.staff_day.served import Served

ELSEWHERE = "https://www.smhi.se/"
"""Where the demonstration's exit leads; it is answered here, and nothing is sent there."""
SETTLE_MS = 150
AWAY = """(node) => {
  const box = node.getBoundingClientRect();
  return Math.max(0, box.top - innerHeight + Math.min(box.height, innerHeight), -box.top) / innerHeight;
}"""
"""How far below or above the window something is, in windows' heights."""


class NotOffered(Exception):  # noqa: N818 - it names what happened
    """The tree has nothing to do the task with."""


@dataclass(frozen=True)
class Done:
    """What a task took, and what came of it."""

    taps: int
    typed: int
    pages: int
    screens: float
    seconds: float
    result: str


class Visitor:
    """Begins on the start page; each tap, each field typed in, each page and each screen scrolled is counted."""

    def __init__(self, context: BrowserContext, served: Served, *, touch: bool) -> None:
        """Open the start page, which is not counted."""
        self.page: Page = context.new_page()
        self.served, self.touch = served, touch
        self.page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="Weather"))
        self.open("/")
        self.address = self.page.url
        self.taps = self.typed = self.pages = 0
        self.screens = 0.0
        self.began = time.perf_counter()
        self.page.on("framenavigated", self._count_page)

    def done(self, result: str) -> Done:
        """Return what it took until now."""
        seconds = time.perf_counter() - self.began
        return Done(self.taps, self.typed, self.pages, self.screens, seconds, result)

    def open(self, address: str) -> None:
        """Open an address of the site and wait until its scripts are done."""
        self.page.goto(self.served.url + address)
        self._settle()

    def begin_at(self, address: str) -> None:
        """Begin on another page instead; what came before is not counted."""
        self.open(address)
        self.taps = self.typed = self.pages = 0
        self.screens, self.began = 0.0, time.perf_counter()

    def tap(self, target: str | Locator) -> None:
        """Scroll to something and tap it."""
        locator = self._scrolled_to(target)
        self.taps += 1
        locator.tap() if self.touch else locator.click()
        self._settle()

    def follow(self, name: str, within: str = "main") -> None:
        """Tap a link by its name."""
        self.tap(self.page.locator(within).get_by_role("link", name=name, exact=True))

    def type(self, target: str, text: str) -> None:
        """Type into a field, letter by letter."""
        self._scrolled_to(target).press_sequentially(text)
        self.typed += 1
        self._settle()

    def choose(self, target: str, value: str) -> None:
        """Choose from a list: two taps, one to open it and one on the value."""
        self._scrolled_to(target).select_option(value)
        self.taps += 2
        self._settle()

    def read(self, target: str | Locator) -> str:
        """Scroll to something and read it."""
        return " ".join(self._scrolled_to(target).inner_text().split())

    def shows(self, selector: str) -> bool:
        """Return whether the page shows something now."""
        locator = self.page.locator(selector)
        return locator.count() > 0 and locator.first.is_visible()

    def has(self, selector: str) -> bool:
        """Return whether the page has something, shown or not."""
        return self.page.locator(selector).count() > 0

    def leaves(self, address: str) -> None:
        """Wait until the site has been left."""
        self.page.wait_for_url(address)

    def tick(self, facet: str, value: str) -> None:
        """Choose a value of the list's filters, opening what it stands in."""
        box = self.page.locator(f'fieldset[data-facet="{facet}"] input[value="{value}"]')
        if not self.page.locator("#panel").is_visible():
            self.tap("#narrow")
        if not box.is_visible():
            group = self.page.locator(".group", has=box)
            body = group.locator("> div")
            if not body.is_visible():
                self.tap(group.locator(".opener"))
        if not box.is_visible():
            self.tap(self.page.locator(f'fieldset[data-facet="{facet}"] .all-values'))
        self.tap(box)

    def show_hits(self) -> str:
        """Go from the filters to what they have left, where that is a step of its own; read the count."""
        if self.shows("#done"):
            self.tap("#done")
        return self.read("#count")

    def expect_text(self, target: str, text: str) -> None:
        """Wait until something says a text."""
        expect(self.page.locator(target).first).to_contain_text(text)

    def _scrolled_to(self, target: str | Locator) -> Locator:
        locator = (self.page.locator(target) if isinstance(target, str) else target).first
        locator.wait_for()
        self.screens += float(locator.evaluate(AWAY))
        locator.scroll_into_view_if_needed()
        return locator

    def _settle(self) -> None:
        with contextlib.suppress(PlaywrightTimeout):
            self.page.wait_for_load_state("networkidle", timeout=2_000)
        self.page.wait_for_timeout(SETTLE_MS)

    def _count_page(self, frame: Frame) -> None:
        """Count a page that was opened; a step within a page has the same address but for its fragment."""
        if frame is self.page.main_frame:
            address = frame.url.partition("#")[0]
            self.pages += address != self.address
            self.address = address


@contextlib.contextmanager
def visiting(context: BrowserContext, served: Served, *, touch: bool) -> Iterator[Visitor]:
    """Yield a resident on the start page, in a page of their own."""
    visitor = Visitor(context, served, touch=touch)
    yield visitor
    visitor.page.close()
