"""Where case reports are kept: apart from claims, under a year and a random id, so that nothing leads to anyone.

A report is deleted after the second annual report that follows; in DynamoDB the table's expiry does it, for the
function may not delete.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib import case_report
from chalicelib.case_report import CaseReport
from chalicelib.dynamodb_items import from_value, to_value
from chalicelib.ledger import MovedError

if TYPE_CHECKING:
    from chalicelib.dynamodb_table import Table

_TABLE = "CREATE TABLE IF NOT EXISTS reports (year INTEGER, id TEXT, body TEXT, PRIMARY KEY (year, id)) WITHOUT ROWID"


class CaseStore(Protocol):
    """What every store of case reports does."""

    def file(self, report: CaseReport) -> None:
        """Keep a report; the same one again changes nothing."""
        ...

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Read the reports of cases that closed in a year, in the order of their random ids."""
        ...

    def forget(self, reported_year: int) -> int:
        """Delete what no report needs any more once a year has been reported; gives how many."""
        ...


class SqliteCases:
    """Reports in a file of their own beside the ledger."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def file(self, report: CaseReport) -> None:
        """Write it; nothing says when."""
        self._do("INSERT OR IGNORE INTO reports VALUES (?, ?, ?)", report.year, report.id, json.dumps(_values(report)))

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Read them."""
        for (body,) in self._do("SELECT body FROM reports WHERE year = ? ORDER BY id", year)[0]:
            yield _report(json.loads(body))

    def forget(self, reported_year: int) -> int:
        """Delete them, and overwrite where they stood."""
        return self._do("DELETE FROM reports WHERE year < ?", case_report.oldest_kept(reported_year))[1]

    def _do(self, statement: str, *values: object) -> tuple[list[Any], int]:
        database = sqlite3.connect(self._path)
        try:
            database.execute("PRAGMA secure_delete = ON")
            with database:
                database.execute(_TABLE)
                done = database.execute(statement, values)
                return done.fetchall(), done.rowcount
        finally:
            database.close()


class DynamoCases:
    """Reports in the ledger's table, under keys that no claim has."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def file(self, report: CaseReport) -> None:
        """Put it where none stands, with the day on which it expires."""
        made_by = datetime(report.year + case_report.KEPT_REPORTS + 1, 4, 1, tzinfo=UTC)  # by the end of March (D47)
        keys = {"pk": {"S": f"S#{report.year}"}, "sk": {"S": report.id}}
        body = {"report": {"S": json.dumps(_values(report))}, "expires": to_value(int(made_by.timestamp()))}
        with suppress(MovedError):  # filed before: the id is the report's own
            self._table.write(self._table.put(keys | body))

    def of_year(self, year: int) -> Iterator[CaseReport]:
        """Query them."""
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": "pk"},
            ExpressionAttributeValues={":pk": {"S": f"S#{year}"}},
        )
        for page in pages:
            for kept in page:
                yield _report(json.loads(from_value(kept["report"])))

    def forget(self, reported_year: int) -> int:  # noqa: ARG002 - see the store's contract
        """Leave it to the table's expiry."""
        return 0


def _values(report: CaseReport) -> dict[str, object]:
    return asdict(report)


def _report(values: dict[str, Any]) -> CaseReport:
    persons = tuple((gender, age) for gender, age in values["persons"])
    return CaseReport(**values | {"persons": persons, "children": tuple(values["children"])})
