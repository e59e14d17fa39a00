"""Every page kind, in light and dark, narrow and wide: axe finds nothing, and nothing is cut off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from catalogue.i18n.urls import KINDS
from tests.support import size
from tests.support.browser.axe import found
from tests.support.browser.visiting import LOOKS, PAGES, PROSE, Visit, in_turn, shorten

pytestmark = pytest.mark.browser
ASSETS = Path(__file__).parents[2] / "site" / "theme" / "assets"
LOOKED_AT = {
    kind: address
    for kind, address in PAGES.items()
    if size.FULL or (kind in {*KINDS, "finnish list"} and kind not in {*PROSE} - {"help", "number", "open_data"})
}
"""Each kind of page, of those of texts some, and the language with the longest words; `make proof` looks at all."""
CONTRAST_ASKED = in_turn([*LOOKED_AT][:: size.of(3, 1)])
"""All pages have one style sheet: each look is asked about on every sixth page, and on each in `make proof`."""
SMALL_TARGETS = """() =>
  [...document.querySelectorAll("header.site a, .button, .card h2 a, .contact a, .help-lines a")]
  .filter((link) => link.checkVisibility() && link.getBoundingClientRect().height < 24)
  .map((link) => link.textContent)"""


def cut_off(page: Page, when: str) -> list[str]:
    """Return a fault if the page has to be scrolled sideways."""
    wider = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"{when}: {wider} px have to be scrolled sideways"] if wider > 0 else []


def test_every_page_kind_is_among_the_tested() -> None:
    assert PAGES.keys() >= set(KINDS)


def test_the_dark_scheme_changes_colours_alone() -> None:
    """What is true of a page in one scheme at one width is true of it in the other, but for its colours."""
    sheets = "".join(file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.css"))
    (dark,) = re.findall(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{([^{}]*)\}\s*\}", sheets)
    assert sheets.count("prefers-color-scheme") == 1
    declarations = [declaration.strip() for declaration in dark.split(";") if declaration.strip()]
    assert [one for one in declarations if not re.fullmatch(r"--[a-z-]+: (#[0-9a-f]{3,6}|var\(--[a-z-]+\))", one)] == []


@pytest.mark.parametrize("kind", LOOKED_AT)
def test_axe_finds_nothing_and_nothing_is_cut_off_or_too_small_to_press(reader: Visit, kind: str) -> None:
    page = reader.go(LOOKED_AT[kind], settled=True)
    reader.look(320, 640)
    faults = cut_off(page, "320 px")
    reader.look(390, 844)
    faults += [f"a target lower than 24 px: {text}" for text in page.evaluate(SMALL_TARGETS)]
    reader.look(640, 640)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    faults += [f"text of 200 %: {fault}" for fault in found(page, contrast=False)]
    faults += cut_off(page, "text of 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")
    shorten(page)  # at 200 % all of it was checked, but for the contrast of what is alike
    for look in reader.looks(CONTRAST_ASKED.get(kind, ())):
        faults += [f"{look}: {fault}" for fault in found(page)]
    assert faults == []


SHOWN_BY_SCRIPTS = {
    "compared": (f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar,familjeradgivningen", None, ".few"),
    "guided": (PAGES["guide_questions"], "#guide .answers button", "#fits [role=status]:not(:empty)"),
    "who fits": (f"{PAGES['guide_questions']}#languages=ar&step=6", None, "#fits-cards > li"),
    "picked": (f"{PAGES['list']}#compare=exempelbron,fiktiva-vagar", None, ".pick-go:visible"),
}
"""An address, what to press there, and what is waited for."""


@pytest.mark.parametrize("shown", SHOWN_BY_SCRIPTS.values(), ids=SHOWN_BY_SCRIPTS.keys())
def test_axe_finds_nothing_in_what_scripts_show(reader: Visit, shown: tuple[str, str | None, str]) -> None:
    address, press, wait_for = shown
    page = reader.go(address)
    if press:
        page.locator(press).first.click()
    page.wait_for_selector(wait_for)
    for look in reader.looks():
        assert (look.startswith("dark") and not size.FULL) or found(page) == [], look
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look


@pytest.mark.parametrize(
    ("fault", "rule"),
    size.rows(
        [("document.documentElement.removeAttribute('lang')", "html-has-lang")],
        [
            ("document.querySelector('dt').style.color = '#bbb'", "color-contrast"),
            ("document.querySelector('h1').outerHTML = '<p>No heading</p>'", "page-has-heading-one"),
        ],
    ),
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
