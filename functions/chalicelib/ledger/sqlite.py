"""The ledger in one SQLite file: the default of `serve` and of a small installation."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from chalicelib.dates import clock
from chalicelib.ledger import sqlite_statements as sql
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import ClaimLocation, LedgerQuery, LedgerSnapshot, MovedError, span
from chalicelib.ledger.rows import (
    AdjustmentRow,
    ClaimKey,
    ClaimRow,
    EventRow,
    LedgerEntry,
    NumberRow,
    ReversalRow,
)
from chalicelib.ledger.sqlite_connection import SqliteFile, Synchronous
from chalicelib.ledger.sqlite_rows import column_values, entry_values, field_values, number_row, number_values
from chalicelib.ledger.stated import SqliteStated

Statement = tuple[str, Mapping[str, object]]
Count = tuple[str, tuple[object, ...], int]
_BATCH_ROWS = 1_000
_PROBE_CALLER = " " * 32_000  # fills as many pages as a claim touches: a smaller row might fit where a claim does not


def _insert(table: str, values: Mapping[str, object]) -> Statement:
    """Return the statement that inserts a row; its columns are named as the fields of its dataclass."""
    names = ", ".join(values)
    placeholders = ", ".join(f":{name}" for name in values)
    return f"INSERT INTO {table} ({names}) VALUES ({placeholders})", values  # noqa: S608 - names of our own dataclasses


_MOVED_CODES = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
)


class SqliteLedger(SqliteStated):
    """A ledger for one machine; `synchronous` FULL also keeps the last writes when the power goes."""

    def __init__(self, path: Path, *, synchronous: Synchronous = "NORMAL", busy_s: float = 5.0) -> None:
        self._file = SqliteFile(path, synchronous, busy_s)

    def close(self) -> None:
        """Close the connections; call it when no thread uses the ledger any more."""
        self._file.close()

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Read in one transaction, which sees one instant."""
        with self._file.transaction("BEGIN") as database:
            numbers = [row for place in query.places if (row := _number(database, place))]
            claim = reversal = None
            if query.slot:
                keys = [_key(place, query.slot) for place in query.places]
                claims = [ClaimRow(**column_values(row)) for key in keys for row in database.execute(sql.CLAIM, key)]
                reversals = [
                    ReversalRow(**column_values(row)) for key in keys for row in database.execute(sql.REVERSAL, key)
                ]
                claim, reversal = next(iter(claims), None), next(iter(reversals), None)
            failures = database.execute(sql.FAILURES, (query.caller, query.hour)).fetchone()
            sealed = database.execute(sql.SEAL, (query.month,)).fetchone() is not None
        return LedgerSnapshot(
            numbers[0] if numbers else None, claim, reversal, failures["count"] if failures else 0, sealed
        )

    def numbers(self, number_hashes: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read in one transaction."""
        with self._file.transaction("BEGIN") as database:
            return {number_hash: row for number_hash in number_hashes if (row := _number(database, number_hash))}

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write number and event, or nothing where the number exists."""
        self._write(_insert("numbers", number_values(number)), _insert("events", field_values(event)))

    def change(self, number: NumberRow, event: EventRow | None) -> None:
        """Write the number's next version and the event, or nothing."""
        events = [] if event is None else [_insert("events", field_values(event))]
        self._write(_update_number(number), *events)

    def replace(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write the old number's next version, the new number and their events, or nothing."""
        inserts = [_insert("events", field_values(event)) for event in events]
        self._write(_update_number(old), _insert("numbers", number_values(new)), *inserts)

    def give_back(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write both numbers' next versions and their events, or nothing."""
        self._write(
            _update_number(old), _update_number(new), *(_insert("events", field_values(event)) for event in events)
        )

    def append_claim(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Write the claim in an open month and the number's next version, or nothing; the claim_id is the pointer."""
        moves = [] if number is None else [_write_number(number)]
        self._write(_insert("claims", entry_values(claim)), *moves, counts=(_unsealed(claim),))

    def find_claim(self, claim_id: str) -> ClaimLocation | None:
        """Find a claim by its id."""
        with self._file.transaction("BEGIN") as database:
            row = database.execute(sql.FIND_CLAIM, (claim_id,)).fetchone()
        return ClaimLocation(row["place"], ClaimKey(row["provider"], row["key"], row["nth"])) if row else None

    def rows_of(self, places: Sequence[str], provider: str, key: str) -> Sequence[LedgerEntry]:
        """Read the rows of each kind, and sort them."""
        keys = [(place, provider, key) for place in places]
        with self._file.transaction("BEGIN") as database:
            rows: list[LedgerEntry] = [
                kind(**column_values(row))
                for kind, query in sql.ROWS_OF.items()
                for of_place in keys
                for row in database.execute(query, of_place)
            ]
        return sorted(rows, key=lambda row: row.sequence)

    def adjustments(self, location: ClaimLocation) -> Sequence[AdjustmentRow]:
        """Read a claim's adjustments."""
        with self._file.transaction("BEGIN") as database:
            rows = database.execute(sql.ADJUSTMENTS, _key(location.place, location.slot)).fetchall()
        return [AdjustmentRow(**column_values(row)) for row in rows]

    def adjust(self, adjustment: AdjustmentRow) -> None:
        """Write the adjustment of a claim that is not reversed, in an open month, or nothing."""
        absent = (sql.REVERSAL, _key(adjustment.place, adjustment.slot), 0)
        self._write(_insert("adjustments", entry_values(adjustment)), counts=(absent, _unsealed(adjustment)))

    def reverse(self, reversal: ReversalRow, adjustment_count: int, numbers: Sequence[NumberRow]) -> None:
        """Write the reversal of a claim, in an open month, and the numbers' next versions, or nothing."""
        unchanged = (sql.ADJUSTMENTS, _key(reversal.place, reversal.slot), adjustment_count)
        insert = _insert("reversals", entry_values(reversal))
        self._write(insert, *map(_update_number, numbers), counts=(unchanged, _unsealed(reversal)))

    def count_failure(self, caller: str, hour: str) -> int:
        """Count a failed look-up and delete the counts of the caller's earlier hours, in one transaction."""
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute(sql.FORGET_FAILURES, (caller, hour))
            count: int = database.execute(sql.COUNT_FAILURE, (caller, hour)).fetchone()["count"]
        return count

    def entries(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[LedgerEntry]:
        """Read the next rows of each kind, and merge them."""
        key = (month, *span(provider, after), limit)
        with self._file.transaction("BEGIN") as database:
            rows: list[LedgerEntry] = [
                kind(**column_values(row))
                for kind, query in sql.ENTRIES.items()
                for row in database.execute(query, key)
            ]
        return sorted(rows, key=lambda row: row.sequence)[:limit]

    def scan_month(self, month: str, on_page: Callable[[], None] = lambda: None) -> Iterator[LedgerEntry]:
        """Read a month's rows, a thousand at a time; SQLite's index is always consistent."""
        after = ""
        on_page()
        while rows := self.entries(None, month, after, _BATCH_ROWS):
            on_page()
            yield from rows
            after = rows[-1].sequence

    def numbers_issued(self, month: str, *, clients: bool = False) -> Iterator[NumberRow]:
        """Read the numbers of a month, or the clients, a thousand at a time."""
        first, last = clock.month_span(month)
        after = ""
        while True:
            with self._file.transaction("BEGIN") as database:
                rows = database.execute(sql.ISSUED, (first, last, clients, after, _BATCH_ROWS)).fetchall()
            yield from map(number_row, rows)
            if len(rows) < _BATCH_ROWS:
                return
            after = rows[-1]["place"]

    def seals(self, months: Sequence[str]) -> Mapping[str, SealRow]:
        """Read in one transaction."""
        with self._file.transaction("BEGIN") as database:
            rows = (database.execute(sql.SEAL, (month,)).fetchone() for month in months)
            return {row["month"]: SealRow(**dict(row)) for row in rows if row}

    def seal(self, seal: SealRow) -> None:
        """Write a month's seal where there is none."""
        self._write(_insert("seals", field_values(seal)))

    def exports(self, months: Sequence[str]) -> Mapping[str, ExportRow]:
        """Read in one transaction."""
        with self._file.transaction("BEGIN") as database:
            rows = (database.execute(sql.EXPORT, (month,)).fetchone() for month in months)
            return {row["month"]: ExportRow(**dict(row)) for row in rows if row}

    def mark_exported(self, export: ExportRow) -> None:
        """Write the mark of a month that has a seal, where there is none."""
        self._write(_insert("exports", field_values(export)))

    def require_layout(self, *, mark: bool) -> None:
        """Do nothing: a file is brought to this layout, or refused, when it is opened."""

    def probe(self) -> None:
        """Replace one meaningless row of failures, which is as large as what a claim writes."""
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute(sql.PROBE, (_PROBE_CALLER,))

    def _write(self, *statements: Statement, counts: Sequence[Count] = ()) -> None:
        """Execute all the statements or none, each on one row; raise MovedError where a row exists or has changed.

        `counts` are queries, each with the number of rows that it must still return.
        """
        try:
            with self._file.transaction("BEGIN IMMEDIATE") as database:
                for query, key, expected in counts:
                    if len(database.execute(query, key).fetchall()) != expected:
                        raise MovedError
                for statement in statements:
                    if database.execute(*statement).rowcount != 1:
                        raise MovedError
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in _MOVED_CODES:
                raise MovedError from error
            raise


def _key(place: str, slot: ClaimKey) -> tuple[object, ...]:
    return place, slot.provider, slot.key, slot.nth


def _update_number(number: NumberRow) -> Statement:
    """Return the statement that updates a number if its version is still the one that the change was decided on."""
    return sql.UPDATE_NUMBER, number_values(number)


def _write_number(number: NumberRow) -> Statement:
    """Return the statement that inserts the first version of a client's row, or updates a number."""
    return _insert("numbers", number_values(number)) if number.version == 1 else _update_number(number)


def _unsealed(row: LedgerEntry) -> Count:
    """Return the condition that the row's month has no seal."""
    return sql.SEAL, (row.booking_month,), 0


def _number(database: sqlite3.Connection, number_hash: str) -> NumberRow | None:
    row = database.execute(sql.NUMBER, (number_hash,)).fetchone()
    return None if row is None else number_row(row)
