"""Without scripts: every value of every facet has a page of its own, and no control is dead."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from catalogue.i18n import urls
from tests.support.browser.axe import found
from tests.support.browser.list_choices import KEYS, TABLE, opened
from tests.support.browser.visiting import PAGES, Site, Visit, in_turn
from tests.support.catalogue.demo_cards import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.kept_window]
NO_SCRIPTS = {"java_script_enabled": False}
CHOOSE = "/urval/"
ASKED = in_turn([CHOOSE, "panel", "value"])


def part(site: Site, facet: str, value: str) -> str:
    """Read the page of one value, by following what the list of all choices links to."""
    where = urls.load(ROOT / "site", ("sv",))["sv"].selection(facet, value)
    assert f'href="{where}"' in (site.folder / "urval" / "index.html").read_text(encoding="utf-8")
    return (site.folder / where.strip("/") / "index.html").read_text(encoding="utf-8")


def shown(html: str) -> list[str]:
    """Return who is shown on a page of one value."""
    return re.findall(r'class="entry" data-provider="([^"]+)"', html)


def test_every_value_is_reached_and_shows_whom_it_should(site: Site) -> None:
    wrong = []
    values = [(key, value, split) for key in KEYS for value, split in TABLE.columns[key].splits.items()]
    for key, value, split in values:
        if split.matching:
            html = part(site, key, value)
            right = (
                shown(html) == [TABLE.ids[row] for row in split.matching],
                f"{split.not_matching} utförare har svarat nej." in html,
                f"{split.not_stated} utförare har inte svarat." in html,
            )
            wrong += [] if all(right) else [(key, value, right)]
    assert wrong == []


def test_those_who_have_not_stated_it_have_a_page(site: Site) -> None:
    unstated = {key: [TABLE.ids[row] for row in TABLE.columns[key].unstated] for key in KEYS}
    assert {key: shown(part(site, key, "")) for key in KEYS} == unstated


def test_addresses_and_titles_tell_nothing(site: Site) -> None:
    titles = set()
    for file in (site.folder / "urval").glob("*/index.html"):
        assert re.fullmatch(r"[0-9a-f]{8}", file.parent.name)
        titles.add(re.search(r"<title>(.*?)</title>", file.read_text(encoding="utf-8"))[1])  # type: ignore[index]
    assert titles == {"Ett urval ur listan – Hitta familjerådgivning"}


@pytest.mark.parametrize("visit", [NO_SCRIPTS], indirect=True)
def test_without_scripts_no_control_is_dead_and_the_choices_are_linked(visit: Visit) -> None:
    page = visit.go(PAGES["list"])
    assert [one for one in page.locator("main button, main input, main select").all() if one.is_visible()] == []
    page.get_by_role("link", name="Välj utifrån").click()
    page.get_by_role("link", name="Arabiska").click()
    assert page.locator("h1").inner_text() == "Språk: arabiska"
    assert page.locator(".entry").count() == len(TABLE.columns["languages"].splits["ar"].matching)


def test_a_part_leads_to_the_list_with_its_choice_made(visit: Visit) -> None:
    page = visit.go(CHOOSE)
    page.get_by_role("link", name="Arabiska").click()
    page.get_by_role("link", name="Till hela listan").click()
    expect(page.locator("#cards > li")).to_have_count(len(TABLE.columns["languages"].splits["ar"].matching))


def everything_open(visit: Visit) -> Page:
    """Open every group of the panel, with a choice made and an order chosen."""
    page = opened(visit, "#languages=ar&order=distance&near=farsta&step_free=yes")
    for button in page.locator(".opener[aria-expanded=false]").element_handles():
        button.click()
    return page


def test_axe_finds_nothing_in_the_open_panel(visit: Visit) -> None:
    page = everything_open(visit)
    assert [(look, fault) for look in visit.looks(ASKED["panel"]) for fault in found(page)] == []


@pytest.mark.parametrize("address", [CHOOSE, "value"])
def test_axe_finds_nothing_on_a_part(reader: Visit, address: str) -> None:
    page = reader.go(CHOOSE)
    if address == "value":
        page.locator(".choices a").first.click()
        page.wait_for_load_state()
    for look in reader.looks():
        assert look not in ASKED[address] or found(page) == [], look
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look
