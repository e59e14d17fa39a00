"""Reading and writing rows of SQLite files that may be damaged."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from chalicelib.layout import LayoutError
from chalicelib.sqlite_layout import SqliteLayout, decoded

Row = Mapping[str, Any]
Rows = dict[tuple[Any, ...], Row]


def readable_rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> tuple[Rows, bool]:
    """Return a table's rows by primary key, read from both ends up to what is damaged, and whether that is all.

    A row that the target's columns cannot hold is damaged too.
    """
    columns = target.execute(f"PRAGMA table_info({table})").fetchall()
    key = [column["name"] for column in sorted(columns, key=lambda column: int(column["pk"])) if column["pk"]]
    names = [column["name"] for column in columns]
    rows: Rows = {}
    is_all = False
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{name} {direction}" for name in key)
        with suppress(sqlite3.DatabaseError), decoded():
            for values in source.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}"):  # noqa: S608 - names of the schema
                row = dict(zip(names, values, strict=True))
                rows[tuple(row[name] for name in key)] = row
            is_all = True
            break
    held = {key: row for key, row in rows.items() if all(_holds(column, row[column["name"]]) for column in columns)}
    return held, is_all and len(held) == len(rows)


def _holds(column: sqlite3.Row, value: object) -> bool:
    """Return whether a column may have a value; all that are written have one of two types."""
    if value is None:
        return not column["notnull"]
    return isinstance(value, int if column["type"] == "INTEGER" else str)


def replace_row(database: sqlite3.Connection, table: str, row: Row) -> None:
    """Write a row in place of one with its key."""
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    database.execute(f"REPLACE INTO {table} ({names}) VALUES ({values})", dict(row))  # noqa: S608 - names of the schema


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file; each statement is a transaction, unless one is begun."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.row_factory = sqlite3.Row
        yield database


@contextmanager
def upgraded(path: Path, layout: SqliteLayout) -> Iterator[sqlite3.Connection]:
    """Open a file and bring it to a layout unchecked, so that a damaged one can be read; raise LayoutError for others.

    An empty file holds nothing, so it proves nothing.
    """
    with decoded(), opened(path) as database:
        database.execute("PRAGMA writable_schema = ON")  # one table's damaged definition does not hide the others
        found = layout.version_of(database, path)
        if found is None:
            raise LayoutError(f"The file {path} is empty.")
        if found < layout.version:
            layout.upgrade(database, found)
        yield database
