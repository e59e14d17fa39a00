"""A list beyond 60: paged without choices, and with them shown from all its pages, in the day's order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.catalogue import synthetic
from catalogue.build import pipeline
from tests.support import frozen
from tests.support.browser.built_sites import served
from tests.support.browser.visiting import BUILT, Site, Visit, fresh_windows

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("long-list")]  # built once, by one worker
ROOT = Path(__file__).parents[2]
COUNT = 150


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build and serve a site of invented providers."""
    root = tmp_path_factory.mktemp("long") / "site"
    root.mkdir()
    synthetic.checkout(frozen.root(), root, COUNT)
    report = pipeline.build(root, today=BUILT)
    assert report.ok, [problem.text("en") for problem in report.problems]
    with served(root / "dist") as built:
        yield built


@pytest.fixture
def page(browser: Browser, long_site: Site) -> Iterator[Page]:
    """Open the second page of the list on the day that it was built."""
    with fresh_windows(browser) as context:
        visit = Visit(context, long_site)
        visit.page.clock.set_fixed_time(f"{BUILT}T12:00:00Z")
        yield visit.go("/utforare/sida/2/", settled=True)


def ids(page: Page) -> list[str]:
    """Read who is shown."""
    found: list[str] = page.eval_on_selector_all("#cards > li", "cards => cards.map(card => card.dataset.provider)")
    return found


def told(site: Site) -> dict[str, Any]:
    """Read what the browser filters by."""
    data: dict[str, Any] = json.loads((site.folder / "facets.json").read_text(encoding="utf-8"))
    return data


def in_video(data: dict[str, Any]) -> list[str]:
    """Return who offers video, in the day's order."""
    facet = data["facets"]["formats"]
    video = facet["values"].index("video")
    return [id_ for id_, at in zip(data["ids"], facet["columns"][0], strict=True) if video in (facet["sets"][at] or [])]


def settled(page: Page) -> None:
    """Wait until those who should be shown are shown."""
    page.locator("#cards[aria-busy=false]").wait_for(state="attached")


def choose_video(page: Page) -> None:
    """Choose video, and wait until the cards of other pages are there."""
    page.locator("[aria-controls=group-formats]").click()
    page.locator("fieldset[data-facet=formats] input[value=video]").check()
    expect(page.locator("#more")).to_have_text(re.compile("Visa [0-9]+ till"))
    settled(page)


def test_without_choices_a_page_shows_its_own_sixty(page: Page, long_site: Site) -> None:
    assert ids(page) == told(long_site)["ids"][60:120]
    assert page.locator("nav.paging").is_visible()


def test_a_choice_shows_those_of_all_pages_in_the_day_s_order(page: Page, long_site: Site) -> None:
    choose_video(page)
    wanted = in_video(told(long_site))
    assert len(wanted) > 60
    assert ids(page) == wanted[:60]
    assert page.locator("nav.paging").is_hidden()


def test_more_are_shown_at_the_press_of_a_button_and_the_focus_goes_along(page: Page, long_site: Site) -> None:
    choose_video(page)
    wanted = in_video(told(long_site))
    assert page.locator("#more").inner_text() == f"Visa {min(60, len(wanted) - 60)} till"
    page.locator("#more").click()
    page.wait_for_function("id => document.activeElement.closest('li')?.dataset.provider === id", arg=wanted[60])
    assert ids(page) == wanted[:120]


def test_a_page_of_the_list_that_cannot_be_fetched_is_said_in_place_of_the_count(page: Page) -> None:
    page.route("**/utforare/sida/3/", lambda route: route.fulfill(status=503))
    page.locator("#ordering").select_option("soonest")
    page.locator("#more").click()
    expect(page.locator("#count")).to_have_text(re.compile("Det gick inte att hämta allt"))


def test_clear_brings_the_page_of_the_list_back(page: Page, long_site: Site) -> None:
    choose_video(page)
    page.locator("#picked .reset").click()
    settled(page)
    assert ids(page) == told(long_site)["ids"][60:120]
    assert page.evaluate("document.getElementById('cards').start") == 61


def test_a_part_of_the_list_is_paged_without_scripts(long_site: Site) -> None:
    files = list((long_site.folder / "urval").glob("*/2/index.html"))
    assert files
    for file in files:
        assert 'start="61"' in file.read_text(encoding="utf-8")
