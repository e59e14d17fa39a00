"""The guide: fear comes first, answers narrow the list as its filters do, and each provider has its reasons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.guided import answer, answers_of, to_the_result
from tests.support.browser.list_choices import TABLE, choices
from tests.support.browser.visiting import PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
NO_SCRIPTS = {"java_script_enabled": False}


def answered(visit: Visit, *texts: str) -> Page:
    """Open the guide, give some answers, and go on to who fits."""
    page = asked(visit)
    answer(page, *texts)
    to_the_result(page)
    return page


def asked(visit: Visit, question: str = "") -> Page:
    """Open the guide, at its first question or at another."""
    page = visit.go(PAGES["guide_questions"], settled=True)
    if question:
        page.locator("#given").get_by_role("button", name=question).click()
    return page


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
    page = answered(visit, "Arabiska", "En lokal utan trappsteg")
    cards = page.locator("#fits-cards > li")
    assert cards.count() > 0
    for card in cards.all():
        assert "Visas därför att utföraren har uppgett:" in card.inner_text()
        assert card.locator("dt").all_inner_texts() == ["Språk", "Utan trappsteg"]
        told = card.locator("dd").all_inner_texts()
        assert "arabiska" in told[0].lower()
        assert told[1].startswith("Ja")


def test_the_guide_shows_whom_the_list_shows_for_the_same_answers_in_the_same_order(visit: Visit) -> None:
    page = answered(visit, "Inom en vecka", "På kvällen")
    here = shown(page)
    assert 0 < len(here) <= 10
    page.get_by_role("link", name=re.compile(r"Visa \d+ i listan")).click()
    expect(page.locator("#cards > li")).to_have_count(len(here))
    there = page.eval_on_selector_all("#cards > li", "cards => cards.map((card) => card.dataset.provider)")
    assert there == here


def test_who_has_not_stated_everything_is_one_press_away_and_never_counted_as_no(visit: Visit) -> None:
    page = answered(visit, "Hörslinga")
    matching = int(page.locator("#fits [role=status]").inner_text().split()[0])
    more = int(page.locator("#fits-more").inner_text().split()[1])
    page.get_by_role("link", name="Visa dem också").click()
    expect(page.locator("#cards > li")).to_have_count(matching + more)


def test_an_answer_that_is_pressed_again_is_taken_back_and_nobody_in_particular_is_shown(visit: Visit) -> None:
    page = asked(visit)
    answer(page, "Farsta")
    expect(page.locator("#fits [role=status]")).to_contain_text("stämmer in på dina svar")
    page.get_by_role("button", name="Frågan före").click()
    page.get_by_role("button", name="Farsta", pressed=True).click()
    expect(page.get_by_role("button", name="Farsta", pressed=False)).to_be_visible()
    expect(page.locator("#fits")).to_be_hidden()
    assert choices(page) == {}


@pytest.mark.parametrize("visit", [{"has_touch": True}], indirect=True)
def test_the_guide_takes_one_tap_a_question_and_shows_who_fits_and_why_without_another(visit: Visit) -> None:
    visit.look(390, 844)
    page = asked(visit)
    for text in ("Farsta", "Arabiska", "På kvällen", "En lokal utan trappsteg"):
        page.locator(".answers :is(button, label):visible").get_by_text(text, exact=True).tap()
    reasons = page.locator("#fits-cards > li dd")
    expect(reasons.last).to_be_in_viewport()
    expect(page.locator("#fits-cards > li")).to_have_count(1)
    assert page.locator("#fits-cards dt").all_inner_texts() == ["Område", "Språk", "Kvällstider", "Utan trappsteg"]


def test_several_answers_are_boxes_that_are_found_again_as_boxes(visit: Visit) -> None:
    page = asked(visit)
    page.get_by_role("button", name="Välj flera").press("Enter")
    assert page.evaluate("document.activeElement.labels[0].textContent") == "Alvik"
    assert answers_of(page).count() == 0
    for _ in range(2):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    expect(page.locator("#fits [role=status]")).to_contain_text("stämmer in på dina svar")
    page.get_by_role("button", name="Nästa fråga").click()
    assert answers_of(page, "checkbox").count() == 0
    page.get_by_role("button", name="Frågan före").click()
    assert [box.is_checked() for box in answers_of(page, "checkbox").all()][:3] == [True, True, False]


def test_needs_are_boxes_from_the_beginning_and_may_all_be_ticked(visit: Visit) -> None:
    page = asked(visit, "När vill du komma")
    assert page.evaluate("document.activeElement.id") == "q-needs"
    assert page.get_by_role("button", name="Välj flera").is_hidden()
    for text in ("Inom en vecka", "På kvällen"):
        page.get_by_role("checkbox", name=text, exact=True).check()
    expect(page.locator("#fits-cards > li").first).to_be_visible()
    assert choices(page) == {"waiting": ["5"], "accepts_new": ["yes"], "evenings": ["yes"]}


def test_one_question_stands_on_a_screen_with_how_many_are_left_and_how_many_fit(visit: Visit) -> None:
    visit.look(390, 844)
    page = visit.go(PAGES["guide_questions"], settled=True)
    headings = page.locator(".question h2").all_inner_texts()
    for number, _ in enumerate(headings, 1):
        assert page.locator(".question:visible").count() == 1
        expect(page.locator("#progress")).to_contain_text(f"Fråga {number} av {len(headings)},")
        expect(page.locator(".question:visible h2")).to_be_in_viewport()
        if number == 1:
            answers_of(page).first.click()
        else:
            page.get_by_role("button", name="Hoppa över").click()
        expect(page.locator("#fits [role=status]")).to_contain_text(f"av {len(TABLE.ids)} utförare")
    assert page.locator(".question:visible").count() == 0


def test_a_question_is_skipped_and_the_next_one_has_the_focus(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    page.get_by_role("button", name="Hoppa över").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Vilket språk vill du prata?"
    expect(page.locator("#progress")).to_have_text("Fråga 2 av 5, 3 kvar")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Arabiska"


def test_both_ways_back_lead_to_the_question_before_with_its_answers(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Farsta", "Arabiska", "Video")
    expect(page.locator("#q-about")).to_be_visible()
    page.get_by_role("button", name="Frågan före").click()
    expect(page.get_by_role("button", name="Video", pressed=True)).to_be_visible()
    page.go_back()
    expect(page.locator("#q-needs")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Arabiska", pressed=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Farsta", pressed=True)).to_be_visible()
    assert choices(page) == {"areas": ["farsta"], "languages": ["ar"], "formats": ["video"]}


def test_answers_are_found_again_on_the_way_back_from_a_provider(visit: Visit) -> None:
    page = answered(visit, "Arabiska", "Tolk")
    here = shown(page)
    page.locator("#fits-cards a").last.click()
    page.get_by_role("link", name="Tillbaka till dina svar").click()
    page.wait_for_function("id => document.activeElement.closest('li')?.dataset.provider === id", arg=here[-1])
    assert shown(page) == here
    assert choices(page) == {"languages": ["ar"], "interpreter": ["yes"]}


def test_answers_are_found_again_on_the_way_back_from_the_list(visit: Visit) -> None:
    page = answered(visit, "Arabiska")
    here = shown(page)
    page.locator("#fits-list a").click()
    page.wait_for_url(f"**{PAGES['list']}")
    page.go_back()
    page.wait_for_selector("#fits-cards > li")
    assert shown(page) == here


def test_another_language_goes_on_at_the_same_question_with_the_same_answers(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"], settled=True)
    answer(page, "Arabiska")
    page.locator("header a[hreflang=en]").click()
    expect(page.locator("#progress")).to_have_text("Question 3 of 5, 2 left")
    page.get_by_role("button", name="Previous question").click()
    expect(page.get_by_role("button", name="Arabic", pressed=True)).to_be_visible()
    assert choices(page) == {"languages": ["ar"]}


def test_an_answer_can_be_changed_from_those_who_fit(visit: Visit) -> None:
    page = answered(visit, "Arabiska", "Video")
    language = page.locator("#given li").filter(has_text="Vilket språk vill du prata?")
    assert language.inner_text() == "Vilket språk vill du prata? Arabiska"
    language.get_by_role("button").click()
    assert page.evaluate("document.activeElement.textContent") == "Vilket språk vill du prata?"
    page.get_by_role("button", name="Engelska", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "fits-title"
    expect(language).to_contain_text("Engelska")


def test_whoever_skips_everything_is_led_to_the_list(visit: Visit) -> None:
    page = answered(visit)
    assert page.locator("#fits-cards > li").count() == 0
    page.get_by_role("link", name=f"Visa {len(TABLE.ids)} i listan").click()
    assert page.url.endswith(PAGES["list"])


def test_answers_stand_in_the_reading_order_of_the_page_s_language(visit: Visit) -> None:
    for lang, address in (("sv", PAGES["guide_questions"]), ("en", "/en/help-me-choose/questions/")):
        page = visit.go(address, settled=True)
        for question in ("language", "area", "formats", "about"):
            texts = page.locator(f"[aria-labelledby=q-{question}] label").all_text_contents()
            in_order = page.evaluate(
                "([texts, lang]) => texts.toSorted(new Intl.Collator(lang, { ignorePunctuation: true }).compare)",
                [texts, lang],
            )
            assert texts == in_order, (lang, question)


def test_no_score_and_no_best_is_anywhere_in_it(visit: Visit) -> None:
    page = answered(visit, "Video")
    text = page.locator("main").inner_text().lower()
    assert not re.search(r"\bbäst|rekommend|%|poängen|topp", text)


def test_answers_stand_neither_in_the_address_nor_in_any_request(visit: Visit) -> None:
    page = answered(visit, "Arabiska")
    assert page.url == visit.site.url + PAGES["guide_questions"]
    asked = [url.removeprefix(visit.site.url) for url in visit.requests]
    assert not [url for url in asked if "?" in url or "arab" in url or url.endswith("=ar")]


def test_the_rules_stand_on_the_page_as_in_the_file(visit: Visit) -> None:
    page = visit.go(PAGES["guide_questions"])
    rules = page.locator("#rules ~ h3").all_inner_texts()
    assert rules == page.locator(".question h2").all_inner_texts()
    soon = page.locator("#rules ~ dl div").filter(has_text="Inom en vecka").inner_text()
    assert soon.split("\n") == ["Inom en vecka", "Väntetid: Högst 5 arbetsdagar; Tar emot nya"]


def test_facts_that_cannot_be_fetched_leave_a_sentence(visit: Visit) -> None:
    visit.page.route("**/facets.json", lambda route: route.abort())
    page = answered(visit, "Video")
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
