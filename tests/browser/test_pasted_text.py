"""Text that is copied from elsewhere is read in the browser as in Python: the same cases."""

from __future__ import annotations

import pytest

from tests.support.browser.filling import module
from tests.support.browser.visiting import PAGES, Visit
from tests.support.input_cases import rights
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
