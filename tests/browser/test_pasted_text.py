"""Text that is copied from elsewhere is read in the browser as in Python: the same cases."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chalicelib.control_numbers import control_number
from chalicelib.register import codes
from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit
from tests.support.input_cases import cases, rights
from tests.support.tables import assert_rows

pytestmark = pytest.mark.browser
READ = """async ([address, name, texts]) => {
    const read = (await import(address))[name];
    return Object.fromEntries(texts.map((text) => [text, read(text)]));
}"""


@pytest.mark.parametrize(
    ("kind", "script", "name"),
    [("text", "pasted_text", "normalize"), ("words", "pasted_text", "foldWords"), ("cell", "spreadsheet", "verbatim")],
)
def test_a_table_is_read_as_in_python(reader: Visit, kind: str, script: str, name: str) -> None:
    rows = rights(kind)
    texts = [text for text, _ in rows]
    read = reader.go(PAGES["provider_desk"]).evaluate(READ, [module(reader, script), name, texts])
    assert_rows(rows, read.get)


NUMBERS = """async ([address, alphabet, length, texts]) => {
    const numbers = new (await import(address)).Numbers({ alphabet, length });
    return Object.fromEntries(texts.map((text) => {
        const fault = numbers.fault(text), compact = numbers.compact(text);
        const { place, character } = numbers.foreignFault(compact, length) ? numbers.facts(compact) : {};
        const named = [place ?? null, character?.codePointAt(0) ?? null];
        return [text, fault ? [fault, ...named, numbers.suggest(text)] : compact];
    }));
}"""
SERVICES = """async ([addresses, alphabet, length, limits, kind, texts]) => {
    const { Services } = await import(addresses.services), { Numbers } = await import(addresses.control_number);
    const services = new Services({ services: "[]", limits }, new Numbers({ alphabet, length }));
    const [read, judge] = { presence_code: ["codeOf", "presence"], reference: ["referenceOf", "ownReference"] }[kind];
    return Object.fromEntries(texts.map((text) => {
        const value = services[read](text);
        return [text, services[judge](value)?.key.split("_").pop() ?? value];
    }));
}"""


def test_control_numbers_are_read_as_in_python_and_what_is_wrong_is_named(reader: Visit) -> None:
    rows = cases("control_number")
    format_of_number = [control_number.ALPHABET, control_number.LENGTH]
    argument = [module(reader, "control_number"), *format_of_number, [row["text"] for row in rows]]
    read = reader.go(PAGES["provider_desk"]).evaluate(NUMBERS, argument)
    expected = [(row["text"], row.get("right") or faulty(row)) for row in rows]
    assert_rows(expected, read.get)


def faulty(row: dict[str, Any]) -> list[object]:
    """Return a row's fault, the place of a character that no number has, and the number that is meant."""
    code_point = re.search(r"U\+([0-9A-F]+)", row.get("character", ""))
    return [row["fault"], row.get("position"), int(code_point[1], 16) if code_point else None, row.get("meant")]


@pytest.mark.parametrize("kind", ["presence_code", "reference"])
def test_a_code_or_a_reference_is_read_as_in_python_and_what_is_wrong_is_named(reader: Visit, kind: str) -> None:
    rows = cases(kind)
    limits = {"reference": codes.REFERENCE_PATTERN, "code": codes.PRESENCE_CODE_LENGTH, "minutes": 1, "events": {}}
    page = reader.go(PAGES["provider_desk"])
    addresses = {name: module(reader, name) for name in ("services", "control_number")}
    formats = [control_number.ALPHABET, control_number.LENGTH, json.dumps(limits)]
    read = page.evaluate(SERVICES, [addresses, *formats, kind, [row["text"] for row in rows]])
    assert_rows([(row["text"], row.get("right", row.get("fault"))) for row in rows], read.get)
