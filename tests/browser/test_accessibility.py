"""Every page kind, in light and dark, narrow and wide: axe finds nothing, and nothing is cut off."""

from __future__ import annotations

import pytest

from catalogue.i18n.urls import KINDS
from tests.support.browser.axe import found
from tests.support.browser.visiting import LOOKS, PAGES, Visit

pytestmark = pytest.mark.browser


def test_every_page_kind_is_among_the_tested() -> None:
    assert PAGES.keys() >= set(KINDS)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(reader: Visit, address: str) -> None:
    page = reader.go(address, settled=True)
    assert [(look, fault) for look in reader.looks() for fault in found(page)] == []


SHOWN_BY_SCRIPTS = {
    "compared": (f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar,familjeradgivningen", None, ".few"),
    "guided": (PAGES["guide_questions"], "#guide input", "#fits-cards > li"),
    "picked": (f"{PAGES['list']}#compare=exempelbron,fiktiva-vagar", None, ".pick-go:visible"),
}
"""An address, what to press there, and what is waited for."""


@pytest.mark.parametrize("shown", SHOWN_BY_SCRIPTS.values(), ids=SHOWN_BY_SCRIPTS.keys())
def test_axe_finds_nothing_in_what_scripts_show(reader: Visit, shown: tuple[str, str | None, str]) -> None:
    address, press, wait_for = shown
    page = reader.go(address)
    if press:
        page.locator(press).first.check()
    page.wait_for_selector(wait_for)
    for look in reader.looks():
        assert found(page) == [], look
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('dt').style.color = '#bbb'", "color-contrast"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('h1').outerHTML = '<p>No heading</p>'", "page-has-heading-one"),
    ],
)
def test_axe_finds_a_planted_fault(reader: Visit, fault: str, rule: str) -> None:
    page = reader.go(PAGES["provider"])
    page.evaluate(fault)
    assert rule in {violation.partition(":")[0] for violation in found(page)}


def test_axe_finds_a_fault_that_only_dark_has(reader: Visit) -> None:
    page = reader.go(PAGES["provider"])
    page.evaluate(
        "document.styleSheets[0].insertRule('@media (prefers-color-scheme: dark) { dt { color: #555 !important } }')"
    )
    faulty = {look for look in reader.looks() if "color-contrast" in "".join(found(page))}
    assert faulty == {look for look in LOOKS if look.startswith("dark")}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_nothing_scrolls_sideways_at_320_px_and_targets_on_a_phone_are_24_px_or_more(
    reader: Visit, address: str
) -> None:
    page = reader.go(address, settled=True)
    reader.look(320, 640)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    reader.look(390, 844)
    small = page.evaluate(
        """() => [...document.querySelectorAll("header.site a, .button, .card h2 a, .contact a, .help-lines a")]
        .filter((link) => link.checkVisibility() && link.getBoundingClientRect().height < 24)
        .map((link) => link.textContent)"""
    )
    assert small == []


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_and_nothing_scrolls_sideways_with_text_of_200_percent(reader: Visit, address: str) -> None:
    page = reader.go(address, settled=True)
    reader.look(640, 640)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert found(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 640
