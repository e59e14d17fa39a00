"""Huddinge (D55): the own unit first, and a supplier when it is full, from the reception's page to what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from catalogue.build import pipeline
from chalicelib.dates import clock
from ops.server.api_gateway import Response
from tests.support.browser.built_sites import once
from tests.support.browser.page_steps import issued
from tests.support.browser.signing import at_finance, at_reception, looked_up, signed_in
from tests.support.browser.visiting import PAGES, Loop, Site, window_on
from tests.support.municipalities import sites
from tests.support.ops.serving import answering

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test_hand_over")]
CHEAPEST, NEXT, OWN = "leverantor-02", "leverantor-09", "egen-regi"


def written(root: Path) -> None:
    """Write and build the site of Huddinge."""
    assert pipeline.build(sites.written("huddinge", root), today=sites.TODAY).ok


@pytest.fixture(scope="module")
def huddinge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """Serve Huddinge's site with the API and sign-in."""
    root = once(tmp_path_factory, "huddinge", written)
    with answering(root, var=tmp_path_factory.mktemp("ledger")) as local:
        yield Loop(Site(root / "dist", local.server.origin), local)


@pytest.fixture(scope="module")
def desk(browser: Browser, huddinge: Loop) -> Iterator[Page]:
    """The reception's page, signed in."""
    with window_on(browser, huddinge) as visit:
        yield at_reception(visit)


@pytest.fixture
def number(desk: Page) -> str:
    """A number by decision, issued and looked up on the page."""
    onwards = desk.get_by_role("button", name="Nästa nummer")
    if onwards.is_visible():
        onwards.click()
    desk.get_by_label("Timmar per vecka").fill("3")
    desk.get_by_label("Månader").fill("6")
    quoted = issued(desk)
    onwards.click()
    looked_up(desk, quoted)
    desk.locator("summary", has_text="Lämna över till leverantör").click()
    return quoted


def visited(loop: Loop, who: str, quoted: str, nth: int = 1) -> Response:
    """Claim an hour as a provider."""
    day = clock.day(clock.now()).isoformat()
    hour = {"number": quoted, "service": "familjebehandling", "date": day, "minutes": 60, "nth": nth}
    return loop.local.client.post("/v1/claims", who, hour)


def test_a_full_unit_hands_over_to_the_lowest_price_which_alone_is_paid_from_then_on(
    desk: Page, number: str, huddinge: Loop, browser: Browser
) -> None:
    assert visited(huddinge, OWN, number).status == 201
    desk.get_by_text("I tur är Påhittad leverantör 2, som har det lägsta priset i avtalet i dag.").wait_for()
    desk.get_by_role("button", name="Lämna över", exact=True).click()
    desk.get_by_text("Numret är överlämnat.").wait_for()
    assert desk.locator("[data-part=supplier]").inner_text() == "Påhittad leverantör 2, i tur"
    assert "Påhittad leverantör 2 tar emot dig." in desk.get_by_label("Text att skicka").last.input_value()
    assert visited(huddinge, OWN, number, nth=2).json()["code"] == "handed_over"
    assert visited(huddinge, NEXT, number).json()["code"] == "number_unknown"
    paid = visited(huddinge, CHEAPEST, number).json()
    assert (paid["amount_ore"], paid["tariff"]) == (60_500, f"familjebehandling/session/{CHEAPEST}/1/2020-01-01")
    with window_on(browser, huddinge) as visit:
        accounts = at_finance(visit)
        accounts.locator("[data-part=months] tbody tr:last-child button").click()
        accounts.locator("[data-part=run]").get_by_text("Påhittad leverantör 2").first.wait_for()
        accounts.get_by_role("button", name="Hämta uppföljningen").click()
        accounts.get_by_text("Nummer hos Påhittad leverantör 2: i tur").wait_for()


def test_another_supplier_needs_a_reason_which_the_look_up_says(desk: Page, number: str, huddinge: Loop) -> None:
    desk.get_by_label("Leverantör", exact=True).select_option(NEXT)
    desk.get_by_role("button", name="Lämna över", exact=True).click()
    desk.get_by_text("Välj ett skäl.").wait_for()
    desk.get_by_label("Skäl att ta någon annan än den som är i tur").select_option(label="Leverantören tackade nej")
    desk.get_by_role("button", name="Lämna över", exact=True).click()
    desk.get_by_text("Numret är överlämnat.").wait_for()
    said = desk.locator("[data-part=supplier]").inner_text()
    assert said == "Påhittad leverantör 9, inte i tur: Leverantören tackade nej"
    assert visited(huddinge, NEXT, number).json()["amount_ore"] == 69_500


def test_a_number_comes_back_to_the_own_unit_even_when_no_agreement_is_left(
    desk: Page, number: str, huddinge: Loop
) -> None:
    handed = {"number": number}
    assert huddinge.local.client.post("/v1/numbers/hand-over", "reception", handed).status == 200

    def ended(route: Route) -> None:
        answer = route.fetch()
        state = {name: value for name, value in answer.json().items() if name not in {"suppliers", "turn_by"}}
        route.fulfill(response=answer, json=state)

    desk.route("**/numbers/look-up", ended, times=1)
    looked_up(desk, number)
    desk.locator("summary", has_text="Lämna över till leverantör").click()
    assert desk.get_by_label("Leverantör", exact=True).locator("option").all_text_contents() == ["Egen regi"]
    desk.get_by_label("Skäl att ta någon annan än den som är i tur").select_option(label="Avtalet har tagit slut")
    desk.get_by_role("button", name="Lämna över", exact=True).click()
    desk.get_by_text("Numret är tillbaka hos den egna enheten.").wait_for()
    assert visited(huddinge, OWN, number).status == 201


def test_a_supplier_signs_in_under_its_name_and_reports_what_is_its_own(
    desk: Page, number: str, huddinge: Loop, browser: Browser
) -> None:
    desk.get_by_role("button", name="Lämna över", exact=True).click()
    desk.get_by_text("Numret är överlämnat.").wait_for()
    with window_on(browser, huddinge) as visit:
        page = signed_in(visit, PAGES["provider_desk"], CHEAPEST, "Inloggad som Påhittad leverantör 2.")
        assert page.locator("[data-part=availability]").is_hidden()
        page.locator("#reported").fill(number)
        page.locator("#minutes").fill("60")
        page.get_by_role("button", name="Rapportera", exact=True).click()
        page.get_by_text("605 kr").first.wait_for()


def test_no_public_file_names_a_supplier(huddinge: Loop) -> None:
    staff = {"personal", "staff", "henkilokunta"}
    naming = {
        file.relative_to(huddinge.site.folder).as_posix()
        for file in huddinge.site.folder.rglob("*")
        if file.is_file() and b"leverantor-02" in file.read_bytes()
    }
    assert naming
    assert {name for name in naming if not any(part in name for part in staff)} == set()
