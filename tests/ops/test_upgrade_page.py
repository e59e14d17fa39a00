"""The handbook's page on upgrading says which layouts a version has: those of this tree in its last row."""

import re
from pathlib import Path

from chalicelib.ledger import dynamodb_table, sqlite_schema
from chalicelib.reporting.cases import case_store

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "site/handbook/en/operate/upgrade.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)


def test_the_last_row_is_of_what_this_tree_writes() -> None:
    latest = sqlite_schema.LAYOUT.version, case_store.LAYOUT.version, dynamodb_table.LAYOUT.latest
    assert tuple(map(int, ROWS[-1][1:])) == latest


def test_the_first_row_is_of_the_oldest_that_is_upgraded() -> None:
    oldest = (sqlite_schema.LAYOUT.readable.oldest, case_store.LAYOUT.readable.oldest, dynamodb_table.LAYOUT.oldest)
    assert tuple(map(int, ROWS[0][1:])) == oldest
    assert f"from {oldest[0]} and {oldest[1]} on" in PAGE
