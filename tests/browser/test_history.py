"""What a browser keeps of a visit, and what the pages say of it: the two are the same."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue.i18n import urls
from tests.support import size
from tests.support.browser.guided import answer, to_the_result
from tests.support.browser.list_choices import choices, ids
from tests.support.browser.visiting import ELSEWHERE, FLAGS, PAGES, HeldRequests, Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window, pytest.mark.xdist_group("history")]  # visited once
SOURCES = Path(__file__).parents[2] / "site"
LANGUAGES = ("sv", "en", "fi")
WHERE = urls.load(SOURCES, LANGUAGES)
COPIED_LINK = {"sv": r"kopierad? länk", "en": r"cop(y|ied) link", "fi": r"kopioi(dun)? linki?n?"}
CLOSED_TAB = {"sv": "En flik som har stängts", "en": "A tab that has been closed", "fi": "Suljetun välilehden"}
PRIVATE_WINDOW = {"sv": "privat fönster", "en": "private window", "fi": "yksityi"}
ERASES_NOTHING = {"sv": "raderar ingenting", "en": "erases nothing", "fi": "ei poista"}
NOTHING_IS_KEPT = {
    "sv": r"spara[rs]? (ingenting|inget|inte och)|(ingenting|inget) (sparas|lagras)|inga spår|stannar i din webbläsare",
    "en": r"\b(saves?|keeps?|stores?) nothing\b|nothing is (saved|kept|stored)|not saved and|no trace|stays in your br",
    "fi": r"tallenna mitään|tallenneta mitään|tallenneta eikä|ei jätä jälkiä|pysyy selaimessasi",
}


def addresses_kept(profile: Path) -> list[str]:
    """Read the addresses in the history of a browser that has been closed."""
    with closing(sqlite3.connect(profile / "Default" / "History")) as file:
        return [address for (address,) in file.execute("SELECT url FROM urls ORDER BY id")]


def search_and_choose(page: Page) -> None:
    """Search the list letter by letter, filter it, order it, and choose two providers to compare."""
    for letter in "samtal":
        page.locator("#find").press_sequentially(letter)
    page.locator("fieldset[data-facet=evenings] input").first.evaluate("box => box.click()")
    page.locator("#ordering").select_option("name")
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    for box in page.locator(".card .pick input").all()[:2]:
        box.check()
    expect(page.locator("#compare .tray-said")).to_have_text("2 valda")


@pytest.fixture(scope="module")
def history(browser: Browser, chromium: str, site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Read which addresses a browser has kept of a whole visit in which no link was copied, left by the button."""
    profile = tmp_path_factory.mktemp("profile")
    with browser.browser_type.launch_persistent_context(profile, executable_path=chromium, args=FLAGS) as context:
        context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="Weather"))
        visit = Visit(context, site)
        page = visit.go(PAGES["guide_questions"], settled=True)
        answer(page, "Video")
        to_the_result(page)
        page.locator("#fits-list a").click()
        page.wait_for_url(f"**{PAGES['list']}*")
        page.locator("#cards[aria-busy=false]").wait_for(state="attached")
        search_and_choose(page)
        page.locator("#cards h2 a").first.click()
        page.locator(".back a").click()
        page.locator("#cards[aria-busy=false]").wait_for(state="attached")
        page.locator(".pick-go:visible").first.click()
        page.locator(".few").wait_for()
        page.locator("header a[hreflang=en]").click()
        page.locator(".few").wait_for()
        page.get_by_role("link", name="Back to the list").click()
        page.locator("#cards[aria-busy=false]").wait_for(state="attached")
        page.locator("#exit a").click()
        page.wait_for_url(ELSEWHERE)
    return addresses_kept(profile)


def text_of(site: Site, lang: str, kind: str) -> str:
    """Read the text of a page's main part, in one line."""
    html = (site.folder / urls.output_file(WHERE[lang].page(kind))).read_text(encoding="utf-8")
    return plain(html.partition("<main")[2].partition("</main>")[0])


