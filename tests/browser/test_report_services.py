"""What a report holds by its service, faults that are told while one types, and what came of a lost answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from chalicelib.control_numbers import control_number
from chalicelib.dates import clock
from tests.support.browser.every_service import CODED, HOURS, UNNUMBERED
from tests.support.browser.page_steps import receipt
from tests.support.browser.visiting import Loop, mistyped

pytestmark = pytest.mark.browser
CLAIM = "**/v1/claims"


def issued(loop: Loop, service: str, **order: object) -> dict[str, Any]:
    """Issue a number of a service, as the reception does."""
    answer = loop.local.client.post("/v1/numbers", "reception", {"service": service, **order})
    given: dict[str, Any] = answer.json()
    return given


def send(page: Page, said: str = "Registrerat") -> None:
    """Report what the form says."""
    page.get_by_role("button", name="Rapportera", exact=True).click()
    page.get_by_role("heading", name=said, exact=True).wait_for()


class TestServices:
    """Each service is asked for what it needs, and for nothing else."""

    def test_a_service_by_the_hour_is_reported_in_minutes(self, blank: Page, every_loop: Loop) -> None:
        given = issued(every_loop, HOURS, decision={"minutes_week": 300, "months": 6})
        blank.locator("#service").select_option(HOURS)
        blank.get_by_label("Kontrollnummer", exact=True).fill(given["number"])
        blank.get_by_role("button", name="Rapportera", exact=True).click()
        blank.get_by_text("Skriv tiden i hela minuter, från 1 till 1440.").wait_for()
        blank.get_by_label("Tid i minuter").fill("90")
        send(blank)
        assert (receipt(blank, "amount"), receipt(blank, "what")) == ("1 276,50 kr", "Besök, 90 minuter")
        assert receipt(blank, "left") == f"{(given['granted'] - 90) / 60:g}".replace(".", ",") + " timmar"

    def test_what_is_left_of_hours_is_told_in_hours(self, blank: Page, every_loop: Loop) -> None:
        given = issued(every_loop, HOURS, decision={"minutes_week": 60, "months": 1})
        blank.locator("#service").select_option(HOURS)
        blank.get_by_label("Kontrollnummer", exact=True).fill(given["number"])
        blank.get_by_role("button", name="Kontrollera numret").click()
        blank.get_by_text(f"Numret kan användas. {given['granted'] / 60:g} timmar kvar".replace(".5", ",5")).wait_for()

    def test_a_presence_code_is_asked_for_where_policy_does(self, blank: Page, every_loop: Loop) -> None:
        given = issued(every_loop, CODED)
        blank.locator("#service").select_option(CODED)
        blank.get_by_label("Kontrollnummer", exact=True).fill(given["number"])
        blank.get_by_role("button", name="Rapportera", exact=True).click()
        blank.get_by_text("Skriv besökskoden.").wait_for()
        blank.get_by_label("Besökskod").fill(given["codes"][0].lower())
        send(blank)
        assert receipt(blank, "left") == "4 samtal"

    def test_a_presence_code_is_sent_as_it_is_read(self, blank: Page, every_loop: Loop) -> None:
        given = issued(every_loop, CODED)
        blank.locator("#service").select_option(CODED)
        blank.get_by_label("Kontrollnummer", exact=True).fill(given["number"])
        blank.get_by_label("Besökskod").fill(f"Besökskoden till mitt besök är ”{given['codes'][0]}”.")
        send(blank)

    def test_a_reference_that_is_pasted_with_spaces_that_nobody_sees_is_the_same(self, blank: Page) -> None:
        for reference, said in (("2026-99", "Registrerat"), ("\u00a02026\u201199\u200b", "Redan registrerat")):
            blank.locator("#service").select_option(UNNUMBERED)
            blank.get_by_label("Er egen referens").fill(reference)
            send(blank, said)
            blank.get_by_role("button", name="Rapportera nästa").click()

    def test_where_there_are_no_numbers_ones_own_reference_is_the_key(self, blank: Page) -> None:
        for said in ("Registrerat", "Redan registrerat"):
            blank.locator("#service").select_option(UNNUMBERED)
            assert blank.get_by_label("Kontrollnummer", exact=True).is_hidden()
            blank.get_by_label("Er egen referens").fill("2026/17")
            send(blank, said)
            assert (
                receipt(blank, "amount"),
                blank.locator("[data-part=report] [data-part=left_row]").is_hidden(),
            ) == (
                "700 kr",
                True,
            )
            assert blank.get_by_role("button", name="ett till besök samma dag").is_hidden()
            blank.get_by_role("button", name="Rapportera nästa").click()

    def test_the_receipt_of_an_exempt_visitor_says_that_no_fee_is_taken(self, blank: Page, every_loop: Loop) -> None:
        blank.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number(exempt=True))
        send(blank)
        assert receipt(blank, "fee") == "0 kr"
        assert receipt(blank, "fee_none") == "Ta inte ut någon avgift."

    def test_a_week_that_is_full_is_told_with_what_is_left_of_it(self, blank: Page) -> None:
        def refuse(route: Route) -> None:
            route.fulfill(status=409, json={"code": "week_full", "left_minutes": 30})

        blank.route(CLAIM, refuse)
        blank.get_by_label("Kontrollnummer", exact=True).fill("7K3M-9RT4-WXC6")
        blank.get_by_role("button", name="Rapportera", exact=True).click()
        blank.get_by_text("Det finns 30 minuter kvar av den.").wait_for()


class TestWhileOneTypes:
    """A fault is told beside its field before anything is sent, and the focus stays."""

    def test_a_number_as_long_as_one_that_is_mistyped(self, blank: Page, every_loop: Loop) -> None:
        right = every_loop.number()
        blank.get_by_label("Kontrollnummer", exact=True).press_sequentially(mistyped(right))
        blank.get_by_role("button", name=f"{control_number.format(right)}? Ja, använd det").wait_for()
        assert blank.evaluate("document.activeElement.id") == "reported"

    def test_a_number_that_is_not_finished_is_left_in_peace(self, blank: Page, every_loop: Loop) -> None:
        blank.get_by_label("Kontrollnummer", exact=True).press_sequentially(every_loop.number()[:11])
        assert blank.locator("#reported-fault").is_hidden()

    @pytest.mark.parametrize(("days", "said"), [(1, "Dagen har inte varit än."), (-91, "Det är för länge sedan.")])
    def test_a_day_that_cannot_be_reported(self, blank: Page, days: int, said: str) -> None:
        day = clock.day(clock.now()) + dt.timedelta(days=days)
        blank.locator("#day").fill(day.isoformat())
        blank.get_by_text(said).wait_for()
        assert blank.locator("#day").get_attribute("aria-invalid") == "true"

    def test_a_number_in_the_line_that_it_was_pasted_with_is_left_in_peace(self, blank: Page, every_loop: Loop) -> None:
        blank.get_by_label("Kontrollnummer", exact=True).fill(f"Hej! Kontrollnumret är {every_loop.number()}. /Anna")
        assert blank.locator("#reported-fault").is_hidden()

    def test_a_letter_that_no_number_has_is_named_with_the_number_that_is_meant(
        self, blank: Page, every_loop: Loop
    ) -> None:
        right = every_loop.number()
        blank.get_by_label("Kontrollnummer", exact=True).fill(f"{right[:6]}Ä{right[7:]}")
        blank.get_by_text("Tecken 6 är ”Ä”. Ett kontrollnummer har bara siffror och bokstäverna B C D").wait_for()
        blank.get_by_role("button", name=f"{right}? Ja, använd det").wait_for()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("7KÄM", "Tecken 3 är ”Ä”. En besökskod"),
            ("7К3M", "Tecken 2 är en kyrillisk bokstav"),
            ("7K3", "Besökskoden har 4 tecken."),
        ],
    )
    def test_a_presence_code_that_is_none(self, blank: Page, text: str, said: str) -> None:
        blank.locator("#service").select_option(CODED)
        blank.get_by_label("Besökskod").fill(text)
        blank.get_by_text(said).wait_for()
        blank.get_by_label("Besökskod").fill("")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("anna andersson", "Tecken 5 är ett mellanslag."),
            ("19121212-T123", "ser ut som ett personnummer"),
            ("0701010100", "Är det en egen referens? Skriv den med högst nio siffror, utan datum."),
        ],
    )
    def test_a_reference_that_is_none(self, blank: Page, text: str, said: str) -> None:
        blank.locator("#service").select_option(UNNUMBERED)
        blank.get_by_label("Er egen referens").press_sequentially(text)
        blank.get_by_text(said).wait_for()
        blank.get_by_label("Er egen referens").fill("")


class TestWhatHappened:
    """After a lost answer the page says what came of the first report."""

    def test_the_first_never_arrived(self, blank: Page, every_loop: Loop) -> None:
        blank.route(CLAIM, lambda route: route.abort("connectionrefused"), times=1)
        blank.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number())
        blank.get_by_role("button", name="Rapportera", exact=True).click()
        blank.get_by_text("Inget svar från tjänsten.").wait_for()
        send(blank)
        assert blank.get_by_text("Första gången kom rapporten inte fram.").is_visible()

    def test_the_one_that_was_lost_was_another(self, blank: Page, every_loop: Loop) -> None:
        blank.route(CLAIM, lambda route: route.abort("connectionreset"), times=1)
        blank.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number())
        blank.get_by_role("button", name="Rapportera", exact=True).click()
        blank.get_by_text("Inget svar från tjänsten.").wait_for()
        blank.get_by_label("Kontrollnummer", exact=True).fill(every_loop.number())
        send(blank)
        assert blank.get_by_text("En tidigare rapport fick inget svar").is_visible()

    def test_one_more_session_of_the_same_day_is_reported_when_one_says_so(self, blank: Page, every_loop: Loop) -> None:
        again = every_loop.number()
        for said in ("Registrerat", "Redan registrerat"):
            blank.get_by_label("Kontrollnummer", exact=True).fill(again)
            send(blank, said)
            if said == "Registrerat":
                blank.get_by_role("button", name="Rapportera nästa").click()
        assert blank.get_by_text("Inget nytt har registrerats.").is_visible()
        blank.get_by_role("button", name="ett till besök samma dag").click()
        blank.get_by_role("heading", name="Registrerat", exact=True).wait_for()
        assert receipt(blank, "left") == "3 samtal"
