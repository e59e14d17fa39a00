"""Pasted rows as spreadsheets write them: what cannot be told stops its row, and is never a session."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support import size
from tests.support.browser.every_service import CODED, HOURS, UNNUMBERED
from tests.support.browser.pasting import MISSED, READY, UNREAD, rows, sent, state
from tests.support.browser.visiting import Loop

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
HEADED = "Nummer\tDag\tVad\n"
QUOTE = 'Ett citattecken (") gör att det inte syns var cellerna på raden börjar och slutar. Ta bort citattecknet.'


@pytest.fixture
def two(every_loop: Loop) -> tuple[str, str]:
    """Two numbers for that service."""
    return every_loop.number(service=CODED), every_loop.number(service=CODED)


def events(page: Page) -> list[tuple[str, str]]:
    """What is sent, as numbers with what is said to have been."""
    return [(claim["number"], claim["event"]) for claim in sent(page)]


def faults(page: Page, lines: int) -> list[str]:
    """What the page says of the lines from the second on."""
    return [state(page, line) for line in range(2, lines + 2)]


class TestQuotes:
    """A quote opens a cell, holds over lines, and is a character anywhere else."""

    def test_a_ditto_mark_swallows_nothing(self, table: Page, two: tuple[str, str]) -> None:
        one, other = two
        rows(table, f'Nummer\tDatum\tObs\tVad\n{one}\t{TODAY}\t"\t{MISSED}\n{other}\t{TODAY}\tsjuk\t{MISSED}\n')
        assert events(table) == [(one, "no_show"), (other, "no_show")]

    @pytest.mark.parametrize("written", size.rows(['"Ja" sade hon', '"Ombokad', '""'], ['5" skärm', '""""']))
    def test_a_quote_within_a_cell_is_a_character(self, table: Page, two: tuple[str, str], written: str) -> None:
        rows(table, f"Nummer\tDatum\tObs\tVad\n{two[0]}\t{TODAY}\t{written}\t{MISSED}")
        assert events(table) == [(two[0], "no_show")]

    @pytest.mark.parametrize(
        ("mark", "end"),
        size.rows([("\t", "\r\n"), (";", "\n"), (",", "\n")], [("\t", "\n"), (";", "\r\n"), (",", "\r\n")]),
    )
    def test_a_line_break_in_a_quoted_cell_does_not_cut_the_row(
        self, table: Page, two: tuple[str, str], mark: str, end: str
    ) -> None:
        one, other = two
        cells = [
            ["Nummer", "Datum", "Obs", "Vad"],
            [one, f"{TODAY}", '"Ny ""tid""\npå onsdag"', f'"{MISSED}"'],
            [other, f"{TODAY}", "", "Samtal"],
        ]
        rows(table, end.join(mark.join(row) for row in cells) + end * 3)
        assert [state(table, 2), state(table, 4)] == [READY, READY]
        assert events(table) == [(one, "no_show"), (other, "session")]

    def test_a_recorded_row_leaves_the_box_with_all_its_lines(self, table: Page, two: tuple[str, str]) -> None:
        one, other = two
        rows(table, f'Nummer\tDatum\tObs\n{one}\t{TODAY}\t"Ny\n\ntid"\n{other}\t31/11\t"Som\nförr"')
        assert events(table) == [(one, "session")]
        table.get_by_role("button", name="Ta bort de registrerade raderna").click()
        left = table.get_by_label("Rader", exact=True).input_value()
        assert left == f'Nummer\tDatum\tObs\n{other}\t31/11\t"Som\nförr"'

    @pytest.mark.parametrize(
        ("mark", "head", "row"),
        [
            ("\t", "Nummer Datum Obs Vad", f'"|{MISSED}\n{{other}}|{{day}}|"|{MISSED}'),
            (";", "Nummer Datum Obs Vad", f'"|{MISSED}\n{{other}}|{{day}}|"|{MISSED}'),
            (";", "Nummer Datum Obs Vad Not", f'"|{MISSED}|"'),
            (",", "Nummer Datum Obs Vad", f'"Sjuk|{MISSED}\n{{other}}|{{day}}|"frisk|{MISSED}'),
            ("\t", "Nummer Datum Obs Vad", f'"Hon sade "nej"\noch gick"|{MISSED}'),
            ("\t", "Nummer Datum Obs Not Vad", f'"Sjuk|{MISSED}'),
        ],
        ids=["two marks", "with semicolons", "on one line", "half a quotation", "quotes in quotes", "never closed"],
    )
    def test_a_quote_that_may_have_swallowed_a_cell_stops_its_row(
        self, table: Page, two: tuple[str, str], mark: str, head: str, row: str
    ) -> None:
        one, other = two
        told = f"{one}|{TODAY}|{row.format(other=other, day=TODAY)}".replace("|", mark)
        rows(table, f"{head.replace(' ', mark)}\n{told}")
        assert state(table, 2) == QUOTE

    def test_what_was_pasted_stands_as_it_was(self, table: Page, two: tuple[str, str]) -> None:
        text = f'Nummer\tDatum\tObs\tVad\n{two[0]}\t{TODAY}\t"\t{MISSED}\n{two[1]}\t{TODAY}\t"\t{MISSED}'
        rows(table, text)
        table.get_by_role("button", name="Rapportera raderna").click()
        assert table.get_by_label("Rader", exact=True).input_value() == text


