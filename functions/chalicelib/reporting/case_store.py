"""Where case reports are kept: apart from claims, under a year and a random id, so that nothing leads to anyone.

A report is deleted after the second annual report that follows; in DynamoDB the table's expiry does it, for the
function may not delete.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.ledger.dynamodb_items import Item, from_value, to_value
from chalicelib.ledger.port import MovedError, UnwritableError
from chalicelib.ledger.sqlite_connection import outages
from chalicelib.reporting import case_report
from chalicelib.reporting.case_report import CaseReport

if TYPE_CHECKING:
    from chalicelib.ledger.dynamodb_table import Table

_TABLE = "CREATE TABLE IF NOT EXISTS reports (year INTEGER, id TEXT, body TEXT, PRIMARY KEY (year, id)) WITHOUT ROWID"
_PUT = "INSERT INTO reports VALUES (?, ?, ?)"
_ONE = "SELECT body FROM reports WHERE year = ? AND id = ?"
_OF_YEAR = "SELECT body FROM reports WHERE year = ? ORDER BY id"
_FORGET = "DELETE FROM reports WHERE year < ?"
_BUSY_S = 5.0

Place = tuple[int, str]
"""A year and an id."""


class CaseStore(Protocol):
    """What every store of case reports does."""

    def file(self, report: CaseReport, taken: Sequence[Place] = ()) -> CaseReport | None:
        """Keep a report where none stands, here or at the places that are told; else give the one that stands."""
        ...

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Read the reports of cases that closed in a year, in the order of their random ids."""
        ...

    def forget(self, reported_year: int) -> int:
        """Delete what no report needs any more once a year has been reported; gives how many."""
        ...


class SqliteCases:
    """Reports in a file of their own beside the ledger, for its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def file(self, report: CaseReport, taken: Sequence[Place] = ()) -> CaseReport | None:
        """Look and write in one transaction; nothing says when."""
        with self._transaction() as database:
            for place in ((report.year, report.id), *taken):
                for (body,) in database.execute(_ONE, place):
                    return _report(json.loads(body))
            database.execute(_PUT, (report.year, report.id, json.dumps(_values(report))))
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Read them."""
        with self._transaction() as database:
            rows = database.execute(_OF_YEAR, (year,)).fetchall()
        yield from (_report(json.loads(body)) for (body,) in rows)

    def forget(self, reported_year: int) -> int:
        """Delete them, and overwrite where they stood."""
        with self._transaction() as database:
            return database.execute(_FORGET, (case_report.oldest_kept(reported_year),)).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend the file for one transaction, and make it first if it is not there."""
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise UnwritableError from error
        with outages(), closing(sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            database.execute(_TABLE)
            yield database
            database.execute("COMMIT")


class DynamoCases:
    """Reports in the ledger's table, under keys that no claim has."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def file(self, report: CaseReport, taken: Sequence[Place] = ()) -> CaseReport | None:
        """Put it where none stands, with the moment from which it expires; read only when one does."""
        last = datetime.combine(case_report.kept_to(report.year), time(), UTC)
        expires = int((last + timedelta(days=1)).timestamp())
        body = {"report": {"S": json.dumps(_values(report))}, "expires": to_value(expires)}
        own = _key((report.year, report.id))
        others = [_key(place) for place in taken]
        try:
            self._table.write(self._table.put(own | body), *map(self._table.require_absent, others))
        except MovedError:
            standing = [kept for kept in self._table.get_items([own, *others]) if kept]
            if not standing:
                raise
            return _kept(standing[0])
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Query them."""
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "pk"},
            ExpressionAttributeValues={":pk": _key((year, ""))["pk"]},
        )
        yield from (_kept(item) for page in pages for item in page)

    def forget(self, reported_year: int) -> int:  # noqa: ARG002 - see the store's contract
        """Leave it to the table's expiry."""
        return 0


def _key(place: Place) -> Item:
    year, id_ = place
    return {"pk": {"S": f"S#{year}"}, "sk": {"S": id_}}


def _kept(item: Item) -> CaseReport:
    return _report(json.loads(from_value(item["report"])))


def _values(report: CaseReport) -> dict[str, object]:
    return asdict(report)


def _report(values: dict[str, Any]) -> CaseReport:
    persons = tuple((gender, age) for gender, age in values["persons"])
    return CaseReport(**values | {"persons": persons, "children": tuple(values["children"])})
