"""Every page kind, in light and dark, narrow and wide: axe finds nothing, and nothing is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from catalogue.pages import KINDS
from tests.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
WINDOWS = [
    pytest.param({"viewport": {"width": width, "height": 800}, "color_scheme": scheme}, id=f"{scheme} {width} px")
    for scheme in ("light", "dark")
    for width in (320, 1280)
]
axe = Axe()


def found(page: Page) -> list[str]:
    """Run every rule of axe; name what breaks one."""
    violations: list[dict[str, Any]] = axe.run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]


def test_every_page_kind_is_among_the_tested() -> None:
    assert PAGES.keys() >= set(KINDS)


@pytest.mark.parametrize("visit", WINDOWS, indirect=True)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(visit: Visit, address: str) -> None:
    assert found(visit.go(address)) == []


SHOWN_BY_SCRIPTS = {
    "compared": (f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar,familjeradgivningen", None, ".few"),
    "guided": (PAGES["guide_questions"], "#guide input", "#fits-cards > li"),
    "picked": (f"{PAGES['list']}#compare=exempelbron,fiktiva-vagar", None, ".pick-go:visible"),
}
"""An address, what to press there, and what is waited for."""


@pytest.mark.parametrize("visit", WINDOWS, indirect=True)
@pytest.mark.parametrize("shown", SHOWN_BY_SCRIPTS.values(), ids=SHOWN_BY_SCRIPTS.keys())
def test_axe_finds_nothing_in_what_scripts_show(visit: Visit, shown: tuple[str, str | None, str]) -> None:
    address, press, wait_for = shown
    page = visit.go(address)
    if press:
        page.locator(press).first.check()
    page.wait_for_selector(wait_for)
    assert found(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('dt').style.color = '#bbb'", "color-contrast"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('h1').outerHTML = '<p>No heading</p>'", "page-has-heading-one"),
    ],
)
def test_axe_finds_a_planted_fault(visit: Visit, fault: str, rule: str) -> None:
    page = visit.go(PAGES["provider"])
    page.evaluate(fault)
    assert rule in {violation.partition(":")[0] for violation in found(page)}


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_nothing_scrolls_sideways_at_320_px(visit: Visit, address: str) -> None:
    page = visit.go(address)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


@pytest.mark.parametrize("visit", [{"viewport": {"width": 640, "height": 640}}], indirect=True)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_nothing_scrolls_sideways_with_text_of_200_percent(visit: Visit, address: str) -> None:
    page = visit.go(address)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert found(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 640


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_every_target_outside_a_sentence_is_24_px_or_more(visit: Visit, address: str) -> None:
    page = visit.go(address)
    small = page.evaluate(
        """() => [...document.querySelectorAll("header.site a, .button, .card h2 a, .contact a, .help-lines a")]
        .filter((link) => link.checkVisibility() && link.getBoundingClientRect().height < 24)
        .map((link) => link.textContent)"""
    )
    assert small == []
