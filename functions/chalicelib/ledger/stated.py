"""Contacts and availability in both ledgers: rows of their own, which no other row refers to."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from chalicelib.ledger import sqlite_statements as sql
from chalicelib.ledger.dynamodb_items import (
    AVAILABILITY_PREFIX,
    BY_MONTH,
    availability_key,
    contact_item,
    contact_key,
    first_row,
    to_item,
    to_row,
    to_value,
)
from chalicelib.ledger.port import MovedError
from chalicelib.ledger.sqlite_connection import SqliteFile
from chalicelib.ledger.sqlite_rows import column_values
from chalicelib.ledger.stated_rows import AvailabilityRow, ContactRow

if TYPE_CHECKING:
    from chalicelib.ledger.dynamodb_table import Table

_BATCH_ROWS = 1_000
_OF_MONTH = "#month_pk = :month"


class SqliteStated:
    """The contacts and the availability of a ledger in an SQLite file."""

    _file: SqliteFile

    def contact(self, ids: Sequence[str]) -> ContactRow | None:
        """Read in one transaction."""
        with self._file.transaction("BEGIN") as database:
            rows = [row for id_ in ids for row in database.execute(sql.CONTACT, (id_,))]
        return ContactRow(**column_values(rows[0])) if rows else None

    def add_contact(self, contact: ContactRow) -> None:
        """Insert the contact, or raise MovedError where there is one."""
        try:
            with self._file.transaction("BEGIN IMMEDIATE") as database:
                database.execute(sql.ADD_CONTACT, asdict(contact))
        except sqlite3.IntegrityError as error:
            raise MovedError from error

    def undo_contact(self, contact: ContactRow) -> None:
        """Mark the contact as undone."""
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute(sql.UNDO_CONTACT, (contact.id,))

    def contacts(self, month: str) -> Iterator[ContactRow]:
        """Read the contacts of a month, a thousand at a time."""
        after = ""
        while True:
            with self._file.transaction("BEGIN") as database:
                rows = database.execute(sql.CONTACTS, (month, after, _BATCH_ROWS)).fetchall()
            yield from (ContactRow(**column_values(row)) for row in rows)
            if len(rows) < _BATCH_ROWS:
                return
            after = rows[-1]["id"]

    def availability(self) -> Sequence[AvailabilityRow]:
        """Read in one transaction."""
        with self._file.transaction("BEGIN") as database:
            return [AvailabilityRow(**dict(row)) for row in database.execute(sql.AVAILABILITY)]

    def put_availability(self, rows: Sequence[AvailabilityRow]) -> None:
        """Replace the rows, or none of them."""
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.executemany(sql.PUT_AVAILABILITY, [asdict(row) for row in rows])


class DynamoStated:
    """The contacts and the availability of a ledger in a DynamoDB table."""

    _table: "Table"

    def contact(self, ids: Sequence[str]) -> ContactRow | None:
        """Read the possible items with one TransactGetItems."""
        return first_row(ContactRow, self._table.get_items([contact_key(id_) for id_ in ids]))

    def add_contact(self, contact: ContactRow) -> None:
        """Write the contact, unless there is one."""
        self._table.write(self._table.put(contact_item(contact)))

    def undo_contact(self, contact: ContactRow) -> None:
        """Replace the contact by itself marked as undone."""
        self._table.write(self._table.replace(contact_item(contact)))

    def contacts(self, month: str) -> Iterator[ContactRow]:
        """Query the index by month, which is eventually consistent."""
        pages = self._table.pages(
            "query",
            IndexName=BY_MONTH,
            KeyConditionExpression=_OF_MONTH,
            ExpressionAttributeNames={"#month_pk": "month_pk"},
            ExpressionAttributeValues={":month": to_value(f"K#{month}")},
        )
        return (to_row(ContactRow, item) for page in pages for item in page)

    def availability(self) -> Sequence[AvailabilityRow]:
        """Query what was said, consistently."""
        return [to_row(AvailabilityRow, item) for item in self._table.beginning(AVAILABILITY_PREFIX)]

    def put_availability(self, rows: Sequence[AvailabilityRow]) -> None:
        """Write the rows in one transaction."""
        self._table.write(
            *(self._table.replace(availability_key(row.provider, row.service) | to_item(row)) for row in rows)
        )
