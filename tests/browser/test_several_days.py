"""Days in pasted rows: read as Excel and people write them, shown in words, or refused with the way out."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from playwright.sync_api import Page

from chalicelib.dates import clock
from tests.support.browser.every_service import UNNUMBERED
from tests.support.browser.pasting import READY, rows, sent, state
from tests.support.browser.visiting import Loop

pytestmark = pytest.mark.browser
TODAY = clock.day(clock.now())
SERIAL = str((TODAY - dt.date(1899, 12, 30)).days)


def shown(page: Page, line: int) -> str:
    """Return the day that the page shows of a line."""
    row = page.locator("[data-part=table] tbody tr").filter(has=page.locator(f"th:text-is('Rad {line}')"))
    return row.locator("td").nth(1).inner_text().replace("\u00a0", " ")


def in_words() -> str:
    """Return today as the page shows it."""
    return f"{format_date(TODAY, 'EEE', locale='sv')} {format_date(TODAY, 'd MMMM y', locale='sv')}"


WRITTEN = [
    "{:%-d}-{mon}",
    "{:%-d}-{mon}-{:%y}",
    "{weekday} den {:%-d} {month} {:%Y}",
    "{:%-d/%-m} kl 13",
    "{:%-d/%-m} {weekday}",
]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_day_as_excel_or_a_person_writes_it_is_ready_and_shown_in_words(
    box: Page, every_loop: Loop, form: str
) -> None:
    month, weekday = format_date(TODAY, "MMMM", locale="sv"), format_date(TODAY, "EEEE", locale="sv")
    text = form.format(TODAY, TODAY, mon=month[:3], month=month, weekday=weekday)
    rows(box, f"{every_loop.number()}\t{text}")
    assert (state(box, 1), shown(box, 1)) == (READY, in_words())


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (SERIAL, f"Excels dagnummer {SERIAL}"),
        (f"{SERIAL},54", f"Excels dagnummer {SERIAL},54"),
        ("Idag", "står som ”Idag”"),
    ],
)
def test_a_day_that_was_no_date_is_shown_with_what_it_was_read_from(
    box: Page, every_loop: Loop, text: str, note: str
) -> None:
    rows(box, f"{every_loop.number()}\t{text}")
    assert (state(box, 1), shown(box, 1)) == (READY, f"{in_words()} ({note})")


def test_a_column_with_one_day_month_first_sends_no_day_that_could_be_another(box: Page, every_loop: Loop) -> None:
    numbers = [every_loop.number() for _ in range(4)]
    texts = ["02/01/2026", "01/15/2026", f"{TODAY}", "01/01/2026"]
    rows(box, "Nummer\tDatum\n" + "\n".join(f"{number}\t{text}" for number, text in zip(numbers, texts, strict=True)))
    assert state(box, 2) == (
        "”02/01/2026” kan betyda 2 januari 2026 eller 1 februari 2026: i samma kolumn ser ”01/15/2026” ut att ha "
        "månaden före dagen. Skriv alla dagar med året först, som 2026-01-15, eller ge kolumnen formatet ÅÅÅÅ-MM-DD i "
        "kalkylbladet och kopiera raderna igen."
    )
    assert state(box, 3).startswith("”01/15/2026” har månaden före dagen. Skriv 2026-01-15, eller")
    assert [claim["date"] for claim in sent(box)] == [f"{TODAY}"]


def test_rows_without_headings_are_one_column_of_days_too(box: Page, every_loop: Loop) -> None:
    rows(box, f"{every_loop.number()}\t02/01/2026\n01/15/2026\t{every_loop.number()}")
    assert [state(box, line).split(" ", 1)[0] for line in (1, 2)] == ["”02/01/2026”", "”01/15/2026”"]


def test_each_fault_of_a_day_says_what_it_could_be(box: Page, every_loop: Loop) -> None:
    number = every_loop.number()
    rows(box, "\n".join(f"{number}\t{text}" for text in ("9 ju 2026", "mån 29/11 2026", "nov-29", "29 nov kl")))
    assert [state(box, line) for line in (1, 2, 4)] == [
        "”9 ju 2026” kan vara juni eller juli. Skriv månadens hela namn.",
        "”mån 29/11 2026” stämmer inte: 29 november 2026 är en söndag. Rätta dagen eller veckodagen.",
        "”29 nov kl” går inte att läsa som en dag. Skriv till exempel 2026-11-09 eller 9/11.",
    ]
    assert "kan betyda 29 november" in state(box, 3)


def test_no_day_in_a_fault_is_broken_at_its_hyphens(box: Page, every_loop: Loop) -> None:
    box.set_viewport_size({"width": 390, "height": 844})
    rows(box, f"{every_loop.number()}\t11/29/2026\n{every_loop.number()}\tnov-29")
    assert "Skriv 2026-11-29" in state(box, 1)
    days = box.locator(".pasted .fault .date")
    assert {"2026-11-29", "ÅÅÅÅ-MM-DD", "nov-29"} <= set(days.all_inner_texts())
    assert days.evaluate_all("days => days.map((day) => day.getClientRects().length)") == [1] * days.count()


def test_figures_that_may_be_a_reference_are_no_day_beside_one(box: Page) -> None:
    box.locator("#several-service").select_option(UNNUMBERED)
    rows(box, f"{SERIAL}\t{TODAY}\n{TODAY:%y%m%d}\t{in_words()}\n{int(SERIAL) - 1}\t{TODAY:%Y%m%d}")
    references = [(claim["reference"], claim["date"]) for claim in sent(box)]
    assert references == [(text, f"{TODAY}") for text in (SERIAL, f"{TODAY:%y%m%d}", str(int(SERIAL) - 1))]
