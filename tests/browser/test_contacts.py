"""The reception counts what calls come to, and complaints, on a site with the rules of Stockholm's inquiry of 2007."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue.build import pipeline
from chalicelib.dates import clock
from tests.support.browser.axe import found
from tests.support.browser.built_sites import once
from tests.support.browser.page_steps import lose_first_answer
from tests.support.browser.signing import at_finance, at_reception
from tests.support.browser.visiting import BUILT, PAGES, SERVICE, Loop, Site, Visit, window_on
from tests.support.municipalities import sites
from tests.support.ops.serving import answering

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_contacts")]
CONTACTS = "**/v1/contacts"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """Serve the city's site with the API and sign-in, over a ledger of its own."""

    def make(folder: Path) -> None:
        report = pipeline.build(sites.written("stockholm-2007", folder), today=BUILT)
        assert report.ok, [problem.text("en") for problem in report.problems]

    root = once(tmp_path_factory, "stockholm-2007", make)
    with answering(root, var=tmp_path_factory.mktemp("ledger")) as local:
        yield Loop(Site(root / "dist", local.server.origin), local)


@pytest.fixture(scope="module")
def window(browser: Browser, city: Loop) -> Iterator[Visit]:
    """Keep one window at the reception's page, signed in."""
    with window_on(browser, city) as visit:
        at_reception(visit)
        yield visit


@pytest.fixture
def page(window: Visit) -> Page:
    """The page, as the next caller finds it."""
    window.page.unroute_all()
    return window.page


def counts(city: Loop) -> Any:  # noqa: ANN401 - JSON is any
    """What finance's follow-up says of the year's contacts."""
    answer = city.local.client.get(f"/v1/follow-up?year={clock.day(clock.now()).year}", "controller")
    return next(one["contacts"] for one in answer.json()["services"] if one["service"] == SERVICE)


def pressed(page: Page, name: str) -> None:
    """Press what a call came to, and wait until it is counted."""
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(f"Räknat: {name}.").wait_for()


def test_one_press_counts_a_call_and_says_nothing_of_the_caller(page: Page, city: Loop) -> None:
    before = counts(city)["advice"]
    with page.expect_request(CONTACTS) as request:
        pressed(page, "Råd i telefon")
    assert request.value.post_data_json == {"service": SERVICE, "kind": "advice"}
    assert counts(city)["advice"] == before + 1


def test_a_caller_is_sent_elsewhere_by_keyboard_to_a_place_of_policy(page: Page, city: Loop) -> None:
    before = counts(city)["referred_to"].get("bup", 0)
    page.get_by_role("button", name="Barn- och ungdomspsykiatrin (Bup)", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Räknat: Barn- och ungdomspsykiatrin (Bup).").wait_for()
    assert counts(city)["referred_to"]["bup"] == before + 1


def test_a_slip_of_the_hand_is_undone(page: Page, city: Loop) -> None:
    before = counts(city)
    pressed(page, "Första bedömning, inget nummer än")
    page.get_by_role("button", name="Ångra").click()
    page.get_by_text("Det räknas inte längre.").wait_for()
    assert counts(city) == before


def test_a_call_whose_answer_was_lost_is_counted_once(page: Page, city: Loop) -> None:
    before = counts(city)["advice"]
    lose_first_answer(page, CONTACTS, "counted")
    page.get_by_role("button", name="Råd i telefon").click()
    page.get_by_text("Vi vet inte om samtalet räknades.").wait_for()
    pressed(page, "Råd i telefon")
    assert counts(city)["advice"] == before + 1


def test_a_complaint_is_counted_by_what_it_is_about_and_whom_it_concerns(page: Page, city: Loop) -> None:
    before = counts(city)
    page.locator("summary", has_text="Klagomål").click()
    page.get_by_label("Vem klagomålet gäller").select_option("private")
    pressed(page, "Väntetiden")
    page.locator("summary", has_text="Klagomål").click()
    after = counts(city)
    assert after["complaints_about"]["waiting"] == before["complaints_about"].get("waiting", 0) + 1
    assert after["complaints_concern"]["private"] == before["complaints_concern"].get("private", 0) + 1


def test_the_page_has_no_faults_of_accessibility(page: Page) -> None:
    assert found(page) == []


def test_finance_reads_the_share_of_callers_who_were_sent_elsewhere(page: Page, browser: Browser, city: Loop) -> None:
    """Three callers got a number, and one is sent elsewhere: a quarter (D10), whatever was counted before."""
    pressed(page, "Kuratorn på vårdcentralen")
    city.number(residence="checked")
    share = counts(city)["referred_share"]
    with window_on(browser, city) as visit:
        desk = at_finance(visit)
        section = desk.locator("[data-part=follow_up]")
        section.locator("[data-part=show]").click()
        row = section.get_by_role("row", name="Hänvisade till ett annat ställe, andel")
        expect(row).to_contain_text(f"{share * 100:.1f}".replace(".", ",").removesuffix(",0"))
        expect(section.get_by_role("row", name="Hänvisade till: Kuratorn på vårdcentralen")).to_contain_text("1")
        expect(section.get_by_role("row", name="Klagomål om: Väntetiden")).to_be_visible()


def test_residents_read_where_else_they_can_turn(window: Visit, city: Loop) -> None:
    del window
    help_page = (city.site.folder / PAGES["help"].strip("/") / "index.html").read_text(encoding="utf-8")
    assert "Enheten för alkohol och droger" in help_page
