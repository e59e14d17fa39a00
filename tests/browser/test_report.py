"""A provider checks a number and reports a session, in a real browser against the real API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chalicelib.dates import clock
from tests.support.browser.axe import found
from tests.support.browser.page_steps import lose_first_answer, receipt, report
from tests.support.browser.signing import at_reception, signed_in, standing, tidied, welcome
from tests.support.browser.visiting import PAGES, SERVICE, Loop, Visit, in_turn, mistyped, window_on

pytestmark = pytest.mark.browser
STATES = in_turn(["empty", "refused", "receipt"])
WHO = "exempelbron"
CLAIM = "**/v1/claims"


@pytest.fixture(scope="module")
def window(browser: Browser, loop: Loop) -> Iterator[Visit]:
    """Keep one window at the page, signed in."""
    with window_on(browser, loop) as visit:
        at_provider(visit)
        yield visit


@pytest.fixture
def page(window: Visit) -> Page:
    """The page, signed in, with a blank form for a session of today."""
    page = tidied(window, "Rapportera nästa")
    page.locator("#day").fill(clock.day(clock.now()).isoformat())
    return page


def at_provider(visit: Visit) -> Page:
    """The provider's page, signed in."""
    return signed_in(visit, PAGES["provider_desk"], WHO, welcome(WHO))


def test_a_session_is_reported_and_its_receipt_shown(page: Page, loop: Loop) -> None:
    number = loop.number()
    report(page, number)
    assert (receipt(page, "amount"), receipt(page, "fee"), receipt(page, "left")) == (
        "1 104 kr",
        "450 kr",
        "4 samtal",
    )
    assert standing(loop, number)["left"] == 4


def test_a_missed_visit_is_reported_and_takes_the_fee_and_a_session(page: Page, loop: Loop) -> None:
    number = loop.number()
    page.get_by_label("Vad det var").select_option(label="Uteblivet besök")
    report(page, number)
    assert (receipt(page, "amount"), receipt(page, "fee"), receipt(page, "left")) == (
        "0 kr",
        "450 kr",
        "4 samtal",
    )


def test_a_number_is_checked_without_being_used_and_the_fee_is_told_before_the_visit(page: Page, loop: Loop) -> None:
    number = loop.number()
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Kontrollera numret").click()
    page.get_by_text("Numret kan användas. 5 samtal kvar").wait_for()
    expect(page.locator("[data-part=checked]")).to_contain_text("Ta ut 450 kr i avgift för besöket.")
    exempt = {"number": number, "exempt": True, "reason": "decision"}
    loop.local.client.post("/v1/numbers/exempt", "reception", exempt)
    page.get_by_role("button", name="Kontrollera numret").click()
    expect(page.locator("[data-part=checked]")).to_contain_text("Ta inte ut någon avgift.")
    assert standing(loop, number)["left"] == 5


def test_an_old_slip_is_told_as_replaced_when_checked_and_when_reported(page: Page, loop: Loop) -> None:
    said = "Numret är ersatt av ett nytt. Fråga efter det nya numret."
    page.get_by_label("Kontrollnummer", exact=True).fill(loop.replaced())
    page.get_by_role("button", name="Kontrollera numret").click()
    page.locator("[data-part=report] [data-part=checked]", has_text=said).wait_for()
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.locator("[data-part=report] [data-part=failed]", has_text=said).wait_for()


def test_a_mistyped_number_is_told_and_not_sent(page: Page, window: Visit, loop: Loop) -> None:
    number, before = loop.number(), len(window.requests)
    page.get_by_label("Kontrollnummer", exact=True).fill(mistyped(number))
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"{number}? Ja, använd det").wait_for()
    assert [url for url in window.requests[before:] if "/v1/claims" in url] == []


def test_on_a_phone_what_is_wrong_is_seen_from_the_button_below(page: Page, staffed: Visit) -> None:
    staffed.look(390, 844)
    page.get_by_label("Kontrollnummer", exact=True).fill("7К3M-9RT4-WXC6")
    page.get_by_label("Kontrollnummer", exact=True).evaluate(
        "number => scrollBy(0, number.getBoundingClientRect().top)"
    )
    page.get_by_role("button", name="Kontrollera numret").click()
    fault = page.locator("[data-part=report] [data-part=fault]")
    expect(fault).to_contain_text("är en kyrillisk bokstav")
    assert fault.evaluate("fault => fault.getBoundingClientRect().top") >= 0


