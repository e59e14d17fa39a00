"""Several sessions at once: rows from a spreadsheet are read, shown, sent and answered line by line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from chalicelib.dates import clock
from chalicelib.spreadsheet import verbatim
from tests.support.browser.every_service import CODED, HOURS, UNNUMBERED, WHO
from tests.support.browser.pasting import BATCH, answered, claims_of, rows, send, state
from tests.support.browser.visiting import SERVICE, Loop, mistyped

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())


def left(loop: Loop, number: str) -> int:
    """How many sessions are left on a number."""
    answer = loop.local.client.post("/v1/numbers/look-up", "reception", {"number": number})
    return int(answer.json()["left"])


def in_words(day: dt.date) -> str:
    """A day as somebody would write it."""
    return f"{day.day}/{day.month} {day.year}"


class TestReading:
    """Which line says what, which is wrong, and how to mend it."""

    @pytest.mark.parametrize("mark", ["\t", ";", ","], ids=["tab", "semicolon", "comma"])
    def test_number_and_day_in_either_order_need_no_headings(self, box: Page, every_loop: Loop, mark: str) -> None:
        one, other = every_loop.number(), every_loop.number()
        rows(box, f"{one}{mark}{TODAY}\n{in_words(TODAY)}{mark}{other.lower()}")
        assert [state(box, 1), state(box, 2)] == ["Klar att rapportera"] * 2

    @pytest.mark.parametrize(
        "header", ["Kontrollnummer;Datum;Vad det var;Anteckning", "number;date;event;note", "Nr;Dag:;Vad;x;Nummer"]
    )
    def test_headings_tell_which_column_is_which(self, box: Page, every_loop: Loop, header: str) -> None:
        number = every_loop.number()
        cells = {
            "Nr": "17",
            "x": "Hemligt",
            "Anteckning": "Hemligt",
            "note": "Hemligt",
            "Vad": "samtal",
            "event": "session",
        }
        cells |= dict.fromkeys(("Kontrollnummer", "number", "Nummer"), number)
        cells |= dict.fromkeys(("Datum", "date", "Dag:"), TODAY.isoformat()) | {"Vad det var": "Samtal"}
        rows(box, f"{header}\n{';'.join(cells[name] for name in header.split(';'))}")
        assert state(box, 2) == "Klar att rapportera"
        assert box.get_by_text("De här kolumnerna läses inte och skickas inte").is_visible()
        with box.expect_request(BATCH) as sent:
            send(box, "Registrerade: 1 av 1.")
        assert claims_of(sent.value) == [
            {
                "number": number,
                "service": SERVICE,
                "date": TODAY.isoformat(),
                "event": "session",
                "counsellors": 1,
                "nth": 1,
            }
        ]

    def test_each_fault_stands_at_its_line_with_what_to_do(self, box: Page, every_loop: Loop) -> None:
        numbers = [every_loop.number() for _ in range(4)]
        old, late = TODAY - dt.timedelta(days=91), TODAY + dt.timedelta(days=1)
        lines = [
            f"{numbers[0]}\t{TODAY}",
            "",
            f"{numbers[0]}\t{in_words(TODAY)}",
            f"{numbers[1]}\t31/11",
            f"{numbers[1]}\t{old}",
            f"{numbers[2]}\t{late}",
            f"{numbers[3][:10]}\t{TODAY}",
            f"{numbers[3]}",
            f"199006022397\t{TODAY}",
            f"{numbers[3]}\t{TODAY}\tsamtal\tLisa",
        ]
        rows(box, "\n".join(lines))
        assert {line: state(box, line).split(".")[0] for line in (1, 3, 4, 5, 6, 7, 8, 9, 10)} == {
            1: "Klar att rapportera",
            3: "Samma nummer och dag står på rad 1",
            4: "”31/11” går inte att läsa som en dag",
            5: "Det är för länge sedan",
            6: "Dagen har inte varit än",
            7: "Numret är för kort: 8 av tolv tecken",
            8: "Raden saknar dag",
            9: "Det där ser ut som ett personnummer",
            10: "”Lisa” känns inte igen",
        }
        assert box.get_by_text("Rader: 9. Klara att rapportera: 1. Att rätta: 8.").is_visible()

    def test_the_number_that_was_meant_is_put_in_its_place(self, box: Page, every_loop: Loop) -> None:
        number = every_loop.number()
        rows(box, f"{mistyped(number)};{TODAY}")
        box.get_by_role("button", name=f"{number}? Ja, använd det").click()
        assert box.get_by_label("Rader", exact=True).input_value() == f"{number};{TODAY}"
        assert state(box, 1) == "Klar att rapportera"

    def test_hours_codes_and_references_are_read_by_their_services(self, box: Page, every_loop: Loop) -> None:
        client = every_loop.local.client
        decision = {"service": HOURS, "decision": {"minutes_week": 300, "months": 6, "counsellors": 2}}
        hours = client.post("/v1/numbers", "reception", decision).json()["number"]
        coded = client.post("/v1/numbers", "reception", {"service": CODED}).json()
        rows(
            box,
            "Insats;Nummer;Datum;Minuter;Kod;Rådgivare;Vad;Referens\n"
            f"Familjebehandling;{hours};{TODAY};1:30;;2;;\n"
            f"samtal-med-kod;{coded['number']};{TODAY};;{coded['codes'][0]};;;\n"
            f"Samtal med kod;{coded['number']};{TODAY - dt.timedelta(days=1)};;;;Uteblivet besök;\n"
            f"Öppen rådgivning;;{TODAY};;;;;rad-4\n"
            f"Öppen rådgivning;;{TODAY};;;3;;rad-5\n"
            f"Dans;;{TODAY};;;;;rad-6\n",
        )
        send(box, "Registrerade: 3 av 6.")
        assert "Kommunen betalar 2 428,50 kr och besökaren 0 kr." in state(box, 2)
        assert "Numret gällde inte än den dagen." in state(box, 4)
        assert "Kommunen betalar 700 kr" in state(box, 5)
        assert state(box, 6) == "Antalet rådgivare kan vara: 1."
        assert "Insatsen ”Dans” känns inte igen." in state(box, 7)
        assert UNNUMBERED in box.locator("#several-service option").evaluate_all("all => all.map((one) => one.value)")


class TestSending:
    """Each line gets its own answer; whatever has no answer is safe to send again, and nothing leaves the box."""

    def test_each_line_is_answered_and_the_sum_is_told(self, box: Page, every_loop: Loop) -> None:
        one, spent = every_loop.number(), every_loop.number(exempt=True)
        every_loop.local.client.post("/v1/numbers/revoke", "reception", {"number": spent, "reason": "other"})
        rows(box, f"{one} {TODAY}\n{spent} {TODAY}\n{every_loop.number(exempt=True)} {TODAY}")
        send(box, "Registrerade: 2 av 3.")
        assert re.fullmatch(
            "Registrerat. Kvittens [0-9a-f]{4}-[0-9a-f]{4}. Kommunen betalar 1 104 kr och besökaren 450 kr."
            " Kvar: 4 samtal.",
            state(box, 1),
        )
        assert state(box, 2) == "Numret är spärrat"
        assert box.get_by_text("Registrerade: 2 av 3. Klara att rapportera: 0. Att rätta: 1.").is_visible()
        assert box.get_by_text("betalar kommunen 2 658 kr och besökarna 450 kr.").is_visible()
        box.get_by_role("button", name="Ta bort de registrerade raderna").click()
        assert box.get_by_label("Rader", exact=True).input_value() == f"{spent} {TODAY}"

    def test_the_rows_are_saved_with_their_own_columns_and_a_receipt_each(
        self, box: Page, every_loop: Loop, tmp_path: Path
    ) -> None:
        numbers = [every_loop.number(), every_loop.number()]
        lines = [f"Klient 7;{numbers[0]};{TODAY};första gången", f'=Akt 8;{numbers[1]};31/11;"säger ""nej""; väntar"']
        rows(box, "\n".join(["Akt;Nummer;Dag;Anteckning", *lines]))
        assert not box.get_by_role("button", name="Spara raderna").is_visible()
        with box.expect_request(BATCH) as request:
            send(box, "Registrerade: 1 av 2.")
        assert not {"Klient", "gången"} & set(re.findall(r"\w+", request.value.post_data or ""))
        with box.expect_download() as download:
            box.get_by_role("button", name="Spara raderna med kvittenser").click()
        assert (download.value.url[:5], download.value.suggested_filename) == ("blob:", f"rapporter-{TODAY}.csv")
        download.value.save_as(tmp_path / "rows.csv")
        text = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig")
        recorded, wrong = csv.DictReader(io.StringIO(text), delimiter=";")
        found = every_loop.local.client.post(
            "/v1/claims/find", WHO, {"number": numbers[0], "date": TODAY.isoformat()}
        ).json()["rows"]
        claim_id = found[0]["claim_id"]
        own = {"Akt": "Klient 7", "Nummer": numbers[0], "Dag": f"{TODAY}", "Anteckning": "första gången"}
        paid = {"Kommunen betalar": "1104,00", "Besökaren betalar": "450,00"}
        receipt = {"Kvittens": verbatim(f"{claim_id[:4]}-{claim_id[4:8]}"), "Hela kvittensen": claim_id}
        assert own | paid | receipt == {name: recorded[name] for name in own | paid | receipt}
        assert (wrong["Akt"], wrong["Anteckning"], wrong["Kvittens"]) == ("'=Akt 8", 'säger "nej"; väntar', "")
        assert wrong["Besked"].startswith("”31/11” går inte att läsa som en dag")
        rows(box, "")
        assert not box.get_by_role("button", name="Spara raderna").is_visible()

    def test_after_a_lost_answer_the_same_rows_are_recorded_once(self, box: Page, every_loop: Loop) -> None:
        def lose(route: Route) -> None:
            route.fetch()
            route.abort("connectionreset")

        number = every_loop.number()
        text = f"{number}\t{TODAY}\n{every_loop.number()}\t{TODAY}"
        rows(box, text)
        box.route(BATCH, lose, times=1)
        send(box, "Svaret kom inte fram. Raderna står kvar.")
        assert box.get_by_label("Rader", exact=True).input_value() == text
        assert state(box, 1).startswith("Inget svar.")
        send(box, "Registrerade: 2 av 2.")
        assert state(box, 1).startswith("Redan registrerat")
        assert left(every_loop, number) == 4

    def test_a_mended_line_is_sent_alone(self, box: Page, every_loop: Loop) -> None:
        one, other = every_loop.number(), every_loop.number()
        rows(box, f"{one};{TODAY}\n{other};i går")
        send(box, "Registrerade: 1 av 2.")
        rows(box, f"{one};{TODAY}\n{other};{TODAY}")
        with box.expect_request(BATCH) as sent:
            send(box, "Registrerade: 2 av 2.")
        assert [claim["number"] for claim in claims_of(sent.value)] == [other]

    def test_more_rows_than_the_service_takes_at_once_go_in_turns(self, box: Page, every_loop: Loop) -> None:
        sizes: list[int] = []

        def answer(route: Route) -> None:
            sizes.append(len(claims_of(route.request)))
            answered(route)

        box.route(BATCH, answer)
        days = [TODAY - dt.timedelta(days=ago) for ago in range(52)]
        rows(box, "\n".join(f"{number};{day}" for number in (every_loop.number(), every_loop.number()) for day in days))
        send(box, "Registrerade: 104 av 104.")
        assert sizes == [100, 4]

    def test_a_line_that_the_service_had_no_time_for_is_ready_again(self, box: Page, every_loop: Loop) -> None:
        busy = {"status": 503, "problem": {"code": "busy"}}
        box.route(BATCH, lambda route: route.fulfill(json={"answers": [busy]}), times=1)
        rows(box, f"{every_loop.number()};{TODAY}")
        send(box, "Tjänsten hann inte. Skicka igen.")
        send(box, "Registrerade: 1 av 1.")

    def test_an_empty_box_says_what_to_do(self, box: Page) -> None:
        send(box, "Det finns inga rader att rapportera.")
