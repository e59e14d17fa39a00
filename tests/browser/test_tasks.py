"""Ten people in trouble, each with one task, from the start page to the answer in under six steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.visiting import PAGES, Visit

STEPS_MAX = 5  # under six
PHONE = {"viewport": {"width": 375, "height": 720}, "has_touch": True}


class Person:
    """Somebody who begins on the start page; each press is a step."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, name: str | re.Pattern[str], within: str = "body", role: str = "link") -> None:
        """Press a link, a button or a box that is called so."""
        self.steps += 1
        found = self.page.locator(within).get_by_role(role, name=name, exact=isinstance(name, str)).first  # type: ignore[arg-type]
        found.click()

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.press(name, role="checkbox")

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    def reads(self, text: str | re.Pattern[str], within: str = "main") -> None:
        """See a text on the page."""
        expect(self.page.locator(within)).to_contain_text(text)


@pytest.fixture
def person(visit: Visit) -> Iterator[Person]:
    """Begin on the start page; in the end, count the steps."""
    somebody = Person(visit.go(PAGES["start"], settled=True))
    yield somebody
    assert 0 < somebody.steps <= STEPS_MAX


pytestmark = [pytest.mark.browser, pytest.mark.kept_window, pytest.mark.parametrize("visit", [PHONE], indirect=True)]


def test_i_am_afraid_at_home(person: Person) -> None:
    person.press("Behöver du hjälp nu?")
    for number in ("112", "020505050"):
        expect(person.main.locator(f'a[href="tel:{number}"]')).to_be_visible()
    person.reads("Samtalet syns inte på telefonräkningen")


def test_we_want_to_start_this_week_in_the_evening(person: Person) -> None:
    person.press("Hjälp mig välja")
    person.press("Nej")
    person.press(re.compile("När vill du komma"), role="button")
    person.tick("Inom en vecka")
    person.tick("På kvällen")
    person.reads(re.compile(r"[1-9]\d* av \d+ utförare stämmer"))
    fits = person.page.locator("#fits-cards > li")
    expect(fits.first.get_by_role("link")).to_be_visible()
    for told in fits.all_inner_texts():
        assert re.search(r"Väntetid\s+[0-5] arbetsdag", told), told  # within a week
        assert re.search(r"Tar emot nya\s+Ja", told), told
        assert re.search(r"Kvällstider\s+Ja", told), told


def test_arabic_near_farsta_without_stairs(person: Person) -> None:
    person.press("Hjälp mig välja")
    person.press("Nej")
    person.press("Farsta", role="button")
    person.press("Arabiska", role="button")
    person.tick("En lokal utan trappsteg")
    first = person.page.locator("#fits-cards > li").first
    expect(first).to_contain_text(re.compile("Farsta.*arabiska.*Utan trappstegJa", re.DOTALL))


def test_i_do_not_want_to_choose(person: Person) -> None:
    person.press("Så gör du om du inte vill välja")
    person.reads("Ring Kontaktcenter")
    expect(person.main.locator("a[href^='tel:']").first).to_be_visible()
    expect(person.main.get_by_role("link", name="Familjerådgivningen", exact=True)).to_be_visible()


def test_what_does_it_cost_if_we_live_on_social_assistance(person: Person) -> None:
    person.press("Nummer och avgift")
    person.press("Om du har svårt att betala")
    expect(person.page.locator("#exemption")).to_be_in_viewport()
    person.reads("Är du befriad från avgiften betalar du ingenting")


def test_i_lost_the_number(person: Person) -> None:
    person.press("Nummer och avgift")
    person.press("Om du har tappat numret")
    expect(person.page.locator("#lost")).to_be_in_viewport()
    person.reads("Hör av dig till Kontaktcenter så får du ett nytt nummer")


def test_i_am_a_child_and_they_are_fighting(person: Person) -> None:
    person.press("Till dig som är barn")
    person.reads("Det är aldrig ditt fel")
    expect(person.main.locator('a[href="tel:112"]')).to_be_visible()


def test_one_of_us_is_deaf(person: Person) -> None:
    person.press("Hjälp mig välja")
    person.press("Nej")
    person.press(re.compile("vad behöver du"), role="button")
    person.tick("Teckenspråk")
    person.press(re.compile("."), within="#fits-cards")
    expect(person.page.locator("article.provider .contact").first).to_be_visible()
    person.reads(re.compile(r"Teckenspråk\s*Ja"))


def test_somebody_is_coming_into_the_room(person: Person) -> None:
    person.page.route("https://www.smhi.se/**", lambda route: route.fulfill(body="Weather"))
    person.press("Alla utförare")
    person.press("Lämna sidan", within="#exit")
    person.page.wait_for_url("https://www.smhi.se/")


def test_two_of_them_seem_good_and_we_want_to_see_where_they_differ(person: Person) -> None:
    person.press("Alla utförare")
    boxes = person.page.locator(".card").get_by_role("checkbox")
    for number in range(2):
        person.steps += 1
        boxes.nth(number).check()
    person.press("Jämför de 2 valda", within=".card:has(input:checked)")
    person.reads(re.compile("uppgift(er)? är lika och visas inte"))
    assert person.page.locator(".few tbody tr:visible").count() > 0
