"""The next language is only a file: one that is read from the right is added, and every page of it can be used."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.i18n import urls
from tests.support import frozen, size
from tests.support.browser import pseudo_language, validator
from tests.support.browser.axe import found
from tests.support.browser.built_sites import served
from tests.support.browser.visiting import BUILT, PROVIDER, Site, Visit, shorten

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("another-language")]  # built once, by one worker
Problems = list[dict[str, Any]]
SOURCES = Path(__file__).parents[2] / "site"
ASKED_OF_AXE = urls.KINDS[:: size.of(3, 1)]
"""A language changes texts and their direction: the elements of each kind of page are those of the Swedish ones."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Problems]:
    """Build a copy of the product and the demonstration with one more language; return the problems too."""
    root = frozen.checkout(tmp_path_factory.mktemp("rtl"))
    pseudo_language.add(root)
    command = [sys.executable, str(root / "build.py"), "build", "--date", BUILT.isoformat(), "--format", "json"]
    problems = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    return root, json.loads(problems)


@pytest.fixture(scope="module")
def where(built: tuple[Path, Problems]) -> urls.Addresses:
    """Return the addresses of the new language."""
    return urls.load(built[0] / "site", ("sv", pseudo_language.LANG))[pseudo_language.LANG]


@pytest.fixture(scope="module")
def site(built: tuple[Path, Problems]) -> Iterator[Site]:
    """Serve that site instead of the usual one."""
    with served(built[0] / "dist") as site:
        yield site


def test_a_file_and_its_tag_in_the_list_are_all_that_a_language_needs(built: tuple[Path, Problems]) -> None:
    assert [problem for problem in built[1] if problem["severity"] == "error"] == []
    assert (built[0] / "dist" / pseudo_language.LANG / "index.html").is_file()


def test_what_is_not_translated_yet_is_told_and_stops_nothing(built: tuple[Path, Problems]) -> None:
    of_every_build = {"no_history", "help_line_unconfirmed"}
    told = {problem["code"] for problem in built[1]}
    assert told - of_every_build == {"language_unsaid", "page_missing"}


def address(where: urls.Addresses, kind: str) -> str:
    """Return the address of a page of a kind."""
    return where.provider(PROVIDER) if kind == "provider" else where.page(kind)


@pytest.mark.parametrize("kind", urls.KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader: Visit, where: urls.Addresses, kind: str) -> None:
    page = reader.go(address(where, kind), settled=True)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    reader.look(320, 640)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    if kind in ASKED_OF_AXE:
        shorten(page)
        assert found(page, contrast=False) == []


def test_no_colour_depends_on_the_language_or_its_direction() -> None:
    """So contrast, which is checked on the Swedish pages, is the same on these."""
    sheets = "".join(file.read_text(encoding="utf-8") for file in (SOURCES / "theme" / "assets").rglob("*.css"))
    assert "color:" in sheets
    assert re.findall(r"\[dir\b|:dir\(|\[lang\b|:lang\(", sheets) == []


def test_the_validator_finds_nothing(built: tuple[Path, Problems], where: urls.Addresses, kept_states: Path) -> None:
    """It reads a page of each kind with those that other tests have kept; `make proof` has it read every page."""
    for kind in urls.KINDS:
        page = built[0] / "dist" / urls.output_file(address(where, kind))
        shutil.copy(page, kept_states / f"{pseudo_language.LANG}, {kind}.html")
    assert not size.FULL or validator.found(built[0] / "dist" / pseudo_language.LANG) == {}


def test_opening_hours_keep_their_order(reader: Visit, where: urls.Addresses) -> None:
    page = reader.go(where.provider(PROVIDER))
    cell = page.locator(".hours td").first
    assert cell.inner_text() == "08.00–17.00"
    assert cell.evaluate("cell => getComputedStyle(cell).direction") == "ltr"


class _Unmarked(HTMLParser):
    """Collects the texts that stand in the language of the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.langs: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            inherited = self.langs[-1] if self.langs and tag != "code" else ""  # a key is no language's word
            self.langs.append(dict(attrs).get("lang") or inherited)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the base class names it so
        self.langs.pop()

    def handle_data(self, data: str) -> None:
        if self.langs and self.langs[-1] == pseudo_language.LANG:
            self.texts += [part.strip() for part in data.split(", ")]


def swedish_of_policy(root: Path) -> set[str]:
    """Collect every Swedish text of the policy, with a small and a capital first letter."""
    texts: set[str] = set()

    def gather(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("sv"), str):
                texts.update((value["sv"].strip(), value["sv"][:1].upper() + value["sv"][1:].strip()))
            for one in value.values():
                gather(one)
        elif isinstance(value, list):
            for one in value:
                gather(one)

    for file in (root / "policy").glob("*.yaml"):
        gather(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
    return texts


def test_swedish_that_stands_in_for_it_is_marked_as_swedish(
    built: tuple[Path, Problems], where: urls.Addresses
) -> None:
    swedish, unmarked = swedish_of_policy(built[0]), dict[str, list[str]]()
    for kind in urls.KINDS:
        file = built[0] / "dist" / urls.output_file(address(where, kind))
        reader = _Unmarked()
        reader.feed(file.read_text(encoding="utf-8"))
        unmarked[kind] = sorted(set(reader.texts) & swedish)
    assert {kind: texts for kind, texts in unmarked.items() if texts} == {}
