"""Premises that are open at other hours than the rest: stated in the form, read on the page, found in the list."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.filling import opened, said
from tests.support.browser.visiting import PAGES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
PRACTICE = "exempelgatans-familjeradgivning"


def test_a_provider_states_them_for_one_place_and_gets_them_in_its_file(visit: Visit) -> None:
    page = opened(visit, PRACTICE)
    (first, second) = (page.get_by_role("group", name=f"Mottagning {number}", exact=True) for number in (1, 2))
    expect(second.get_by_role("textbox", name="Torsdag")).to_have_value("12:00-20:00")
    expect(first.get_by_role("textbox", name="Lördag")).to_have_count(0)  # folded: nothing differs there yet
    first.get_by_text("Andra öppettider än de allmänna").click()
    first.get_by_role("textbox", name="Lördag").fill("10-14")
    first.get_by_role("textbox", name="Lördag").blur()
    page.get_by_role("button", name="Kontrollera och visa filen").click()
    page.get_by_role("heading", name="Filen är klar").wait_for()
    places = said(page.input_value("#file-text").encode())["locations"]
    assert [place["hours"] for place in places] == [
        {"saturday": ["10:00-14:00"]},
        {"tuesday": ["10:00-18:00"], "thursday": ["12:00-20:00"]},
    ]


def test_a_fault_in_folded_hours_is_reached_from_the_list_of_faults(visit: Visit) -> None:
    page = opened(visit, PRACTICE)
    first = page.get_by_role("group", name="Mottagning 1", exact=True)
    first.get_by_text("Andra öppettider än de allmänna").click()
    first.get_by_role("textbox", name="Lördag").fill("sent")
    first.get_by_text("Andra öppettider än de allmänna").click()
    page.get_by_role("button", name="Kontrollera och visa filen").click()
    page.get_by_role("link", name="Lördag").click()
    expect(first.get_by_role("textbox", name="Lördag")).to_be_focused()


def test_a_resident_reads_when_each_place_is_open_and_finds_the_evening_in_the_list(visit: Visit) -> None:
    page = visit.go(f"{PAGES['list']}#evenings=yes", settled=True)
    card = page.locator(f'.card[data-provider="{PRACTICE}"]')
    expect(card).to_contain_text("ons, tors")
    card.get_by_role("link").first.click()
    hours = page.get_by_role("region", name="Öppettider")
    expect(hours.get_by_role("heading", level=3)).to_have_text(["Liljeholmen", "Älvsjö"])
    expect(hours.get_by_role("table").nth(0)).to_contain_text("Torsdag08.00–18.00")
    expect(hours.get_by_role("table").nth(1)).to_contain_text("Torsdag12.00–20.00")
    expect(hours.get_by_role("table").nth(1)).to_contain_text("Övriga dagarStängt")
