"""The guide: fear comes first, answers narrow the list as its filters do, and each provider has its reasons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
NO_SCRIPTS = {"java_script_enabled": False}


def answer(page: Page, *texts: str) -> None:
    """Tick some answers."""
    for text in texts:
        page.get_by_role("checkbox", name=text, exact=True).check()
    page.wait_for_selector("#fits .card, #fits [role=status]:not(:empty)")


def shown(page: Page) -> list[str]:
    """Read who is shown, in which order."""
    found: list[str] = page.eval_on_selector_all(
        "#fits-cards > li", "cards => cards.map((card) => card.dataset.provider)"
    )
    return found


def test_the_first_question_is_whether_anyone_is_afraid_and_yes_leads_to_help(visit: Visit) -> None:
    page = visit.go(PAGES["guide"])
    assert page.locator("main h2").first.inner_text() == "Är någon rädd?"
    page.get_by_role("link", name="Ja, eller jag är osäker").click()
    assert page.url.endswith(PAGES["help"])
    assert page.locator("main .help-lines a[href^='tel:']").count() >= 3
    assert page.locator("main a[href*='/utforare/']").count() == 0


def test_each_provider_is_shown_with_what_it_has_stated_about_what_was_asked(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Arabiska", "En lokal utan trappsteg")
    cards = page.locator("#fits-cards > li")
    assert cards.count() > 0
    for card in cards.all():
        assert "Visas därför att utföraren har uppgett:" in card.inner_text()
        assert card.locator("dt").all_inner_texts() == ["Språk", "Utan trappsteg"]
        told = card.locator("dd").all_inner_texts()
        assert "arabiska" in told[0].lower()
        assert told[1].startswith("Ja")


def test_the_guide_shows_whom_the_list_shows_for_the_same_answers_in_the_same_order(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Inom en vecka", "På kvällen")
    here = shown(page)
    assert 0 < len(here) <= 10
    page.get_by_role("link", name=re.compile(r"Visa \d+ i listan")).click()
    expect(page.locator("#cards > li")).to_have_count(len(here))
    there = page.eval_on_selector_all("#cards > li", "cards => cards.map((card) => card.dataset.provider)")
    assert there == here


def test_who_has_not_stated_everything_is_one_press_away_and_never_counted_as_no(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Hörslinga")
    matching = int(page.locator("#fits [role=status]").inner_text().split()[0])
    more = int(page.locator("#fits-more").inner_text().split()[1])
    page.get_by_role("link", name="Visa dem också").click()
    expect(page.locator("#cards > li")).to_have_count(matching + more)


def test_unticking_everything_shows_nobody_in_particular(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Video")
    page.get_by_role("checkbox", name="Video", exact=True).uncheck()
    expect(page.locator("#fits")).to_be_hidden()


def test_no_score_and_no_best_is_anywhere_in_it(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Video")
    text = page.locator("main").inner_text().lower()
    assert not re.search(r"\bbäst|rekommend|%|poängen|topp", text)


def test_answers_stand_neither_in_the_address_nor_in_any_request(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Arabiska")
    assert page.url == visit.site.url + PAGES["guide_questions"]
    asked = [url.removeprefix(visit.site.url) for url in visit.requests]
    assert not [url for url in asked if "?" in url or "arab" in url or url.endswith("=ar")]


def test_the_rules_stand_on_the_page_as_in_the_file(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"])
    rules = page.locator("#rules ~ h3").all_inner_texts()
    assert rules == page.locator(".question h2").all_inner_texts()
    soon = page.locator("#rules ~ dl").first.locator("div").first.inner_text()
    assert soon.split("\n") == ["Inom en vecka", "Väntetid: Högst 5 arbetsdagar; Tar emot nya"]


def test_facts_that_cannot_be_fetched_leave_a_sentence(visit: Visit) -> None:
    visit.page.route("**/facets.json", lambda route: route.abort())
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Video")
    assert "gick inte att hämta" in page.locator("#fits [role=status]").inner_text()


@pytest.mark.parametrize("visit", [NO_SCRIPTS], indirect=True)
def test_without_scripts_every_answer_leads_to_those_who_match(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"])
    addresses = [link.get_attribute("href") for link in page.locator("[data-ask]").all()]
    assert len(addresses) > 30
    broken = [
        address for address in addresses if not (visit.site.folder / f"{address}".strip("/") / "index.html").is_file()
    ]
    assert broken == []
    page.get_by_role("link", name="Arabiska").click()
    assert "arabiska" in page.locator("main").inner_text().lower()
    assert page.locator("main a[href^='/utforare/']").count() > 0
