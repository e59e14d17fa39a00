"""One person at one page: what they open, press, choose and fill in, counted and timed until the result stands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from benchmarks.staff_day.served import Served

PAGES = {
    "reception": "/personal/reception/",
    "provider": "/personal/utforare/",
    "finance": "/personal/ekonomi/",
    "officer": "/personal/avtal/",
}
LOOKS = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
TIMEOUT_MS = 20_000
A_TAP_FOCUSES_NOTHING = """addEventListener("mousedown", (event) => {
  if (event.target.closest("button, summary, a, label, [type=checkbox], [type=radio]")) event.preventDefault();
}, { capture: true });"""
PAPER = "window.print = () => { document.documentElement.dataset.printed = 'yes'; };"
SCREENS = """(node) => {
  const hidden = (one) => one.checkVisibility() ? one : hidden(one.parentElement);
  const box = hidden(node).getBoundingClientRect();
  return Math.max(0, (Math.min(box.bottom, box.top + innerHeight) - innerHeight) / innerHeight, -box.top / innerHeight);
}"""
"""How far a control is outside the window, in windows' heights."""


@dataclass(frozen=True)
class Done:
    """What a task took: steps, seconds, and how many screens away its first control was."""

    steps: int
    seconds: float
    screens: float


class Hands:
    """Opens, presses, chooses and fills in; each is a step. What came before `begin` is not counted."""

    def __init__(self, context: BrowserContext, served: Served, *, touch: bool) -> None:
        """Take a new page."""
        self.page: Page = context.new_page()
        self.served, self.touch = served, touch
        self.open_requests: set[Request] = set()
        self.page.on("request", lambda request: self.open_requests.add(request))  # noqa: PLW0108 - Playwright marks what it calls
        for end in ("requestfinished", "requestfailed"):
            self.page.on(end, lambda request: self.open_requests.discard(request))  # noqa: PLW0108 - the same
        self.steps, self.began = 0, 0.0
        self.screens: float | None = None
        self.done: Done | None = None

    def begin(self) -> None:
        """Count from here: what was prepared is on the screen."""
        self._settle()
        self.steps, self.screens, self.began = 0, None, time.perf_counter()

    def end(self) -> None:
        """Count until here: the result stands. What follows is not counted."""
        seconds = time.perf_counter() - self.began
        self.done = self.done or Done(self.steps, seconds, self.screens or 0.0)

    def open(self, address: str) -> None:
        """Open a page of the site."""
        self.steps += 1
        self.page.goto(self.served.url + address)

    def press(self, target: str | Locator) -> None:
        """Press a button, a summary, a link or a box."""
        found = self._at(target)
        found.tap() if self.touch else found.click()

    def choose(self, target: str, value: str | None = None, *, index: int | None = None) -> None:
        """Choose from a list, by value or by place."""
        self._at(target).select_option(value, index=index)

    def fill(self, target: str, text: str) -> None:
        """Fill in a field."""
        self._at(target).fill(text)

    def see(self, target: str | Locator) -> Locator:
        """Wait until something is shown, and return it."""
        found = self.page.locator(target) if isinstance(target, str) else target
        found.first.wait_for()
        return found.first

    def has(self, selector: str) -> bool:
        """Return whether the page has something, shown or not."""
        return self.page.locator(selector).count() > 0

    def shows(self, selector: str) -> bool:
        """Return whether the page shows something now."""
        return self.page.locator(selector).first.is_visible()

    def printed(self) -> None:
        """Wait until the page has asked the browser to print."""
        self.page.locator("html[data-printed]").wait_for()

    def save(self, target: str) -> Path:
        """Press what saves a file, and wait for the file."""
        with self.page.expect_download() as download:
            self.press(target)
        return Path(download.value.path())

    def sign_in(self, page: str, who: str) -> None:
        """Open a page for staff and sign in: three steps."""
        self.open(page)
        with self.page.expect_popup() as opened:
            self.press("[data-part=session] [data-part=sign_in]")
        self.steps += 1
        button = opened.value.get_by_role("button", name=who, exact=True)
        button.tap() if self.touch else button.click()
        self.see("[data-part=signed]")

    def _at(self, target: str | Locator) -> Locator:
        found = self.page.locator(target).first if isinstance(target, str) else target
        if self.screens is None:
            self.screens = float(found.evaluate(SCREENS))
        self.steps += 1
        return found

    def _settle(self) -> None:
        """Wait until what the page asks for of itself has come."""
        quiet = 0
        while quiet < 3:  # noqa: PLR2004 - one look may fall between two requests
            self.page.wait_for_timeout(30)
            quiet = 0 if self.open_requests else quiet + 1


@contextmanager
def window(browser: Browser, look: str) -> Iterator[BrowserContext]:
    """Open a window of a phone, on which a tap focuses nothing, or of a desk."""
    context = browser.new_context(**LOOKS[look], locale="sv-SE", permissions=["clipboard-read", "clipboard-write"])  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    context.add_init_script(PAPER)
    if look == "phone":
        context.add_init_script(A_TAP_FOCUSES_NOTHING)
    yield context
    context.close()