def test_after_a_lost_answer_the_same_report_gets_the_same_receipt(page: Page, loop: Loop) -> None:
    answered = lose_first_answer(page, CLAIM, "claim_id")
    number = loop.number()
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.keyboard.press("Enter")
    page.get_by_text("samma samtal registreras bara en gång").wait_for()
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_role("heading", name="Redan registrerat").wait_for()
    assert page.get_by_text("Svaret försvann på vägen, men rapporten hade kommit fram").is_visible()
    assert receipt(page, "receipt_full") == answered[0] == answered[1]
    assert standing(loop, number)["left"] == 4


def test_another_session_of_the_same_day_is_reported_only_when_said_so(page: Page, loop: Loop) -> None:
    def in_the_way(route: Route) -> None:  # the demonstration has one price, so no two reports of a day can differ
        if '"nth":1' in (route.request.post_data or ""):
            route.fulfill(status=409, json={"code": "conflict", "next_nth": 2})
        else:
            route.continue_()

    number = loop.number()
    report(page, number)
    page.get_by_role("button", name="Rapportera nästa").click()
    page.route(CLAIM, in_the_way)
    page.get_by_label("Kontrollnummer", exact=True).fill(number)
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_text("redan rapporterat för numret, men med andra uppgifter").wait_for()
    assert standing(loop, number)["left"] == 4
    page.get_by_role("button", name="nytt samtal samma dag").click()
    page.get_by_role("heading", name="Registrerat").wait_for()
    assert standing(loop, number)["left"] == 3


def test_what_there_is_no_choice_of_is_not_asked(page: Page) -> None:
    assert page.locator("#counsellors").is_hidden()
    assert page.locator("#service").is_hidden()


def test_a_day_before_the_number_is_told_with_the_first_day_that_it_covers(page: Page, loop: Loop) -> None:
    today = clock.day(clock.now())
    page.get_by_label("Kontrollnummer", exact=True).fill(loop.number())
    page.locator("#day").fill((today - dt.timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_text("Numret gällde inte än den dagen. Det gäller från och med").wait_for()
    assert page.locator("[data-part=report] [data-part=result]").is_hidden()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"code": "too_old", "earliest": "2026-08-24"}, "Den tidigaste dagen som kan rapporteras är 24 augusti 2026."),
        ({"code": "number_revoked"}, "Numret är spärrat"),
        ({"code": "exhausted"}, "Inga samtal kvar"),
        ({"code": "wrong_service"}, "Numret gäller en annan insats."),
        ({"code": "unknown_service"}, "Tjänsten svarade: unknown_service."),
    ],
)
def test_each_refusal_has_its_words(page: Page, loop: Loop, body: dict[str, str], said: str) -> None:
    page.route(CLAIM, lambda route: route.fulfill(status=409, json=body))
    page.get_by_label("Kontrollnummer", exact=True).fill(loop.number())
    page.keyboard.press("Enter")
    page.get_by_text(said).wait_for()
    assert page.get_by_role("button", name="nytt samtal samma dag").is_hidden()


def test_at_the_last_session_the_receipt_says_what_happens_then(page: Page, loop: Loop) -> None:
    number = loop.number(sessions=2)
    report(page, number)
    assert page.get_by_text("Behöver du fler samtal?").is_visible()


def test_reception_issues_provider_reports_and_the_resident_sees_what_is_left(staffed: Visit, loop: Loop) -> None:
    reception = at_reception(staffed)
    reception.get_by_role("button", name="Ge ut numret").click()
    reception.get_by_role("heading", name="Numret är utgivet").wait_for()
    number = reception.locator("[data-part=number_shown]").inner_text()
    provider = Visit(staffed.context, loop.site)
    report(at_provider(provider), number)
    resident = Visit(staffed.context, loop.site).go(PAGES["own_number"])
    resident.get_by_label("Ditt kontrollnummer").fill(number)
    resident.keyboard.press("Enter")
    resident.get_by_role("heading", name="4 samtal kvar").wait_for()
    client = loop.local.client
    month = f"{clock.day(clock.now()):%Y-%m}"
    rows = client.get(f"/v1/claims?month={month}", "controller").json()["rows"]
    claim_id = receipt(provider.page, "receipt_full")
    assert [(row["service"], row["amount_ore"]) for row in rows if row["claim_id"] == claim_id] == [(SERVICE, 110_400)]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, window: Visit, loop: Loop, state: str) -> None:
    if state == "refused":
        page.get_by_label("Kontrollnummer", exact=True).fill("7K3M")
        page.keyboard.press("Enter")
    if state == "receipt":
        report(page, loop.number(sessions=1))
    for look in window.looks():
        assert look not in STATES[state] or found(page) == [], look
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, look
