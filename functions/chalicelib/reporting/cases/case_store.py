"""Storage of case reports: apart from claims, keyed by year and random id, so that nothing leads to a person.

A report is deleted after the second annual report that follows. In DynamoDB the items expire (TTL), because the
function has no right to delete.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.ledger.dynamodb_items import Item, from_value, to_value
from chalicelib.ledger.port import MovedError, UnwritableError
from chalicelib.ledger.sqlite_connection import create_private, open_sound, outages
from chalicelib.reporting.cases import case_report
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.sqlite_layout import SqliteLayout, damage

if TYPE_CHECKING:
    from chalicelib.ledger.dynamodb_table import Table

_CREATE = tuple(
    f"CREATE TABLE IF NOT EXISTS {name} (year INTEGER, id TEXT, body TEXT, PRIMARY KEY (year, id)) WITHOUT ROWID"
    for name in ("reports", "continuing")
)
LAYOUT = SqliteLayout("file of case reports", "reports", 1, _CREATE, {0: _CREATE})
"""Files of before there were layouts have number 0, and the oldest of them lack a table."""
_INSERT = "INSERT INTO reports VALUES (?, ?, ?)"
_SELECT = "SELECT body FROM reports WHERE year = ? AND id = ?"
_SELECT_YEAR = "SELECT body FROM reports WHERE year = ? ORDER BY id"
_DELETE = "DELETE FROM reports WHERE year < ?"
_REPLACE_CONTINUING = "REPLACE INTO continuing VALUES (?, ?, ?)"
_SELECT_CONTINUING = "SELECT body FROM continuing WHERE year = ? ORDER BY id"
_DELETE_CONTINUING = "DELETE FROM continuing WHERE year < ?"
_BUSY_S = 5.0
_NAME = "The file of case reports"

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

    def state_continuing(self, continuing: ContinuingCases) -> None:
        """Store how many cases go on, in place of what the provider stated before."""
        ...

    def continuing(self, year: int) -> Iterator[ContinuingCases]:
        """Yield what providers stated of the cases that go on when a year ends."""
        ...

    def delete_expired(self, reported_year: int) -> int:
        """Delete what no annual report needs once a year has been reported; return how many case reports."""
        ...

    def probe(self) -> None:
        """Check that a report could be stored now; raise UnwritableError if not."""
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

    def state_continuing(self, continuing: ContinuingCases) -> None:
        """Write the provider's row of the year."""
        row = (continuing.year, _continuing_id(continuing), json.dumps(asdict(continuing)))
        with self._transaction() as database:
            database.execute(_REPLACE_CONTINUING, row)

    def continuing(self, year: int) -> Iterator[ContinuingCases]:
        """Read the year's rows."""
        with self._transaction() as database:
            rows = database.execute(_SELECT_CONTINUING, (year,)).fetchall()
        yield from (ContinuingCases(**json.loads(body)) for (body,) in rows)

    def delete_expired(self, reported_year: int) -> int:
        """Delete the rows and overwrite their bytes."""
        with self._transaction() as database:
            database.execute(_DELETE_CONTINUING, (case_report.oldest_kept(reported_year),))
            return database.execute(_DELETE, (case_report.oldest_kept(reported_year),)).rowcount

    def probe(self) -> None:
        """Check the file, which is small, and rewrite its first page as it is."""
        with self._transaction() as database:
            (fault,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if fault != "ok":
                raise UnwritableError from damage()
            (application,) = database.execute("PRAGMA application_id").fetchone()
            database.execute(f"PRAGMA application_id = {application}")

    def require_sound(self) -> None:
        """Raise SqliteLedgerError if a file stands that is damaged, read-only, or of a layout that is not read here."""
        if self._path.exists():
            with open_sound(self._path, _NAME, _BUSY_S) as database:
                LAYOUT.version_of(database, self._path)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction; create or upgrade the file first if need be."""
        try:
            create_private(self._path)
        except OSError as error:
            raise UnwritableError from error
        with outages(), closing(sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            LAYOUT.prepare(database, self._path)
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")


class DynamoCases:
    """Case reports in the ledger's DynamoDB table, under keys that no claim has."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def file(self, report: CaseReport, other_keys: Sequence[ReportKey] = ()) -> CaseReport | None:
        """Write the item with its expiry time on condition that none exists; read only if one does."""
        body = {"report": {"S": json.dumps(_values(report))}, "expires": _expiry(report.year)}
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
        yield from map(_from_item, self._partition(_key((year, ""))))

    def state_continuing(self, continuing: ContinuingCases) -> None:
        """Write the provider's item of the year, with its expiry time."""
        body = {"report": {"S": json.dumps(asdict(continuing))}, "expires": _expiry(continuing.year)}
        self._table.write(self._table.replace(_continuing_key(continuing.year, _continuing_id(continuing)) | body))

    def continuing(self, year: int) -> Iterator[ContinuingCases]:
        """Query the year's partition."""
        for item in self._partition(_continuing_key(year, "")):
            yield ContinuingCases(**json.loads(from_value(item["report"])))

    def _partition(self, key: Item) -> Iterator[Item]:
        """Yield the items of a partition, sorted by their ids."""
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "pk"},
            ExpressionAttributeValues={":pk": key["pk"]},
        )
        return (item for page in pages for item in page)

    def delete_expired(self, reported_year: int) -> int:  # noqa: ARG002 - see the store's contract
        """Return 0: the table's items expire by themselves."""
        return 0

    def probe(self) -> None:
        """Write nothing: a table grows by itself."""


def _key(key: ReportKey) -> Item:
    year, id_ = key
    return {"pk": {"S": f"S#{year}"}, "sk": {"S": id_}}


def _continuing_key(year: int, id_: str) -> Item:
    return {"pk": {"S": f"S#{year}#continuing"}, "sk": {"S": id_}}


def _continuing_id(continuing: ContinuingCases) -> str:
    return "#".join((continuing.provider, continuing.service, continuing.member or ""))


def _expiry(year: int) -> dict[str, Any]:
    """Return the time from which the table may delete what was reported of a year."""
    last = datetime.combine(case_report.kept_to(year), time(), UTC)
    return to_value(int((last + timedelta(days=1)).timestamp()))


def _from_item(item: Item) -> CaseReport:
    return _report(json.loads(from_value(item["report"])))


def _values(report: CaseReport) -> dict[str, object]:
    return asdict(report)


def _report(values: dict[str, Any]) -> CaseReport:
    persons = tuple((gender, age) for gender, age in values["persons"])
    return CaseReport(**values | {"persons": persons, "children": tuple(values["children"])})