def plain(html: str) -> str:
    """Take the text out of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_the_history_shows_which_pages_were_visited(history: list[str], site: Site) -> None:
    pages = [address.removeprefix(site.url) for address in history if address.startswith(site.url)]
    assert {PAGES["list"], PAGES["compare"], "/en/providers/"} < {*pages}


def test_the_history_shows_nothing_that_was_searched_for_chosen_or_compared(history: list[str]) -> None:
    assert [address for address in history if "#" in address or "?" in address] == []


def test_a_copied_link_brings_its_choices_and_is_in_the_history_of_whoever_opens_it(
    browser: Browser, chromium: str, site: Site, tmp_path: Path
) -> None:
    with browser.browser_type.launch_persistent_context(tmp_path, executable_path=chromium, args=FLAGS) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = Visit(context, site).go(PAGES["list"], settled=True)
        search_and_choose(page)
        kept = choices(page)
        page.get_by_role("button", name="Kopiera länk").click()
        expect(page.get_by_text("Länken är kopierad.")).to_be_visible()
        link = page.evaluate("navigator.clipboard.readText()")
        opened = Visit(context, site).page
        opened.goto(link)
        opened.locator("#cards[aria-busy=false]").wait_for(state="attached")
        assert choices(opened) == kept
    assert link in addresses_kept(tmp_path)
    assert "q=samtal" in link


def test_where_the_clipboard_is_refused_the_link_can_be_copied_by_hand(visit: Visit) -> None:
    visit.page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page = visit.go(f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar", settled=True)
    page.get_by_role("button", name="Kopiera länk").click()
    address = f"{visit.site.url}{PAGES['compare']}#compare=exempelbron,fiktiva-vagar"
    expect(page.get_by_label("Länk med dina val")).to_have_value(address)
    assert page.evaluate("getSelection().toString()") == address


def test_beside_the_button_stands_who_has_the_choices_in_the_history(visit: Visit) -> None:
    page = visit.go(f"{PAGES['compare']}#compare=exempelbron,fiktiva-vagar", settled=True)
    expect(page.locator("#copy-link .note")).to_have_text("Den som öppnar länken får dina val i webbläsarens historik.")


def test_nothing_is_left_in_the_storage_of_the_tab(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    page.locator("header a[hreflang=en]").click()
    page.wait_for_url("**/en/providers/")
    visit.settle()
    assert choices(page) == {"evenings": ["yes"]}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_link_that_is_opened_in_a_new_tab_leaves_nothing_in_either(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    with visit.context.expect_page() as opening:
        page.locator("header a[hreflang=en]").click(modifiers=["Control"])
    opening.value.wait_for_load_state()
    for tab in (page, opening.value):
        assert tab.evaluate("sessionStorage.length") == 0


def test_going_back_finds_the_page_as_it_was_left(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes&q=samtal", settled=True)
    shown = ids(page)
    page.locator("#cards h2 a").first.click()
    page.wait_for_url("**/utforare/*/")
    page.go_back()
    visit.settle()
    assert ids(page) == shown
    assert choices(page) == {"evenings": ["yes"], "q": ["samtal"]}


def test_an_anchor_on_the_page_undoes_no_choice(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    page.evaluate("location.hash = 'content'")
    page.wait_for_function("() => history.state?.choices")
    assert choices(page) == {"evenings": ["yes"]}


@pytest.mark.parametrize("fragment", size.rows(["back=%2Fjamfor%2F", "languages=%"], ["=", "languages="]))
def test_an_address_is_bare_whatever_came_in_it(visit: Visit, fragment: str) -> None:
    page = visit.go(f"{PAGES['list']}#{fragment}", settled=True)
    assert choices(page) == {}


def test_what_was_handed_over_to_a_page_that_never_came_is_removed_by_the_next(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    page.route("**/en/providers/", lambda route: route.abort())
    page.locator("header a[hreflang=en]").click()
    page.wait_for_url("chrome-error:**")
    visit.go(PAGES["privacy"]).wait_for_load_state()
    assert page.evaluate("sessionStorage.length") == 0


def test_leaving_while_the_next_page_is_on_its_way_removes_what_was_handed_over(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    HeldRequests(page, f"{ELSEWHERE}**")
    left = page.evaluate(
        """() => {
          sessionStorage.setItem("choices", "{}");
          document.querySelector("#exit a").click();
          return sessionStorage.length;
        }"""
    )
    assert left == 0


def test_a_browser_that_refuses_to_keep_so_many_steps_keeps_the_last_one(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    page.evaluate(
        """() => {
          const keep = history.replaceState.bind(history);
          history.replaceState = () => {
            history.replaceState = keep;
            throw new DOMException("too many", "SecurityError");
          };
        }"""
    )
    page.locator("#find").fill("otrogen")
    page.wait_for_function("() => history.state.choices.q?.[0] === 'otrogen'")
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")
    assert page.locator(".why").count() == len(ids(page)) > 0


def test_a_copied_link_that_is_opened_on_the_very_page_brings_its_choices(visit: Visit) -> None:
    page = visit.go(PAGES["list"], settled=True)
    page.goto(f"{visit.site.url}{PAGES['list']}#languages=ar&compare=exempelbron,fiktiva-vagar")
    page.locator("#compare").wait_for()
    expect(page.locator("#picked")).to_contain_text("Arabiska")
    assert choices(page) == {"languages": ["ar"], "compare": ["exempelbron", "fiktiva-vagar"]}


def test_going_back_after_leaving_shows_an_earlier_page_with_its_choices_as_the_page_about_help_says(
    visit: Visit,
) -> None:
    visit.context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="Weather"))
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    page.locator("#cards h2 a").first.click()
    page.wait_for_url("**/utforare/*/")
    page.locator("#exit a").click()
    page.wait_for_url(ELSEWHERE)
    page.go_back()
    visit.settle()
    assert (page.url, choices(page)) == (f"{visit.site.url}{PAGES['list']}", {"evenings": ["yes"]})
    said = "bakåtknappen kan visa sidor som du läste tidigare, med det som du hade valt där"
    assert said in text_of(visit.site, "sv", "help")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_says_that_choices_stand_in_its_address(site: Site, lang: str) -> None:
    saying = {"sv": "skrivs i sidans adress", "en": "part of the page's address", "fi": "kirjoitetaan kuitenkin sivun"}
    pages = {kind: text_of(site, lang, kind) for kind in urls.KINDS if kind != "provider"}
    assert [kind for kind, text in pages.items() if saying[lang] in text.replace("’", "'")] == []


@pytest.mark.parametrize("kind", ["privacy", "help"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_remains_is_said(site: Site, lang: str, kind: str) -> None:
    text = text_of(site, lang, kind)
    assert CLOSED_TAB[lang] in text
    assert re.search(COPIED_LINK[lang], text, re.IGNORECASE)


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


def test_the_questions_of_the_guide_say_that_the_answers_are_not_in_the_history_as_they_are_not(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"])
    assert "syns inte i webbläsarens historik" in page.locator("#how").inner_text()
    answer(page, "Video")
    to_the_result(page)
    page.locator("#fits-list a").click()
    page.wait_for_url(f"**{PAGES['list']}")
