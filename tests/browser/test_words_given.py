"""The words that scripts ask for, and those that pages give them: the same on every page, in every language."""

from __future__ import annotations

import html
import json
import re
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Error, expect

from catalogue.i18n import locale_file
from tests.support.browser import script_words
from tests.support.browser.script_words import SAYING, TOOLS, arguments, asked_in, closure, literals, source
from tests.support.browser.visiting import BUILT, PAGES, Site, Visit
from tests.support.catalogue.wording import words

pytestmark = pytest.mark.browser
LANGUAGES = ("sv", "en", "fi")
_ELEMENT = re.compile(r'<[a-z]+\b[^>]*\sdata-(?:said|words)="[^>]*>')
_ATTRIBUTE = re.compile(r'\s(id|data-[a-z]+)="([^"]*)"')
_SCRIPT = re.compile(r"/assets/(\w+)-[0-9a-f]{10}\.js")
_MODULE = re.compile(rf'<script type="module" src="{_SCRIPT.pattern}"')
_LANGUAGE = re.compile(r'<html lang="(\w+)"')


class Given(NamedTuple):
    """The keys of the words that a page gives a script."""

    lang: str
    script: str
    keys: frozenset[str]


def given_by(page: Path) -> set[Given]:
    """Read what a page gives its scripts."""
    text = page.read_text("utf-8")
    found = set()
    for element in _ELEMENT.findall(text):
        about = dict(_ATTRIBUTE.findall(element))
        keys = frozenset(json.loads(html.unescape(about.get("data-said") or about["data-words"])))
        (script,) = _SCRIPT.findall(about.get("data-script", "")) or set(_MODULE.findall(text)) - {"exit"}
        found.add(Given(_LANGUAGE.findall(text)[0], script, keys))
    return found


@pytest.fixture(scope="module")
def given(site: Site) -> set[Given]:
    """Gather what all pages of the demonstration give their scripts."""
    return set().union(*map(given_by, site.folder.rglob("*.html")))


@pytest.fixture(scope="module")
def asked() -> dict[str, set[str]]:
    """Gather what each script asks for, with all that it imports."""
    known, used = script_words.computed(), set[tuple[str, str]]()
    found = {
        tool: set[str]().union(
            *(script_words.keys(one, known, used) for script in closure(tool) for one in asked_in(script, tool))
        )
        for tool in (*SAYING, *TOOLS)
    }
    assert known.keys() - used == set(), "nothing asks for these any more"
    return found


def test_every_script_that_reads_words_is_given_them_in_every_language(given: set[Given]) -> None:
    reading = {one.stem for one in script_words.ASSETS.rglob("*.js") if script_words.READS.search(source(one.stem))}
    assert reading - {"tool", "list_words"} | {"finder"} == {*SAYING, *TOOLS}
    assert {(one.lang, one.script) for one in given} == set(product(LANGUAGES, (*SAYING, *TOOLS)))


def test_every_word_that_is_asked_for_is_given(given: set[Given], asked: dict[str, set[str]]) -> None:
    missing = {(one.lang, one.script): asked[one.script] - one.keys for one in given}
    assert {place: keys for place, keys in missing.items() if keys} == {}


def test_no_word_is_given_that_is_never_said(given: set[Given], asked: dict[str, set[str]]) -> None:
    """The tools are given a whole family, of which their templates say the rest."""
    unsaid = {one.script: one.keys - asked[one.script] for one in given if one.script in SAYING}
    assert {script: keys for script, keys in unsaid.items() if keys} == {}


def test_every_fact_that_a_word_wants_is_filled_in() -> None:
    texts = words(*LANGUAGES)["sv"].texts
    wanting = {}
    for tool in ("finder", *TOOLS):
        for one in (one for script in closure(tool) for one in asked_in(script, tool)):
            if not one.facts.startswith("{") or "..." in one.facts:
                continue
            told = {part.partition(":")[0].strip() for part in arguments(one.facts, 1)}
            for key in (key for key in literals(one.expression) if "${" not in key):
                told |= {"count"} if one.counted else set()
                text = texts[f"{one.family or 'finder'}.{key}{'.other' if one.counted else ''}"]
                wanting[one.script, key] = locale_file.placeholders(text) - told
    assert len(wanting) > 30
    assert {place: facts for place, facts in wanting.items() if facts} == {}


def test_a_word_that_was_not_given_is_never_shown_as_undefined(visit: Visit) -> None:
    page = visit.go(PAGES["list"])
    (address,) = (f"/assets/{one.name}" for one in (visit.site.folder / "assets").glob("words-*.js"))
    with pytest.raises(Error, match='nobody has given "my_place"'):
        page.evaluate("""async (address) => (await import(address)).wordsOf('{"shown": "1"}').my_place""", address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (PAGES["list"], "räknat från din plats."),
        ("/en/providers/", "from your position."),
        (PAGES["finnish list"], "paikasta: oma sijaintisi."),
    ],
)
def test_whoever_lets_the_list_know_where_they_are_reads_that_it_is_their_place(
    visit: Visit, address: str, said: str
) -> None:
    visit.context.grant_permissions(["geolocation"])
    visit.context.set_geolocation({"latitude": 59.3, "longitude": 18.0})
    visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
    page = visit.go(address, settled=True)
    page.locator("#ordering").select_option("distance")
    page.locator("#here").click()
    expect(page.locator("#order-said")).to_contain_text(said)
