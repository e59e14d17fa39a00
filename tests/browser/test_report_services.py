"""What a report holds by its service, faults that are told while one types, and what came of a lost answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from chalicelib import clock, number
from tests.browser.every_service import CODED, HOURS, UNNUMBERED
from tests.browser.test_own_number import mistyped
from tests.browser.visiting import SERVICE, Loop

pytestmark = pytest.mark.browser
CLAIM = "**/v1/claims"


@pytest.fixture
def form(desk: Page) -> Page:
    """An empty form for a session."""
    onwards = desk.get_by_role("button", name="Rapportera nästa")
    if onwards.is_visible():
        onwards.click()
    desk.locator("#service").select_option(SERVICE)
    desk.get_by_label("Kontrollnummer").fill("")
    desk.locator("#day").fill(clock.day(clock.now()).isoformat())
    return desk


def issued(loop: Loop, service: str, **order: object) -> dict[str, Any]:
    """Issue a number of a service, as the reception does."""
    answer = loop.local.client.post("/v1/numbers", "reception", {"service": service, **order})
    given: dict[str, Any] = answer.json()
    return given


def send(page: Page, said: str = "Registrerat") -> None:
    """Report what the form says."""
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_role("heading", name=said, exact=True).wait_for()


def told(page: Page, name: str) -> str:
    """What stands beside a name on the receipt."""
    return page.locator(f"[data-part=report] [data-part={name}]").inner_text().replace("\u00a0", " ")


class TestServices:
    """Each service is asked for what it needs, and for nothing else."""

    def test_a_service_by_the_hour_is_reported_in_minutes(self, form: Page, every_loop: Loop) -> None:
        given = issued(every_loop, HOURS, decision={"minutes_week": 300, "months": 6})
        form.locator("#service").select_option(HOURS)
        form.get_by_label("Kontrollnummer").fill(given["number"])
        form.get_by_role("button", name="Rapportera", exact=True).click()
        form.get_by_text("Skriv tiden i hela minuter, från 1 till 1440.").wait_for()
        form.get_by_label("Tid i minuter").fill("90")
        send(form)
        assert (told(form, "amount"), told(form, "what")) == ("1 276,50 kr", "Samtal, 90 minuter")
        assert told(form, "left") == f"{(given['granted'] - 90) / 60:g}".replace(".", ",") + " timmar"

    def test_what_is_left_of_hours_is_told_in_hours(self, form: Page, every_loop: Loop) -> None:
        given = issued(every_loop, HOURS, decision={"minutes_week": 60, "months": 1})
        form.locator("#service").select_option(HOURS)
        form.get_by_label("Kontrollnummer").fill(given["number"])
        form.get_by_role("button", name="Kontrollera numret").click()
        form.get_by_text(f"Numret kan användas. {given['granted'] / 60:g} timmar kvar".replace(".5", ",5")).wait_for()

    def test_a_presence_code_is_asked_for_where_policy_does(self, form: Page, every_loop: Loop) -> None:
        given = issued(every_loop, CODED)
        form.locator("#service").select_option(CODED)
        form.get_by_label("Kontrollnummer").fill(given["number"])
        form.get_by_role("button", name="Rapportera", exact=True).click()
        form.get_by_text("Skriv besökskoden.").wait_for()
        form.get_by_label("Besökskod").fill(given["codes"][0].lower())
        send(form)
        assert told(form, "left") == "4 samtal"

    def test_where_there_are_no_numbers_ones_own_reference_is_the_key(self, form: Page) -> None:
        for said in ("Registrerat", "Redan registrerat"):
            form.locator("#service").select_option(UNNUMBERED)
            assert form.get_by_label("Kontrollnummer").is_hidden()
            form.get_by_label("Er egen referens").fill("2026/17")
            send(form, said)
            assert (told(form, "amount"), form.locator("[data-part=report] [data-part=left_row]").is_hidden()) == (
                "700 kr",
                True,
            )
            assert form.get_by_role("button", name="ett till samtal samma dag").is_hidden()
            form.get_by_role("button", name="Rapportera nästa").click()

    def test_the_receipt_of_an_exempt_visitor_says_that_no_fee_is_taken(self, form: Page, every_loop: Loop) -> None:
        form.get_by_label("Kontrollnummer").fill(every_loop.number(exempt=True))
        send(form)
        assert told(form, "fee") == "0 kr"
        assert told(form, "fee_none") == "Ta inte ut någon avgift."

    def test_a_week_that_is_full_is_told_with_what_is_left_of_it(self, form: Page) -> None:
        def refuse(route: Route) -> None:
            route.fulfill(status=409, json={"code": "week_full", "left_minutes": 30})

        form.route(CLAIM, refuse)
        form.get_by_label("Kontrollnummer").fill("7K3M-9RT4-WXC6")
        form.get_by_role("button", name="Rapportera", exact=True).click()
        form.get_by_text("Det finns 30 minuter kvar av den.").wait_for()


class TestWhileOneTypes:
    """A fault is told beside its field before anything is sent, and the focus stays."""

    def test_a_number_as_long_as_one_that_is_mistyped(self, form: Page, every_loop: Loop) -> None:
        right = every_loop.number()
        form.get_by_label("Kontrollnummer").press_sequentially(mistyped(right))
        form.get_by_role("button", name=f"{number.format(right)}? Ja, använd det").wait_for()
        assert form.evaluate("document.activeElement.id") == "reported"

    def test_a_number_that_is_not_finished_is_left_in_peace(self, form: Page, every_loop: Loop) -> None:
        form.get_by_label("Kontrollnummer").press_sequentially(every_loop.number()[:11])
        assert form.locator("#reported-fault").is_hidden()

    @pytest.mark.parametrize(("days", "said"), [(1, "Dagen har inte varit än."), (-91, "Det är för länge sedan.")])
    def test_a_day_that_cannot_be_reported(self, form: Page, days: int, said: str) -> None:
        day = clock.day(clock.now()) + dt.timedelta(days=days)
        form.locator("#day").fill(day.isoformat())
        form.get_by_text(said).wait_for()
        assert form.locator("#day").get_attribute("aria-invalid") == "true"

    @pytest.mark.parametrize(
        ("text", "said"), [("anna andersson", "Skriv en referens"), ("199006022397", "ser ut som ett personnummer")]
    )
    def test_a_reference_that_is_none(self, form: Page, text: str, said: str) -> None:
        form.locator("#service").select_option(UNNUMBERED)
        form.get_by_label("Er egen referens").press_sequentially(text)
        form.get_by_text(said).wait_for()
        form.get_by_label("Er egen referens").fill("")


class TestWhatHappened:
    """After a lost answer the page says what came of the first report."""

    def test_the_first_never_arrived(self, form: Page, every_loop: Loop) -> None:
        form.route(CLAIM, lambda route: route.abort("connectionrefused"), times=1)
        form.get_by_label("Kontrollnummer").fill(every_loop.number())
        form.get_by_role("button", name="Rapportera", exact=True).click()
        form.get_by_text("Inget svar från tjänsten.").wait_for()
        send(form)
        assert form.get_by_text("Första gången kom rapporten inte fram.").is_visible()

    def test_the_one_that_was_lost_was_another(self, form: Page, every_loop: Loop) -> None:
        form.route(CLAIM, lambda route: route.abort("connectionreset"), times=1)
        form.get_by_label("Kontrollnummer").fill(every_loop.number())
        form.get_by_role("button", name="Rapportera", exact=True).click()
        form.get_by_text("Inget svar från tjänsten.").wait_for()
        form.get_by_label("Kontrollnummer").fill(every_loop.number())
        send(form)
        assert form.get_by_text("En tidigare rapport fick inget svar").is_visible()

    def test_one_more_session_of_the_same_day_is_reported_when_one_says_so(self, form: Page, every_loop: Loop) -> None:
        again = every_loop.number()
        for said in ("Registrerat", "Redan registrerat"):
            form.get_by_label("Kontrollnummer").fill(again)
            send(form, said)
            if said == "Registrerat":
                form.get_by_role("button", name="Rapportera nästa").click()
        assert form.get_by_text("Inget nytt har registrerats.").is_visible()
        form.get_by_role("button", name="ett till samtal samma dag").click()
        form.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        assert told(form, "left") == "3 samtal"