class TestMarks:
    """What stands between cells is told by the first line, or by most of them."""

    @pytest.mark.parametrize("first", ["sep=;", "\ufeffSEP=; "])
    def test_a_first_line_that_tells_the_mark_is_no_row(self, table: Page, two: tuple[str, str], first: str) -> None:
        rows(table, f"{first}\nNummer;Datum;Obs;Vad\n{two[0]};{TODAY};ringde, sade ja;{MISSED}")
        assert state(table, 3) == READY
        assert events(table) == [(two[0], "no_show")]

    @pytest.mark.parametrize("note", ["ny\ttid", '"ny\ttid"'], ids=["bare", "quoted"])
    def test_a_tab_in_a_note_does_not_part_the_cells_of_a_file_with_semicolons(
        self, table: Page, two: tuple[str, str], note: str
    ) -> None:
        rows(table, f"Nummer;Datum;Obs;Vad\n{two[0]};{TODAY};{note};{MISSED}\n{two[1]};{TODAY};;Samtal")
        assert events(table) == [(two[0], "no_show"), (two[1], "session")]

    def test_a_comma_in_a_title_does_not_part_the_cells_of_a_table(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Samtal, november\n{two[0]}\t{TODAY}")
        assert state(table, 2) == READY


class TestHeadings:
    """What stands under no heading, or under one of two alike, is not passed over in silence."""

    def test_a_column_without_a_heading_is_named_and_what_it_holds_stops_the_row(
        self, table: Page, two: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\t\n{two[0]}\t{TODAY}\t{MISSED}\n{two[1]}\t{TODAY}\t")
        assert faults(table, 2) == [
            f"”{MISSED}” står i kolumn 3, som saknar rubrik. Skriv en rubrik överst, eller ta bort det.",
            READY,
        ]
        assert table.get_by_text("De här kolumnerna läses inte och skickas inte: kolumn 3.").is_visible()

    def test_a_row_that_is_longer_than_the_headings_is_stopped(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer;Datum\n{two[0]};{TODAY};;frånvarande\n{two[1]};{TODAY};;")
        assert [text.split(",")[0] for text in faults(table, 2)] == ["”frånvarande” står i kolumn 4", READY]

    @pytest.mark.parametrize("second", ["Datum", "Dag"])
    def test_two_columns_for_one_thing_stop_the_row(self, table: Page, two: tuple[str, str], second: str) -> None:
        rows(table, f"Nummer\tDatum\t{second}\n{two[0]}\t{TODAY}\t{TODAY}")
        told = f"Flera kolumner har rubriker som betyder samma sak: Datum, {second}. Ta bort alla utom en."
        assert state(table, 2) == told

    def test_two_empty_columns_with_one_heading_stop_nothing(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tGång\tGång\n{two[0]}\t{TODAY}\t\t")
        assert state(table, 2) == READY

    @pytest.mark.parametrize("event", [MISSED, "Telefonsamtal"], ids=["with a price", "without one"])
    def test_an_event_in_a_column_that_is_not_read_stops_the_row(
        self, table: Page, two: tuple[str, str], event: str
    ) -> None:
        rows(table, f"Nummer\tDatum\tKänsla\n{two[0]}\t{TODAY}\t{event}\n{two[1]}\t{TODAY}\tbra")
        assert faults(table, 2) == [f"”{event}” står i kolumnen Känsla, {UNREAD}", READY]

    def test_an_event_that_another_column_repeats_stops_nothing(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tVad\tUtfall\n{two[0]}\t{TODAY}\t{MISSED}\t{MISSED}")
        assert events(table) == [(two[0], "no_show")]

    def test_a_row_that_ends_before_a_column_that_is_read_is_stopped(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tObs\tVad\n{two[0]}\t{TODAY}\tNy tid\npå onsdag\t{MISSED}")
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
        self, table: Page, two: tuple[str, str], heading: str, written: str
    ) -> None:
        rows(table, f"Nummer\tDatum\t{heading}\n{two[0]}\t{TODAY}\t{written}\n{two[1]}\t{TODAY}\tGenomfört")
        assert events(table) == [(two[0], "no_show"), (two[1], "session")]

    def test_what_stands_under_a_likely_heading_and_is_not_understood_stops_the_row(
        self, table: Page, two: tuple[str, str]
    ) -> None:
        rows(table, f"Nummer\tDatum\tStatus\n{two[0]}\t{TODAY}\tSent återbud\n{two[1]}\t{TODAY}\tUteblev?")
        told, other = faults(table, 2)
        assert told.startswith("”Sent återbud” känns inte igen.")
        assert other.startswith("”Uteblev?” känns inte igen.")
        assert other.endswith("Säger kolumnen något annat än vad det var, ta bort den.")

    def test_a_likely_heading_beside_that_of_the_event_is_not_read(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tVad\tStatus\n{two[0]}\t{TODAY}\t{MISSED}\tFakturerad")
        assert events(table) == [(two[0], "no_show")]
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
        self, table: Page, two: tuple[str, str], heading: str, note: str
    ) -> None:
        empty = "\t" * heading.count("\t")
        rows(table, f"Nummer\tDatum\t{heading}\n{two[0]}\t{TODAY}\t{empty}{note}\n{two[1]}\t{TODAY}\t{empty}ringde")
        assert faults(table, 2) == [f"”{note}” står i kolumnen Anm, {UNREAD}", READY]

    @pytest.mark.parametrize("event", [MISSED, "Samtal"])
    def test_a_note_of_a_missed_visit_stops_no_row_that_says_what_there_was(
        self, table: Page, two: tuple[str, str], event: str
    ) -> None:
        rows(table, f"Nummer\tDatum\tVad\tAnm\n{two[0]}\t{TODAY}\t{event}\tAvbokade nästa tid")
        assert state(table, 2) == READY

    @pytest.mark.parametrize("note", size.rows(["Samtal", "ombokad till torsdag"], ["Genomfört", "ringde", "Obs"]))
    def test_an_ordinary_note_stops_nothing(self, table: Page, two: tuple[str, str], note: str) -> None:
        rows(table, f"Nummer\tDatum\tAnm\n{two[0]}\t{TODAY}\t{note}")
        assert events(table) == [(two[0], "session")]

    def test_headings_with_other_spaces_and_signs_are_read(self, table: Page, two: tuple[str, str]) -> None:
        heading = "\ufeffKontroll\u00adnummer\tDatum\u00a0:\tHa\u0308ndelse"
        rows(table, f"{heading}\n{two[0]}\t{TODAY}\t{MISSED}")
        assert events(table) == [(two[0], "no_show")]


class TestNothingIsTakenForWhatCouldNotBeRead:
    """An event, a service, a time or a count that is there is read, or told."""

    @pytest.mark.parametrize(
        ("heading", "written"),
        size.rows(
            [
                pytest.param("", "Uteblivet\u00a0besök", id="no-break space"),
                pytest.param("", "\u200bUteblivet besök.", id="invisible sign"),
                pytest.param(HEADED, "Uteblivet beso\u0308k", id="parts of letters"),
                pytest.param(HEADED, "no_show", id="code"),
                pytest.param(HEADED, "uteblivet  besök", id="two spaces"),
            ],
            [
                pytest.param("", "Uteblivet beso\u0308k", id="guessed, parts of letters"),
                pytest.param("", "no_show", id="guessed, code"),
                pytest.param("", "uteblivet  besök", id="guessed, two spaces"),
                pytest.param(HEADED, "Uteblivet\u00a0besök", id="headed, no-break space"),
                pytest.param(HEADED, "\u200bUteblivet besök.", id="headed, invisible sign"),
            ],
        ),
    )
    def test_an_event_is_read_however_it_is_spaced(
        self, table: Page, two: tuple[str, str], heading: str, written: str
    ) -> None:
        rows(table, f"{heading}{two[0]}\t{TODAY}\t{written}")
        assert events(table) == [(two[0], "no_show")]

    @pytest.mark.parametrize("heading", ["", "Nummer;Dag;Vad\n"], ids=["guessed", "headed"])
    def test_an_event_that_is_not_understood_is_shown_as_it_was_written(
        self, table: Page, two: tuple[str, str], heading: str
    ) -> None:
        rows(table, f"{heading}{two[0]};{TODAY};Sjuk")
        row = table.locator("[data-part=table] tbody tr").inner_text()
        assert "”Sjuk” känns inte igen." in row
        assert "Samtal" not in row.split("”")[0]

    @pytest.mark.parametrize(
        ("column", "written", "told"),
        [
            ("Rådgivare", "0x1", "Antalet rådgivare kan vara: 1."),
            ("Gång", "1e0", "Gång är ett heltal"),
            ("Insats", "Samtal utan kod", "Insatsen ”Samtal utan kod” känns inte igen."),
        ],
    )
    def test_what_is_no_figure_or_service_is_told(
        self, table: Page, two: tuple[str, str], column: str, written: str, told: str
    ) -> None:
        rows(table, f"Nummer;Dag;{column}\n{two[0]};{TODAY};{written}")
        assert state(table, 2).startswith(told)

    def test_minutes_beyond_the_hour_are_no_time(self, box: Page, every_loop: Loop) -> None:
        decision = {"service": HOURS, "decision": {"minutes_week": 300, "months": 6, "counsellors": 2}}
        number = every_loop.local.client.post("/v1/numbers", "reception", decision).json()["number"]
        box.locator("#several-service").select_option(HOURS)
        rows(box, f"Nummer;Dag;Minuter\n{number};{TODAY};1:75")
        assert state(box, 2).startswith("Skriv tiden i hela minuter")

    def test_a_reference_with_a_line_break_is_told(self, box: Page) -> None:
        box.locator("#several-service").select_option(UNNUMBERED)
        rows(box, f'Referens;Dag\n"rad\n7";{TODAY}')
        assert state(box, 2).startswith("Tecken 4 är ett mellanslag.")


class TestWordsBesideANumber:
    """A number or a code stands alone in its cell, or with the word for it: another word may say that nobody came."""

    @pytest.mark.parametrize("word", ["(uteblev)", "ej kommit", "2026-11-01", "✗"])
    def test_another_word_beside_a_number_stops_its_row(self, table: Page, two: tuple[str, str], word: str) -> None:
        rows(table, f"Nummer\tDatum\n{two[0]} {word}\t{TODAY}\n{two[1]}\t{TODAY}")
        assert "Låt bara nummer stå i cellen" in state(table, 2)
        assert state(table, 3) == READY

    def test_another_word_beside_a_code_stops_its_row(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tKod\n{two[0]}\t{TODAY}\t7K3M uteblev")
        assert "Låt bara kod stå i cellen" in state(table, 2)

    def test_the_word_for_a_number_may_stand_before_it(self, table: Page, two: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\n”Kontrollnummer: {two[0]}”\t{TODAY}\n{two[1]}\u200b.\t{TODAY}")
        assert [number for number, _ in events(table)] == list(two)


def test_the_cells_of_a_row_are_never_judged_together(box: Page) -> None:
    box.locator("#several-service").select_option(UNNUMBERED)
    rows(box, f"Referens;Datum;Anteckning\n121212;{TODAY};1212\n1212.121212;{TODAY};x")
    assert state(box, 2) == "Klar att rapportera"
    assert "högst nio siffror, utan datum" in state(box, 3)
