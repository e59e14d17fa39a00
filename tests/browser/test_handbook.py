"""The handbook in a browser: search, both schemes, the keyboard, and nothing that its content policy forbids."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from catalogue.build import handbook
from tests.support import size
from tests.support.browser.axe import found
from tests.support.browser.built_sites import once, served
from tests.support.browser.visiting import Site, Visit, fresh_windows, in_turn, shorten

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "site" / "theme" / "assets"
PHONE, DESK = (390, 844), (1280, 900)
SWEDISH, ENGLISH = "/handbok/", "/handbok/en/"
WALKED = [
    (address, window)
    for address in (SWEDISH, "/handbok/kom_igang/", "/handbok/en/operate/cost/")
    for window in (PHONE, DESK)
][:: size.of(3, 1)]
"""In `make test` one that has tables of contents folded away on a phone, and one that has them beside the text."""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, label[for]")].filter((element) =>
  element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length
  && getComputedStyle(element).pointerEvents !== "none" && !element.closest("[inert]")
  && !element.matches(".md-overlay, .md-search__overlay, .md-search__icon, .md-skip, .headerlink"))
  .map((at) => at.textContent.trim() || at.ariaLabel || at.title || at.outerHTML.slice(0, 90))"""
"""What a mouse can press on the page as it is shown, by its name; the icon in the search is the search itself."""
SIDEWAYS = "[...document.querySelectorAll('html, pre code')].some((at) => at.scrollWidth > at.clientWidth)"
FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at.matches("input[type=radio]") ? at.labels[0] ?? at : at);
  const name = at.textContent.trim() || at.ariaLabel || at.title || at.outerHTML.slice(0, 90);
  const drawn = style.outlineStyle !== "none" || at.matches("input");
  return { name, drawn, inert: Boolean(at.closest("[inert]")), page: at !== document.body };
}"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the handbook, with the icon of the site that it lies in."""

    def make(root: Path) -> None:
        folder = handbook.kept(root / "var")
        assert folder is not None
        shutil.copytree(folder, root / "dist" / "handbok")
        (root / "dist" / "assets").mkdir()
        shutil.copy(ASSETS / "icon.svg", root / "dist" / "assets")

    with served(once(tmp_path_factory, "handbook", make) / "dist") as site:
        yield site


@pytest.fixture
def reading(browser: Browser, pages: Site) -> Iterator[Visit]:
    """Open a fresh window on the handbook."""
    with fresh_windows(browser) as context:
        yield Visit(context, pages)


def addresses(site: Site) -> list[str]:
    """Return the address of every ninth page: all are Markdown in one theme, and `make proof` opens each."""
    files = sorted((site.folder / "handbok").rglob("index.html"))
    return [f"/{file.parent.relative_to(site.folder).as_posix()}/" for file in files][:: size.of(9, 1)]


def test_every_page_keeps_to_its_content_policy_and_asks_nobody_else(reading: Visit, pages: Site) -> None:
    for address in addresses(pages):
        reading.go(address)
        assert all(reading.looks())  # what a look alone loads is loaded now
    reading.page.wait_for_load_state("networkidle")
    assert reading.complaints == []
    assert [url for url in reading.requests if not url.startswith(pages.url)] == []


def test_axe_finds_nothing_and_nothing_is_cut_off_on_any_page(reading: Visit, pages: Site) -> None:
    reading.context.add_init_script("localStorage.clear()")  # there the theme keeps the colours of the first look
    faults = []
    turns = in_turn(addresses(pages))
    for look in reading.looks():
        scheme = "slate" if look.startswith("dark") else "default"
        for address, asked in turns.items():
            page = reading.go(address)
            assert page.locator("body").get_attribute("data-md-color-scheme") == scheme, (address, look)
            shorten(page)
            if look in asked:
                faults += [f"{address} {look}: {fault}" for fault in found(page)]
            if page.evaluate(SIDEWAYS):
                faults.append(f"{address} {look} has to be scrolled sideways")
    assert faults == []


@pytest.mark.parametrize(
    ("address", "word", "result"),
    size.rows(
        [(SWEDISH, "kontrollnummer", "Kontrollnummer"), (ENGLISH, "tariff", "tariff")],
        [(SWEDISH, "tariff", "tariffs.yaml")],
    ),
)
def test_the_search_finds_a_word_and_leads_to_its_page(reading: Visit, address: str, word: str, result: str) -> None:
    reading.look(*DESK)
    page = reading.go(address)
    page.keyboard.press("/")
    page.keyboard.type(word)
    links = page.locator(".md-search-result__link")
    links.first.wait_for()
    assert any(result.lower() in text.lower() for text in links.all_inner_texts())
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert word in page.locator("article").inner_text().lower()
    assert reading.complaints == []


def test_the_colours_change_at_the_press_of_a_key_and_stay_on_the_next_page(reading: Visit) -> None:
    page = reading.look(*DESK)
    reading.go(SWEDISH)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.locator("[data-md-component=palette] input").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    reading.go(ENGLISH)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize(("address", "window"), WALKED)
def test_the_keyboard_reaches_what_a_mouse_does_and_is_never_lost(
    reading: Visit, address: str, window: tuple[int, int]
) -> None:
    reading.look(*window)
    page = reading.go(address)
    expected = set(page.evaluate(REACHABLE))
    stops = tab_through(page)
    assert [stop["name"] for stop in stops if stop["inert"] or not stop["drawn"]] == []
    assert expected - {str(stop["name"]) for stop in stops} - covered_by_inputs(page) == set()


def covered_by_inputs(page: Page) -> set[str]:
    """Return the names of labels whose input takes the focus in their place."""
    script = """() => [...document.querySelectorAll("label[for]")].filter((label) => {
      const input = document.getElementById(label.htmlFor);
      return input && (input.matches("[data-md-component=palette] input") || input.id === "__toc");
    }).map((label) => label.textContent.trim() || label.ariaLabel || label.title)"""
    return set(page.evaluate(script))


def tab_through(page: Page, at_most: int = 400) -> list[dict[str, object]]:
    """Press Tab until the focus leaves the page; return each stop."""
    stops: list[dict[str, object]] = []
    for _ in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if not stop["page"]:
            return stops
        stops.append(stop)
    raise AssertionError("the focus never leaves the page")


class TestMenuOnAPhone:
    """It is folded away, and opened and closed with keys."""

    @pytest.fixture
    def page(self, reading: Visit) -> Page:
        """A page at the width of a phone."""
        reading.look(*PHONE)
        return reading.go(SWEDISH)

    def test_enter_opens_it_and_the_focus_is_in_it(self, page: Page) -> None:
        page.get_by_role("button", name="Navigation").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("!!document.activeElement.closest('.md-sidebar--primary')")
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('.md-sidebar--primary')")

    def test_escape_closes_it_and_the_focus_is_back(self, page: Page) -> None:
        button = page.get_by_role("button", name="Navigation")
        button.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        assert button.evaluate("(element) => element === document.activeElement")
        assert button.get_attribute("aria-expanded") == "false"

    def test_the_search_is_opened_with_a_key(self, page: Page) -> None:
        page.get_by_role("button", name="Sök").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('.md-search__input')")

    def test_escape_leaves_the_search_and_the_focus_is_back(self, page: Page) -> None:
        button = page.get_by_role("button", name="Sök").first
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('.md-search__input')")
        page.keyboard.press("Escape")
        assert button.evaluate("(element) => element === document.activeElement")
