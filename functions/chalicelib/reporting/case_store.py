"""Storage of case reports: apart from claims, keyed by year and random id, so that nothing leads to a person.

A report is deleted after the second annual report that follows. In DynamoDB the items expire (TTL), because the
function has no right to delete.
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
_INSERT = "INSERT INTO reports VALUES (?, ?, ?)"
_SELECT = "SELECT body FROM reports WHERE year = ? AND id = ?"
_SELECT_YEAR = "SELECT body FROM reports WHERE year = ? ORDER BY id"
_DELETE = "DELETE FROM reports WHERE year < ?"
_BUSY_S = 5.0

ReportKey = tuple[int, str]
"""A year and an id."""


class CaseStore(Protocol):
    """The interface of a store of case reports."""

    def file(self, report: CaseReport, other_keys: Sequence[ReportKey] = ()) -> CaseReport | None:
        """Store a report and return None, or return the report that exists under its key or one of the other keys."""
        ...

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Yield the reports of cases that closed in a year, sorted by their random ids."""
        ...

    def delete_expired(self, reported_year: int) -> int:
        """Delete the reports that no annual report needs once a year has been reported; return how many."""
        ...


class SqliteCases:
    """Case reports in an SQLite file beside the ledger, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def file(self, report: CaseReport, other_keys: Sequence[ReportKey] = ()) -> CaseReport | None:
        """Read and write in one transaction; no time of writing is stored."""
        with self._transaction() as database:
            for key in ((report.year, report.id), *other_keys):
                for (body,) in database.execute(_SELECT, key):
                    return _report(json.loads(body))
            database.execute(_INSERT, (report.year, report.id, json.dumps(_values(report))))
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Read the year's rows."""
        with self._transaction() as database:
            rows = database.execute(_SELECT_YEAR, (year,)).fetchall()
        yield from (_report(json.loads(body)) for (body,) in rows)

    def delete_expired(self, reported_year: int) -> int:
        """Delete the rows and overwrite their bytes."""
        with self._transaction() as database:
            return database.execute(_DELETE, (case_report.oldest_kept(reported_year),)).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction; create the file first if it does not exist."""
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
    """Case reports in the ledger's DynamoDB table, under keys that no claim has."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def file(self, report: CaseReport, other_keys: Sequence[ReportKey] = ()) -> CaseReport | None:
        """Write the item with its expiry time on condition that none exists; read only if one does."""
        last = datetime.combine(case_report.kept_to(report.year), time(), UTC)
        expires = int((last + timedelta(days=1)).timestamp())
        body = {"report": {"S": json.dumps(_values(report))}, "expires": to_value(expires)}
        own = _key((report.year, report.id))
        others = [_key(key) for key in other_keys]
        try:
            self._table.write(self._table.put(own | body), *map(self._table.require_absent, others))
        except MovedError:
            existing = [item for item in self._table.get_items([own, *others]) if item]
            if not existing:
                raise
            return _from_item(existing[0])
        return None

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Query the year's partition."""
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "pk"},
            ExpressionAttributeValues={":pk": _key((year, ""))["pk"]},
        )
        yield from (_from_item(item) for page in pages for item in page)

    def delete_expired(self, reported_year: int) -> int:  # noqa: ARG002 - see the store's contract
        """Return 0: the table's items expire by themselves."""
        return 0


def _key(key: ReportKey) -> Item:
    year, id_ = key
    return {"pk": {"S": f"S#{year}"}, "sk": {"S": id_}}


def _from_item(item: Item) -> CaseReport:
    return _report(json.loads(from_value(item["report"])))


def _values(report: CaseReport) -> dict[str, object]:
    return asdict(report)


def _report(values: dict[str, Any]) -> CaseReport:
    persons = tuple((gender, age) for gender, age in values["persons"])
    return CaseReport(**values | {"persons": persons, "children": tuple(values["children"])})
