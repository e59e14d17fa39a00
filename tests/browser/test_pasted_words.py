"""Headings, events, times and counts of pasted rows are read as people write them: tables of cases."""

from __future__ import annotations

import pytest

from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit
from tests.support.input_cases import rights
from tests.support.tables import assert_rows

pytestmark = pytest.mark.browser
READ = """async ([addresses, kind, texts]) => {
    const [{ Numbers }, { Services }, { Pasted }, { speaker }, { Headings }] = await Promise.all(
        addresses.map((address) => import(address)),
    );
    const root = document.getElementById("provider-desk");
    const numbers = new Numbers(root.dataset);
    const pasted = new Pasted({ numbers, services: new Services(root.dataset, numbers) }, speaker(root, "staff"));
    pasted.headings = new Headings(speaker(root, "staff")); // with those of a joint service without numbers
    pasted.services.members = new Map([["2321", "Åre"], ["2326", "Berg"]]);
    const read = {
        heading: (text) => pasted.headings.columns([text])[0],
        event: (text) => pasted.events.read(text, pasted.services.events),
        minutes: (text) => pasted.value("minutes", text),
        count: (text) => pasted.value("nth", text),
        member: (text) => pasted.value("member", text),
        exempt: (text) => pasted.value("exempt", text),
    }[kind];
    return Object.fromEntries(texts.map((text) => [text, read(text) ?? null]));
}"""

DOUBLED = """async ([headings, tool]) => {
    const [{ Headings }, { speaker }] = await Promise.all([import(headings), import(tool)]);
    const { names } = new Headings(speaker(document.getElementById("provider-desk"), "staff"));
    return [names.size, [...names].filter(([, column]) => column === "several").map(([name]) => name)];
}"""
"""Returns how many words are headings, and those of two columns."""


@pytest.mark.parametrize(
    "address", ["/personal/utforare/", "/en/staff/provider/", "/fi/henkilokunta/palveluntuottaja/"]
)
def test_no_word_is_a_heading_of_two_columns(reader: Visit, address: str) -> None:
    page = reader.go(address)
    count, doubled = page.evaluate(DOUBLED, [module(reader, "parse_headings"), module(reader, "tool")])
    assert (count > 100, doubled) == (True, [])


@pytest.mark.parametrize("kind", ["heading", "event", "minutes", "count", "member", "exempt"])
def test_what_people_write_is_read_or_is_none(reader: Visit, kind: str) -> None:
    rows = rights(kind)
    addresses = [
        module(reader, name) for name in ("control_number", "services", "parse_rows", "tool", "parse_headings")
    ]
    read = reader.go(PAGES["provider_desk"]).evaluate(READ, [addresses, kind, [text for text, _ in rows]])
    assert_rows(rows, read.get)
