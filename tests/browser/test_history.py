"""What a browser keeps of a visit, and what the pages say of it: the two are the same."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from catalogue.i18n import urls
from tests.support.browser.visiting import ELSEWHERE, FLAGS, PAGES, Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("history")]  # visited once, by one worker
SOURCES = Path(__file__).parents[2] / "site"
LANGUAGES = ("sv", "en", "fi")
WHERE = urls.load(SOURCES, LANGUAGES)
LETTER_BY_LETTER = {"sv": "bokstav för bokstav", "en": "letter by letter", "fi": "kirjain kirjaimelta"}
PRIVATE_WINDOW = {"sv": "privat fönster", "en": "private window", "fi": "yksityi"}
ERASES_NOTHING = {"sv": "raderar ingenting", "en": "erases nothing", "fi": "ei poista"}
NOTHING_IS_KEPT = {
    "sv": r"spara[rs]? (ingenting|inget|inte och)|(ingenting|inget) (sparas|lagras)|inga spår|stannar i din webbläsare",
    "en": r"\b(saves?|keeps?|stores?) nothing\b|nothing is (saved|kept|stored)|not saved and|no trace|stays in your br",
    "fi": r"tallenna mitään|tallenneta mitään|tallenneta eikä|ei jätä jälkiä|pysyy selaimessasi",
}


@pytest.fixture(scope="module")
def history(browser: Browser, chromium: str, site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Read which addresses a browser has kept of somebody who searched, chose, compared, and left by the button."""
    kept = tmp_path_factory.mktemp("profile")
    with browser.browser_type.launch_persistent_context(kept, executable_path=chromium, args=FLAGS) as context:
        context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="Weather"))
        visit = Visit(context, site)
        page = visit.go(PAGES["list"], settled=True)
        for typed in ("h", "ho", "hot"):
            page.locator("#find").press_sequentially(typed[-1])
            page.wait_for_url(f"**#q={typed}")
        visit.go(f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar", settled=True)
        page.locator("#exit a").click()
        page.wait_for_url(ELSEWHERE)
    with closing(sqlite3.connect(kept / "Default" / "History")) as file:
        return [address for (address,) in file.execute("SELECT url FROM urls ORDER BY id")]


def text_of(site: Site, lang: str, kind: str) -> str:
    """Read the text of a page's main part, in one line."""
    html = (site.folder / urls.output_file(WHERE[lang].page(kind))).read_text(encoding="utf-8")
    return plain(html.partition("<main")[2].partition("</main>")[0])


def plain(html: str) -> str:
    """Take the text out of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("kind", ["privacy", "help"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_a_search_is_kept_letter_by_letter_is_said_where_it_is_so(
    history: list[str], site: Site, lang: str, kind: str
) -> None:
    typed = [address.partition("#q=")[2] for address in history if "#q=" in address]
    assert (LETTER_BY_LETTER[lang] in text_of(site, lang, kind)) == (typed == ["h", "ho", "hot"])


def test_whom_one_has_compared_is_kept_too(history: list[str]) -> None:
    assert any(address.endswith("#compare=exempelbron,fiktiva-vagar") for address in history)


@pytest.mark.parametrize("kind", ["privacy", "help"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_leaving_erases_nothing_is_said_where_it_is_so(
    history: list[str], site: Site, lang: str, kind: str
) -> None:
    assert history[-1] == ELSEWHERE
    assert (ERASES_NOTHING[lang] in text_of(site, lang, kind)) == (len(history) > 1)


@pytest.mark.parametrize("kind", ["privacy", "help"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_out_is_named(site: Site, lang: str, kind: str) -> None:
    assert PRIVATE_WINDOW[lang] in text_of(site, lang, kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_says_that_nothing_is_kept(site: Site, lang: str) -> None:
    promises = re.compile(NOTHING_IS_KEPT[lang], re.IGNORECASE)
    found = {
        kind: promise[0]
        for kind in urls.KINDS
        if kind != "provider" and (promise := promises.search(text_of(site, lang, kind)))
    }
    assert found == {}


def test_the_questions_of_the_guide_say_that_the_answers_come_into_the_address_as_they_do(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"])
    assert "i sidans adress" in page.locator("#how").inner_text()
    page.locator("#guide input").first.check()
    page.locator("#fits-list a").click()
    page.wait_for_url(f"**{PAGES['list']}#*")
