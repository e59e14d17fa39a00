"""What people type into the search of the list: who is found, what is asked, and what it leads to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser.list_choices import TABLE
from tests.support.browser.search_cases import CASES, FILE, Case
from tests.support.browser.visiting import BUILT, Site, Visit, fresh_windows

pytestmark = pytest.mark.browser
LISTS = {"sv": "/utforare/", "en": "/en/providers/", "fi": "/fi/palveluntuottajat/"}
EVERY_QUERY = FILE.parents[4] / "shared" / "queries.tsv"
SEARCH = """async (query) => {
  const list = document.getElementById("cards"), field = document.getElementById("find");
  const shown = new Promise((done) => list.addEventListener("cards", done, { once: true }));
  field.value = query;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await shown;
  const seen = (part) => part && part.checkVisibility() ? part.innerText : "";
  const pages = [...document.querySelectorAll("#search-found [data-page]")];
  const leads = pages.filter(seen).map((part) => part.dataset.page);
  if (seen(document.getElementById("interpreters"))) leads.push("interpreters");
  return {
    ids: [...list.children].map((card) => card.dataset.provider), leads,
    meant: seen(document.getElementById("meant")), told: seen(document.getElementById("nobody-said")),
  };
}"""


@pytest.fixture(scope="module")
def lists(browser: Browser, site: Site) -> Iterator[dict[str, Page]]:
    """Keep the list open in each language, with its search begun."""
    with fresh_windows(browser) as context:
        pages = {}
        for lang, address in LISTS.items():
            visit = Visit(context, site)
            visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
            pages[lang] = visit.go(address, settled=True)
            pages[lang].locator("#find").fill("a")
            pages[lang].locator("#cards[aria-busy=false]").wait_for(state="attached")
        yield pages


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.lang}-{case.query}")
def test_a_query_shows_what_it_should(lists: dict[str, Page], case: Case) -> None:
    shown: dict[str, Any] = lists[case.lang].evaluate(SEARCH, case.query)
    assert (shown["ids"], shown["meant"], shown["leads"]) == (case.ids(), case.meant, case.leads)
    assert case.told in shown["told"]


def test_a_rule_of_the_table_finds_whom_it_says() -> None:
    finding = [case for case in CASES if case.found not in ("nobody", "everyone")]
    assert [case.query for case in finding if not 0 < len(case.ids()) < len(TABLE.ids)] == []


@pytest.mark.skipif(not Path(EVERY_QUERY).exists(), reason="the list of queries is not beside this folder")
def test_every_query_that_was_asked_for_stands_in_the_table() -> None:
    with EVERY_QUERY.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file, delimiter="\t")]
    assert [case.query for case in CASES if case.group == "asked"] == queries


@pytest.fixture
def page(lists: dict[str, Page]) -> Page:
    """The Swedish list, with nothing chosen."""
    searched(lists["sv"], "")
    return lists["sv"]


def searched(page: Page, query: str) -> list[str]:
    """Search, and return who is shown."""
    ids: list[str] = page.evaluate(SEARCH, query)["ids"]
    return ids


def why(page: Page, id_: str) -> str:
    """Read what a hit says that it was found on."""
    return "".join(page.locator(f'#cards > [data-provider="{id_}"] .why').all_inner_texts())


class TestWhy:
    """A hit says what it was found on where its card does not show it."""

    @pytest.mark.parametrize(
        ("query", "id_", "said"),
        [
            ("otrogen", "fiktelius-samtalsmottagning", "Hittades på: Otrohet (ämne)"),
            ("suomi", "exempelvis-familjeradgivning", "Hittades på: Finska (språk)"),
            ("trappor", "exempelby-familjesamtal", "Hittades på: Utan trappsteg"),
            ("söndag", "nya-pahittsmottagningen", "Hittades på: söndag (öppet)"),
            ("163 00", "samtalshuset-skissen", "Hittades på: Exempeltorget 4, 163 00 Spånga"),
            ("odenplan", "fiktelius-samtalsmottagning", "Hittades på: Vasastan (område)"),
            ("stentrappan", "samtal-i-fiktivgrand", "Hittades på: Hiss saknas och stentrappan är sliten"),
            ("otrogen hbtq", "", ""),
        ],
    )
    def test_it_is_a_value_a_place_or_the_sentence(self, page: Page, query: str, id_: str, said: str) -> None:
        shown = searched(page, query)
        assert (id_ in shown) == bool(id_)
        assert why(page, id_).replace('"', "").replace("”", "") == said

    def test_a_long_sentence_is_cut_around_the_word(self, page: Page) -> None:
        assert searched(page, "sommarlov") == ["exempelvis-familjeradgivning"]
        assert "…" in why(page, "exempelvis-familjeradgivning")
        assert len(why(page, "exempelvis-familjeradgivning")) < 130

    def test_two_words_have_a_reason_each(self, page: Page) -> None:
        searched(page, "skilsmässa adhd")
        assert why(page, "latsaskog-familjesamtal").count(";") <= 1
        searched(page, "otrogen gravid")
        assert why(page, "samtalsrummet-pahittet") == "Hittades på: Otrohet (ämne); Att bli föräldrar (ämne)"

    def test_what_the_card_shows_is_not_said_again(self, page: Page) -> None:
        assert searched(page, "arabiska") != []
        assert page.locator(".why").count() == 0

    def test_what_everyone_has_is_not_said(self, page: Page) -> None:
        assert len(searched(page, "äktenskap")) == len(TABLE.ids)
        assert page.locator(".why").count() == 0

    def test_a_sentence_in_another_language_says_so(self, page: Page) -> None:
        searched(page, "handovers")
        assert page.locator(".why q").get_attribute("lang") == "en"

    def test_it_is_taken_away_with_the_query(self, page: Page) -> None:
        searched(page, "otrogen")
        assert page.locator(".why").count() > 0
        searched(page, "")
        assert page.locator(".why").count() == 0


class TestOnwards:
    """Return goes to the hits, and where nobody is found there is a way on."""

    @pytest.mark.parametrize(
        ("query", "goal"), [("otrogen", "cards"), ("våld", "search-found"), ("xyzzy", "search-found")]
    )
    def test_return_goes_to_the_hits_or_to_what_is_said_above_them(self, page: Page, query: str, goal: str) -> None:
        page.locator("#find").fill(query)
        page.locator("#find").press("Enter")
        page.wait_for_function("goal => document.activeElement.id === goal", arg=goal)

    def test_another_spelling_is_asked_and_searched_for_by_a_button(self, page: Page) -> None:
        assert searched(page, "arabisak farsta") == []
        assert page.locator("#find").input_value() == "arabisak farsta"
        page.locator("#meant").click()
        page.wait_for_function("() => document.querySelectorAll('#cards > li').length === 1")
        assert page.locator("#find").input_value() == "arabiska farsta"

    def test_who_can_book_an_interpreter_is_shown_by_a_button(self, page: Page) -> None:
        searched(page, "kinesiska")
        assert page.locator("#nobody-said").inner_text().endswith("13 kan boka tolk.")
        page.locator("#interpreters").click()
        page.wait_for_function("() => document.querySelectorAll('#cards > li').length === 13")
        assert page.locator("#find").input_value() == ""
        page.locator("#everyone").evaluate("button => button.click()")

    def test_everyone_is_shown_by_a_button_and_the_reception_has_a_telephone(self, page: Page) -> None:
        searched(page, "xyzzy")
        assert page.locator("#nobody a").get_attribute("href") == "tel:+46846500400"
        page.locator("#everyone").click()
        page.wait_for_function("count => document.querySelectorAll('#cards > li').length === count", arg=len(TABLE.ids))

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("xyzzy", "Ingen utförare motsvarar ditt val. Inga träffar på ”xyzzy”."),
            ("misshandel", "5 utförare visas. Är du i fara, eller rädd för någon?"),
        ],
    )
    def test_what_is_said_above_the_hits_is_announced_once_with_the_count_when_the_typing_rests(
        self, page: Page, query: str, said: str
    ) -> None:
        page.locator("#find").press_sequentially(query)
        expect(page.locator("#found")).to_have_text(said)
        assert page.locator("#search-found").get_attribute("aria-live") is None

    def test_words_of_danger_show_the_help_lines_above_the_hits(self, page: Page) -> None:
        assert searched(page, "misshandel") != []
        lines = page.locator("#search-found .help-lines a")
        assert lines.first.get_attribute("href") == "tel:112"
        assert page.evaluate(
            "document.querySelector('.help-box').getBoundingClientRect().bottom"
            " <= document.querySelector('#cards > li').getBoundingClientRect().top"
        )

    def test_whoever_asks_for_the_price_is_led_to_it(self, page: Page) -> None:
        searched(page, "gratis")
        assert page.locator('[data-page="number"] a').get_attribute("href") == "/sa-gar-det-till/#fee"

    def test_nobody_by_the_choices_alone_is_not_nobody_by_the_search(self, page: Page) -> None:
        page.locator('fieldset[data-facet="languages"] input[value="fi"]').evaluate("box => box.click()")
        assert searched(page, "arabiska") == []
        assert page.locator("#nobody").is_hidden()
        page.locator("#everyone").evaluate("button => button.click()")
