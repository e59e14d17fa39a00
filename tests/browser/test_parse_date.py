"""Days as people write them are read in the browser, or not at all."""

from __future__ import annotations

import pytest

from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit

pytestmark = pytest.mark.browser
TODAY, DAY = "2026-11-22", "2026-11-09"
READ = """async ([address, texts, today]) => {
    const { WrittenDay } = await import(address);
    const found = {};
    for (const [language, all] of Object.entries(texts)) {
        const days = new WrittenDay(language);
        for (const text of all) found[`${language}: ${text}`] = days.read(text, today);
    }
    return found;
}"""
NUMERALS = [
    "2026-11-09", "2026-11-9", "2026/11/09", "2026.11.09", "20261109", "261109", "26-11-09", "2026-11-09 00:00:00",
    "9/11 2026", "9/11-2026", "9/11/2026", "09/11/2026", "9.11.2026", "9.11.26", "9/11-26", "9/11", "9.11.",
    "09-11-2026",
]  # fmt: skip
SAME_DAY = {
    "sv": [*NUMERALS, "9 november 2026", "9 nov", "den 9 november", "mån 9 nov 2026", "måndag 9/11", " 9  NOV. 2026 "],
    "en": [*NUMERALS, "9 November 2026", "November 9, 2026", "Nov 9", "9th of November", "Monday 9 Nov 2026", "9 nov"],
    "fi": [*NUMERALS, "9. marraskuuta 2026", "9 marraskuu", "maanantai 9.11.2026", "9 november 2026"],
}
NO_DAY = ["", "31/11", "2026-02-30", "11/23/2026", "i går", "9", "november", "7K3M-9RT4-WXC6", "9 smarch", "46335"]


def test_the_usual_ways_of_writing_a_day_are_read(reader: Visit) -> None:
    found = reader.go(PAGES["provider_desk"]).evaluate(READ, [module(reader, "parse_date"), SAME_DAY, TODAY])
    assert {text: day for text, day in found.items() if day != DAY} == {}


def test_what_is_no_day_is_not_taken_for_one(reader: Visit) -> None:
    found = reader.go(PAGES["provider_desk"]).evaluate(READ, [module(reader, "parse_date"), {"sv": NO_DAY}, TODAY])
    assert {text: day for text, day in found.items() if day is not None} == {}


def test_a_day_without_a_year_is_the_last_such_day(reader: Visit) -> None:
    texts = {"sv": ["23/11", "22/11", "1 dec"]}
    found = reader.go(PAGES["provider_desk"]).evaluate(READ, [module(reader, "parse_date"), texts, TODAY])
    assert list(found.values()) == ["2025-11-23", "2026-11-22", "2025-12-01"]
