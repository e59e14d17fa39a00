"""The headings of pasted rows: what stands under none, or under one of two alike, is not passed over in silence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support import size
from tests.support.browser.pasting import MISSED, READY, UNREAD, events, rows, state, states

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())


class TestHeadings:
    """What stands under no heading, or under one of two alike, is not passed over in silence."""

    def test_a_column_without_a_heading_is_named_and_what_it_holds_stops_the_row(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\t\n{two_numbers[0]}\t{TODAY}\t{MISSED}\n{two_numbers[1]}\t{TODAY}\t")
        assert states(table, 2) == [
            f"”{MISSED}” står i kolumn 3, som saknar rubrik. Skriv en rubrik överst, eller ta bort det.",
            READY,
        ]
        assert table.get_by_text("De här kolumnerna läses inte och skickas inte: kolumn 3.").is_visible()

    def test_a_row_that_is_longer_than_the_headings_is_stopped(self, table: Page, two_numbers: tuple[str, str]) -> None:
        rows(table, f"Nummer;Datum\n{two_numbers[0]};{TODAY};;frånvarande\n{two_numbers[1]};{TODAY};;")
        assert [text.split(",")[0] for text in states(table, 2)] == ["”frånvarande” står i kolumn 4", READY]

    @pytest.mark.parametrize("second", ["Datum", "Dag"])
    def test_two_columns_for_one_thing_stop_the_row(
        self, table: Page, two_numbers: tuple[str, str], second: str
    ) -> None:
        rows(table, f"Nummer\tDatum\t{second}\n{two_numbers[0]}\t{TODAY}\t{TODAY}")
        told = f"Flera kolumner har rubriker som betyder samma sak: Datum, {second}. Ta bort alla utom en."
        assert state(table, 2) == told

    def test_two_empty_columns_with_one_heading_stop_nothing(self, table: Page, two_numbers: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tGång\tGång\n{two_numbers[0]}\t{TODAY}\t\t")
        assert state(table, 2) == READY

    @pytest.mark.parametrize("event", [MISSED, "Telefonsamtal"], ids=["with a price", "without one"])
    def test_an_event_in_a_column_that_is_not_read_stops_the_row(
        self, table: Page, two_numbers: tuple[str, str], event: str
    ) -> None:
        rows(table, f"Nummer\tDatum\tKänsla\n{two_numbers[0]}\t{TODAY}\t{event}\n{two_numbers[1]}\t{TODAY}\tbra")
        assert states(table, 2) == [f"”{event}” står i kolumnen Känsla, {UNREAD}", READY]

    def test_an_event_that_another_column_repeats_stops_nothing(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\tVad\tUtfall\n{two_numbers[0]}\t{TODAY}\t{MISSED}\t{MISSED}")
        assert events(table) == [(two_numbers[0], "no_show")]

    def test_a_row_that_ends_before_a_column_that_is_read_is_stopped(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\tObs\tVad\n{two_numbers[0]}\t{TODAY}\tNy tid\npå onsdag\t{MISSED}")
        assert state(table, 2).startswith("Raden slutar före kolumnen Vad, så det syns inte vad som skulle stå där.")

    @pytest.mark.parametrize(
        ("heading", "written"),
        [
            ("Status", "Uteblev"),
            ("Typ", "uteblivet"),
            ("Typ", "no-show"),
            ("Vad?", "Uteblev"),
            ("Vad hände ?!", "Uteblivet besök"),
            ("Besök", "kom inte"),
            ("Utfall", "No show"),
        ],
    )
    def test_a_missed_visit_is_read_under_any_likely_heading_and_in_its_common_forms(
        self, table: Page, two_numbers: tuple[str, str], heading: str, written: str
    ) -> None:
        rows(
            table,
            f"Nummer\tDatum\t{heading}\n{two_numbers[0]}\t{TODAY}\t{written}\n{two_numbers[1]}\t{TODAY}\tGenomfört",
        )
        assert events(table) == [(two_numbers[0], "no_show"), (two_numbers[1], "session")]

    def test_what_stands_under_a_likely_heading_and_is_not_understood_stops_the_row(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(
            table,
            f"Nummer\tDatum\tStatus\n{two_numbers[0]}\t{TODAY}\tSent återbud\n{two_numbers[1]}\t{TODAY}\tUteblev?",
        )
        told, other = states(table, 2)
        assert told.startswith("”Sent återbud” känns inte igen.")
        assert other.startswith("”Uteblev?” känns inte igen.")
        assert other.endswith("Säger kolumnen något annat än vad det var, ta bort den.")

    def test_a_likely_heading_beside_that_of_the_event_is_not_read(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\tVad\tStatus\n{two_numbers[0]}\t{TODAY}\t{MISSED}\tFakturerad")
        assert events(table) == [(two_numbers[0], "no_show")]
        assert table.get_by_text("De här kolumnerna läses inte och skickas inte: Status.").is_visible()

    @pytest.mark.parametrize(
        ("heading", "note"),
        size.rows(
            [
                ("Anm", "Uteblivet besök, ringde ej"),
                ("Anm", "Ringde: avbokat"),
                ("Vad\tAnm", "Lämnade återbud"),
                ("Vad\tAnm", "No-show, mejlat"),
            ],
            [
                ("Anm", "Lämnade återbud"),
                ("Anm", "No-show, mejlat"),
                ("Vad\tAnm", "Uteblivet besök, ringde ej"),
                ("Vad\tAnm", "Ringde: avbokat"),
            ],
        ),
    )
    def test_a_note_of_a_visit_that_did_not_come_about_stops_a_row_that_says_no_event(
        self, table: Page, two_numbers: tuple[str, str], heading: str, note: str
    ) -> None:
        empty = "\t" * heading.count("\t")
        rows(
            table,
            f"Nummer\tDatum\t{heading}\n{two_numbers[0]}\t{TODAY}\t{empty}{note}\n{two_numbers[1]}\t{TODAY}\t{empty}ringde",
        )
        assert states(table, 2) == [f"”{note}” står i kolumnen Anm, {UNREAD}", READY]

    @pytest.mark.parametrize("event", [MISSED, "Samtal"])
    def test_a_note_of_a_missed_visit_stops_no_row_that_says_what_there_was(
        self, table: Page, two_numbers: tuple[str, str], event: str
    ) -> None:
        rows(table, f"Nummer\tDatum\tVad\tAnm\n{two_numbers[0]}\t{TODAY}\t{event}\tAvbokade nästa tid")
        assert state(table, 2) == READY

    @pytest.mark.parametrize("note", size.rows(["Samtal", "ombokad till torsdag"], ["Genomfört", "ringde", "Obs"]))
    def test_an_ordinary_note_stops_nothing(self, table: Page, two_numbers: tuple[str, str], note: str) -> None:
        rows(table, f"Nummer\tDatum\tAnm\n{two_numbers[0]}\t{TODAY}\t{note}")
        assert events(table) == [(two_numbers[0], "session")]

    def test_headings_with_other_spaces_and_signs_are_read(self, table: Page, two_numbers: tuple[str, str]) -> None:
        heading = "\ufeffKontroll\u00adnummer\tDatum\u00a0:\tHa\u0308ndelse"
        rows(table, f"{heading}\n{two_numbers[0]}\t{TODAY}\t{MISSED}")
        assert events(table) == [(two_numbers[0], "no_show")]
