"""What people type into the search of the list: who is found, what is asked, and what it leads to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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
