"""Beside the reception's form: every provider's facts, narrowed for a caller; and the slip in the caller's language."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.browser.page_steps import issued
from tests.support.browser.signing import RECEPTION, at_reception
from tests.support.browser.visiting import PAGES, PROVIDER, Loop, Visit

pytestmark = pytest.mark.browser
SHOWN = "[data-part=providers] > li"
FACTS = """rows => rows.map((row) =>
  [row.dataset.provider, row.querySelector("dl").textContent.trim().replace(/\\s+/g, " ")])"""


@pytest.fixture
def page(staffed: Visit) -> Page:
    """The page, signed in, with the facts in its list."""
    page = at_reception(staffed)
    expect(page.locator(f"{SHOWN} dl")).to_have_count(30)
    return page


def residents(page: Page, loop: Loop, fragment: str = "") -> list[list[str]]:
    """Read who is shown in the residents' list, and each one's facts."""
    other = page.context.new_page()
    other.goto(f"{loop.site.url}{PAGES['list']}{fragment}")
    other.wait_for_selector(f"#cards.whole.ordered{'[aria-busy=false]' if fragment else ''}")
    facts: list[list[str]] = other.locator("#cards > li").evaluate_all(FACTS)
    return facts


def beside(page: Page) -> list[list[str]]:
    """Read who is shown beside the form, and each one's facts."""
    facts: list[list[str]] = page.locator(SHOWN).evaluate_all(FACTS)
    return facts


def test_each_stands_as_on_the_residents_list_and_what_a_caller_asks_for_leaves_the_same_and_no_trace(
    page: Page, loop: Loop
) -> None:
    shown = dict(beside(page))
    assert [*shown.items()] == [(provider, text) for provider, text in residents(page, loop)]
    assert re.search(r"arbetsdagar\s*angett", shown[PROVIDER])  # the own unit is one of them
    labels = page.locator(SHOWN).evaluate_all("rows => rows.map((row) => row.querySelectorAll('dt').length)")
    assert len(set(labels)) == 1
    page.get_by_label("Språk", exact=True).select_option("ar")
    page.get_by_label("Tar emot nya").check()
    expect(page.locator(SHOWN)).to_have_count(2)
    assert beside(page) == residents(page, loop, "#languages=ar&accepts_new=yes")
    page.get_by_text("Visa även dem som inte har svarat").click()
    expect(page.locator(SHOWN)).to_have_count(5)
    issued(page)
    assert page.locator(SHOWN).first.is_visible()
    page.get_by_role("button", name="Nästa nummer").click()
    page.get_by_text("30 av 30 utförare visas.").wait_for()
    page.get_by_label("Sök bland utförarna").fill("arab")
    expect(page.locator(SHOWN)).to_have_count(3)
    assert page.url == loop.site.url + RECEPTION
    assert page.evaluate("[history.state, localStorage.length, sessionStorage.length]") == [None, 0, 0]


def test_on_a_phone_it_is_folded_and_without_the_facts_the_names_stand_and_it_says_so(staffed: Visit) -> None:
    staffed.look(390, 844)
    staffed.page.route("**/facets.json", lambda route: route.abort())
    page = at_reception(staffed)
    assert page.locator(SHOWN).first.is_hidden()
    page.locator("summary", has_text="Alla utförare").click()
    page.get_by_text("så bara namnen visas").wait_for()
    assert page.locator(f"{SHOWN} h3:visible").count() == 30


def test_slip_and_text_are_in_the_language_that_was_chosen_until_the_next_caller(page: Page) -> None:
    number = issued(page)
    own = page.input_value("#message")
    language = page.get_by_label("Språk på lappen och texten")
    page.route("**/en/staff/reception/", lambda route: route.abort(), times=1)
    language.select_option("English")
    page.get_by_text("Lappen gick inte att hämta på det språket.").wait_for()
    assert (page.input_value("#message"), language.locator(":checked").inner_text()) == (own, "Svenska")

    language.select_option("English")
    page.locator("#message[lang=en]").wait_for()
    assert page.input_value("#message").startswith(f"Your number: {number}\n")
    page.emulate_media(media="print")
    slip = page.locator(".slip:visible")
    assert (slip.get_attribute("lang"), slip.get_attribute("dir")) == ("en", "ltr")
    assert "Give the number at the first visit." in slip.inner_text()
    assert "Lämna numret" not in page.locator("body").inner_text()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    assert read.text == "https://kundval.example/en/providers/"

    page.emulate_media(media="screen")
    page.get_by_role("button", name="samma val").click()
    page.get_by_role("heading", name="Nummer 2 är utgivet").wait_for()
    assert page.input_value("#message").startswith("Your number: ")
    page.get_by_role("button", name="Nästa nummer").click()
    assert number not in page.content()
    issued(page)
    assert page.input_value("#message").startswith("Ditt nummer: ")
