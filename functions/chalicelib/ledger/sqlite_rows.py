"""Rows as columns of SQLite's tables, and back: a column is named as the field of the row's dataclass."""

import json
import sqlite3
from dataclasses import fields
from typing import Any

from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.rows import (
    AdjustmentRow,
    ClaimRow,
    EventRow,
    LedgerEntry,
    NumberRow,
    ReversalRow,
)

_NAMES = {
    kind: tuple(column.name for column in fields(kind))
    for kind in (NumberRow, EventRow, ClaimRow, ReversalRow, AdjustmentRow, SealRow, ExportRow)
}
_AS_JSON = ("nth", "weeks", "shared", "codes", "wrong_codes")
_TUPLES = ("codes", "wrong_codes")
_FLAGS = ("anonymous", "attested", "exempt", "exempt_changed", "replaces", "told", "undone")
_OF_THE_TABLE = ("sequence", "key")


def number_row(row: sqlite3.Row) -> NumberRow:
    """Return the number of a row of its table."""
    values = column_values(row)
    decoded = {name: json.loads(values[name]) for name in _AS_JSON}
    return NumberRow(**values | decoded | {name: tuple(decoded[name]) for name in _TUPLES})


def field_values(row: NumberRow | EventRow | LedgerEntry | SealRow | ExportRow) -> dict[str, object]:
    """Return a row's fields by name, uncopied: `asdict` would copy each of them, a quarter of a claim's time."""
    return {name: getattr(row, name) for name in _NAMES[type(row)]}


def number_values(number: NumberRow) -> dict[str, object]:
    """Return a number's columns, with what is not a single value as JSON."""
    values = field_values(number)
    return values | {name: json.dumps(values[name], sort_keys=True) for name in _AS_JSON}


def entry_values(row: LedgerEntry) -> dict[str, object]:
    """Return an entry's columns, with the two that the table adds."""
    return field_values(row) | {"key": row.slot.key, "sequence": row.sequence}


def column_values(row: sqlite3.Row) -> dict[str, Any]:
    """Return a row's columns as the fields of its dataclass."""
    values = {name: value for name, value in dict(row).items() if name not in _OF_THE_TABLE}
    return values | {name: bool(values[name]) for name in _FLAGS if values.get(name) is not None}
