"""Sheets as counsellors keep them: an ordinary month passes, and what could change what is paid is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support.browser.every_service import CODED, HOURS
from tests.support.browser.pasting import MISSED, READY, UNREAD, rows, sent, state, states
from tests.support.browser.visiting import Loop

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())


@pytest.fixture
def hours(box: Page) -> Page:
    """The empty box, for the service that is paid by the hour and by the number of counsellors."""
    box.locator("#several-service").select_option(HOURS)
    return box


@pytest.fixture
def numbers(every_loop: Loop) -> list[str]:
    """Five numbers for the service with a price for a missed visit."""
    return [every_loop.number(service=CODED) for _ in range(5)]


def sheet(heading: str, *lines: str) -> str:
    """Build a sheet of cells, which are parted by bars here."""
    return "\n".join([heading, *lines]).replace("|", "\t")


class TestAnOrdinaryMonth:
    """What stands in a sheet and cannot change what is paid stops no row."""

    def test_a_sheet_of_a_booking_system_with_twelve_columns_passes(self, table: Page, numbers: list[str]) -> None:
        heading = "Boknings-id|Typ|Kund|Behandlare|Rum|Datum|Starttid|Sluttid|Längd (min)|Kontrollnr|Betalt|Kommentar"
        lines = [
            f"8812{index}|Parsamtal|Kund {index}|Eva Lind|2|{TODAY}|13:00|14:30|90|{number}|450 kr|Ny tid, se brev"
            for index, number in enumerate(numbers)
        ]
        rows(table, sheet(heading, *lines))
        assert states(table, 5) == [READY] * 5

    def test_the_name_of_the_counsellor_stops_nothing_where_there_is_always_one(
        self, table: Page, numbers: list[str]
    ) -> None:
        rows(table, sheet("Datum|Nummer|Rådgivare", f"{TODAY}|{numbers[0]}|Eva Lind", f"{TODAY}|{numbers[1]}|"))
        assert states(table, 2) == [READY, READY]
        assert table.get_by_text("De här kolumnerna läses inte och skickas inte: Rådgivare.").is_visible()

    def test_rows_that_are_numbered_in_a_column_without_heading_pass(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("|Nummer|Datum", *(f"{index}|{number}|{TODAY}" for index, number in enumerate(numbers, 1))))
        assert states(table, 5) == [READY] * 5
        assert table.get_by_text("De här kolumnerna läses inte och skickas inte: kolumn 1.").is_visible()

    def test_counts_in_a_column_without_heading_stop_their_rows(self, table: Page, numbers: list[str]) -> None:
        rows(
            table,
            sheet("|Nummer|Datum", *(f"{1 + index // 4}|{number}|{TODAY}" for index, number in enumerate(numbers))),
        )
        assert all(
            text.endswith("i kolumn 1, som saknar rubrik. Skriv en rubrik överst, eller ta bort det.")
            for text in states(table, 5)
        )

    def test_a_sheet_with_a_title_a_total_and_its_headings_again_passes(self, table: Page, numbers: list[str]) -> None:
        first, second, third, *_ = numbers
        text = sheet(
            "Besök i november||",
            "Nummer|Datum|Vad",
            f"{first}|{TODAY}|Samtal",
            "Summa|1|",
            "Nummer|Datum|Vad",
            f"{second}|{TODAY}|{MISSED}",
            "Datum|Vad|Nummer",
            f"{TODAY}|{MISSED}|{third}",
        )
        rows(table, text)
        again = "Rubriker. Raden rapporteras inte."
        assert {line: state(table, line) for line in (1, 3, 4, 5, 6, 7, 8)} == {
            1: "Står ovanför rubrikerna. Raden rapporteras inte.",
            3: READY,
            4: "Ser ut som en summa. Raden rapporteras inte.",
            5: again,
            6: READY,
            7: again,
            8: READY,
        }
        assert [(claim["number"], claim["event"]) for claim in sent(table)] == [
            (first, "session"),
            (second, "no_show"),
            (third, "no_show"),
        ]


class TestWhatHeadingsAskOf:
    """A heading may say what there was, with a cross or "ja" below it."""

    @pytest.mark.parametrize(
        ("heading", "came", "missed"),
        [
            ("Samtal|Uteblivet besök", "x|", "|x"),
            ("Uteblev", "Nej", "Ja"),
            ("Uteblev (ja/nej)", "", "ja"),
            ("Uteblev", "nej", ""),
            ("Avbokad?", "0", "1"),
            ("Genomfört", "Ja", "Nej"),
            ("Närvarande", "x", ""),
            ("Närvaro", "Ja", "Nej"),
            ("Kom?", "x", "-"),
            ('Ute"blev', "", "x"),
            ("GenomfÃ¶rt", "Ja", "Nej"),
        ],
    )
    def test_a_mark_for_a_missed_visit_stops_its_row(
        self, table: Page, numbers: list[str], heading: str, came: str, missed: str
    ) -> None:
        lines = [f"{numbers[0]}|{TODAY}|{came}", f"{numbers[1]}|{TODAY}|{missed}"]
        rows(table, sheet(f"Nummer|Datum|{heading}", *lines))
        (of_came, of_missed) = states(table, 2)
        assert (of_came, of_missed == READY) == (READY, False)

    def test_the_place_of_the_mark_is_told(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Nummer|Datum|Uteblev", f"{numbers[0]}|{TODAY}|Ja"))
        assert states(table, 1) == [f"”Ja” står i kolumnen Uteblev, {UNREAD}"]

    def test_an_event_in_another_column_is_told_once(self, table: Page, numbers: list[str]) -> None:
        lines = [f"{numbers[0]}|{TODAY}|Samtal|", f"{numbers[1]}|{TODAY}||{MISSED}"]
        rows(table, sheet("Nummer|Datum|Vad|Anm", *lines))
        assert states(table, 2)[1] == f"”{MISSED}” står i kolumnen Anm, {UNREAD}"

    def test_a_mark_that_says_the_same_as_the_row_stops_nothing(self, table: Page, numbers: list[str]) -> None:
        lines = [f"{numbers[0]}|{TODAY}|Samtal|nej", f"{numbers[1]}|{TODAY}|{MISSED}|x"]
        rows(table, sheet("Nummer|Datum|Vad|Uteblev", *lines))
        assert states(table, 2) == [READY, READY]

    def test_two_columns_that_say_different_things_are_told_together(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Nummer|Datum|Utfall|Vad", f"{numbers[0]}|{TODAY}|{MISSED}|Samtal"))
        told = f"Kolumnen Vad säger ”Samtal”, men i kolumnen Utfall står ”{MISSED}”."
        assert states(table, 1) == [f"{told} Rätta den som är fel, eller ta bort kolumnen Utfall."]

    def test_the_kind_of_session_that_was_planned_does_not_contradict_a_missed_visit(
        self, table: Page, numbers: list[str]
    ) -> None:
        rows(table, sheet("Nummer|Datum|Typ|Vad", f"{numbers[0]}|{TODAY}|Parsamtal|{MISSED}"))
        assert [claim["event"] for claim in sent(table)] == ["no_show"]


class TestWhatIsMissingIsToldWithItsPlace:
    """Whoever sees the value in the sheet is told why it does not count."""

    def test_a_day_under_another_heading_is_told(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Nummer|Startdatum", f"{numbers[0]}|{TODAY}"))
        told = f"”{TODAY}” står i kolumnen Startdatum, som inte läses. Är det besökets dag, kalla kolumnen Dag."
        assert states(table, 1) == [told]

    def test_hours_beside_minutes_are_told(self, hours: Page, numbers: list[str]) -> None:
        rows(hours, sheet("Nummer|Datum|Timmar|Minuter", f"{numbers[0]}|{TODAY}|1|30", f"{numbers[1]}|{TODAY}|0|45"))
        told = "”1” står i kolumnen Timmar, som inte läses. Skriv hela tiden i en kolumn som heter Minuter"
        assert [text.split(",")[:2] for text in states(hours, 2)] == [told.split(","), [READY]]

    def test_a_row_without_a_time_is_told_where_to_write_it(self, hours: Page, numbers: list[str]) -> None:
        rows(hours, sheet("Nummer|Datum|Tid", f"{numbers[0]}|{TODAY}|1 tim 30 min"))
        told = "Raden saknar tid. Skriv den i en kolumn som heter Minuter, till exempel 90 eller 1:30."
        assert states(hours, 1) == [told]

    @pytest.mark.parametrize("time", ["2", "13:00", "1,5", "1.30"])
    def test_a_time_that_may_be_another_is_asked_about(self, hours: Page, numbers: list[str], time: str) -> None:
        rows(hours, sheet("Nummer|Datum|Minuter", f"{numbers[0]}|{TODAY}|{time}"))
        assert states(hours, 1)[0].startswith(f"”{time}” kan vara både timmar och minuter.")

    def test_two_counsellors_by_name_are_asked_about_where_their_number_is_paid(
        self, hours: Page, numbers: list[str]
    ) -> None:
        rows(hours, sheet("Nummer|Datum|Minuter|Behandlare 1|Behandlare 2", f"{numbers[0]}|{TODAY}|90|EL|AB"))
        assert "”AB” står i kolumnen Behandlare 2, som inte läses." in states(hours, 1)[0]

    def test_a_count_that_another_heading_nearly_of_the_same_name_contradicts_is_asked_about(
        self, hours: Page, numbers: list[str]
    ) -> None:
        lines = [f"{numbers[0]}|{TODAY}|90|1|2", f"{numbers[1]}|{TODAY}|90|1|1"]
        rows(hours, sheet("Nummer|Datum|Minuter|Rådgivare|Rådgivar", *lines))
        (told, ready) = states(hours, 2)
        assert (told.startswith("”2” står i kolumnen Rådgivar, som inte läses."), ready) == (True, READY)

    def test_an_empty_cell_is_told_by_its_own_heading(self, hours: Page, numbers: list[str]) -> None:
        lines = [f"{numbers[0]}|{TODAY}|90|AB", f"{numbers[1]}|{TODAY}|90|"]
        rows(hours, sheet("Nummer|Datum|Minuter|Medbehandlare", *lines))
        assert states(hours, 2)[1].startswith("Kolumnen Medbehandlare är tom på raden")

    def test_an_unknown_service_is_told_with_the_known_ones(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Nummer|Datum|Tjänst", f"{numbers[0]}|{TODAY}|Parterapi 90"))
        assert "Samtal med kod" in states(table, 1)[0]
        assert states(table, 1)[0].endswith("Säger kolumnen något annat än insatsen, ta bort den.")

    def test_what_numbers_a_row_without_headings_is_named_and_not_the_control_number(
        self, table: Page, numbers: list[str]
    ) -> None:
        rows(table, f"1\t{numbers[0]}\t{TODAY}")
        assert state(table, 1).startswith("”1” känns inte igen. Sätt rubriker överst")

    def test_headings_that_a_line_break_has_parted_stop_their_rows(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Gång|Händ", "else|Anm|Nummer|Datum", f"ringde|bra|{numbers[0]}|{TODAY}"))
        assert state(table, 3).startswith("En radbrytning verkar ha delat en cell i två rader: ”Händ else”.")


class TestAfterTheRecordedRowsAreTakenOut:
    """What is left in the box is read as it was while the others stood beside it."""

    def test_an_empty_cell_is_still_asked_about(self, table: Page, numbers: list[str]) -> None:
        rows(table, sheet("Nummer|Datum|Vad", f"{numbers[0]}|{TODAY}|Samtal", f"{numbers[1]}|{TODAY}|"))
        before = state(table, 3)
        assert [claim["number"] for claim in sent(table)] == [numbers[0]]
        table.get_by_role("button", name="Ta bort de registrerade raderna").click()
        assert before.startswith("Kolumnen Vad är tom på raden")
        assert state(table, 2) == before

    def test_a_day_that_could_be_another_is_still_asked_about(self, table: Page, numbers: list[str]) -> None:
        lines = [f"{numbers[0]}|{TODAY}", f"{numbers[1]}|02/01/2026", f"{numbers[2]}|01/15/2026"]
        rows(table, sheet("Nummer|Datum", *lines))
        assert [claim["number"] for claim in sent(table)] == [numbers[0]]
        table.get_by_role("button", name="Ta bort de registrerade raderna").click()
        rows(table, sheet("Nummer|Datum", lines[1]))
        assert state(table, 2).startswith("”02/01/2026” kan betyda")
