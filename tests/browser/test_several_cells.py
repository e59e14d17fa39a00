"""Pasted rows as spreadsheets write them: what cannot be told stops its row, and is never a session."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support import size
from tests.support.browser.every_service import HOURS, UNNUMBERED
from tests.support.browser.pasting import MISSED, READY, events, rows, state
from tests.support.browser.visiting import Loop

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
HEADED = "Nummer\tDag\tVad\n"
QUOTE = 'Ett citattecken (") gör att det inte syns var cellerna på raden börjar och slutar. Ta bort citattecknet.'


class TestQuotes:
    """A quote opens a cell, holds over lines, and is a character anywhere else."""

    def test_a_ditto_mark_swallows_nothing(self, table: Page, two_numbers: tuple[str, str]) -> None:
        one, other = two_numbers
        rows(table, f'Nummer\tDatum\tObs\tVad\n{one}\t{TODAY}\t"\t{MISSED}\n{other}\t{TODAY}\tsjuk\t{MISSED}\n')
        assert events(table) == [(one, "no_show"), (other, "no_show")]

    @pytest.mark.parametrize("written", size.rows(['"Ja" sade hon', '"Ombokad', '""'], ['5" skärm', '""""']))
    def test_a_quote_within_a_cell_is_a_character(
        self, table: Page, two_numbers: tuple[str, str], written: str
    ) -> None:
        rows(table, f"Nummer\tDatum\tObs\tVad\n{two_numbers[0]}\t{TODAY}\t{written}\t{MISSED}")
        assert events(table) == [(two_numbers[0], "no_show")]

    @pytest.mark.parametrize(
        ("mark", "end"),
        size.rows([("\t", "\r\n"), (";", "\n"), (",", "\n")], [("\t", "\n"), (";", "\r\n"), (",", "\r\n")]),
    )
    def test_a_line_break_in_a_quoted_cell_does_not_cut_the_row(
        self, table: Page, two_numbers: tuple[str, str], mark: str, end: str
    ) -> None:
        one, other = two_numbers
        cells = [
            ["Nummer", "Datum", "Obs", "Vad"],
            [one, f"{TODAY}", '"Ny ""tid""\npå onsdag"', f'"{MISSED}"'],
            [other, f"{TODAY}", "", "Samtal"],
        ]
        rows(table, end.join(mark.join(row) for row in cells) + end * 3)
        assert [state(table, 2), state(table, 4)] == [READY, READY]
        assert events(table) == [(one, "no_show"), (other, "session")]

    def test_a_recorded_row_leaves_the_box_with_all_its_lines(self, table: Page, two_numbers: tuple[str, str]) -> None:
        one, other = two_numbers
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
        self, table: Page, two_numbers: tuple[str, str], mark: str, head: str, row: str
    ) -> None:
        one, other = two_numbers
        told = f"{one}|{TODAY}|{row.format(other=other, day=TODAY)}".replace("|", mark)
        rows(table, f"{head.replace(' ', mark)}\n{told}")
        assert state(table, 2) == QUOTE

    def test_what_was_pasted_stands_as_it_was(self, table: Page, two_numbers: tuple[str, str]) -> None:
        text = (
            f'Nummer\tDatum\tObs\tVad\n{two_numbers[0]}\t{TODAY}\t"\t{MISSED}\n{two_numbers[1]}\t{TODAY}\t"\t{MISSED}'
        )
        rows(table, text)
        table.get_by_role("button", name="Rapportera raderna").click()
        assert table.get_by_label("Rader", exact=True).input_value() == text


class TestMarks:
    """What stands between cells is told by the first line, or by most of them."""

    @pytest.mark.parametrize("first", ["sep=;", "\ufeffSEP=; "])
    def test_a_first_line_that_tells_the_mark_is_no_row(
        self, table: Page, two_numbers: tuple[str, str], first: str
    ) -> None:
        rows(table, f"{first}\nNummer;Datum;Obs;Vad\n{two_numbers[0]};{TODAY};ringde, sade ja;{MISSED}")
        assert state(table, 3) == READY
        assert events(table) == [(two_numbers[0], "no_show")]

    @pytest.mark.parametrize("note", ["ny\ttid", '"ny\ttid"'], ids=["bare", "quoted"])
    def test_a_tab_in_a_note_does_not_part_the_cells_of_a_file_with_semicolons(
        self, table: Page, two_numbers: tuple[str, str], note: str
    ) -> None:
        rows(table, f"Nummer;Datum;Obs;Vad\n{two_numbers[0]};{TODAY};{note};{MISSED}\n{two_numbers[1]};{TODAY};;Samtal")
        assert events(table) == [(two_numbers[0], "no_show"), (two_numbers[1], "session")]

    def test_a_comma_in_a_title_does_not_part_the_cells_of_a_table(
        self, table: Page, two_numbers: tuple[str, str]
    ) -> None:
        rows(table, f"Samtal, november\n{two_numbers[0]}\t{TODAY}")
        assert state(table, 2) == READY


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
        self, table: Page, two_numbers: tuple[str, str], heading: str, written: str
    ) -> None:
        rows(table, f"{heading}{two_numbers[0]}\t{TODAY}\t{written}")
        assert events(table) == [(two_numbers[0], "no_show")]

    @pytest.mark.parametrize("heading", ["", "Nummer;Dag;Vad\n"], ids=["guessed", "headed"])
    def test_an_event_that_is_not_understood_is_shown_as_it_was_written(
        self, table: Page, two_numbers: tuple[str, str], heading: str
    ) -> None:
        rows(table, f"{heading}{two_numbers[0]};{TODAY};Sjuk")
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
        self, table: Page, two_numbers: tuple[str, str], column: str, written: str, told: str
    ) -> None:
        rows(table, f"Nummer;Dag;{column}\n{two_numbers[0]};{TODAY};{written}")
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
    def test_another_word_beside_a_number_stops_its_row(
        self, table: Page, two_numbers: tuple[str, str], word: str
    ) -> None:
        rows(table, f"Nummer\tDatum\n{two_numbers[0]} {word}\t{TODAY}\n{two_numbers[1]}\t{TODAY}")
        assert "Låt bara nummer stå i cellen" in state(table, 2)
        assert state(table, 3) == READY

    def test_another_word_beside_a_code_stops_its_row(self, table: Page, two_numbers: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\tKod\n{two_numbers[0]}\t{TODAY}\t7K3M uteblev")
        assert "Låt bara kod stå i cellen" in state(table, 2)

    def test_the_word_for_a_number_may_stand_before_it(self, table: Page, two_numbers: tuple[str, str]) -> None:
        rows(table, f"Nummer\tDatum\n”Kontrollnummer: {two_numbers[0]}”\t{TODAY}\n{two_numbers[1]}\u200b.\t{TODAY}")
        assert [number for number, _ in events(table)] == list(two_numbers)


def test_the_cells_of_a_row_are_never_judged_together(box: Page) -> None:
    box.locator("#several-service").select_option(UNNUMBERED)
    rows(box, f"Referens;Datum;Anteckning\n121212;{TODAY};1212\n1212.121212;{TODAY};x")
    assert state(box, 2) == "Klar att rapportera"
    assert "högst nio siffror, utan datum" in state(box, 3)
