"""The ledger in one SQLite file: the default of `serve` and of a small installation."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any, Literal

from chalicelib.ledger import (
    Booked,
    ClaimRow,
    ContendedError,
    EventRow,
    Look,
    MovedError,
    NumberRow,
    Pointer,
    ReversalRow,
    Slot,
    View,
)

VERSION = 1

_TABLES = """
CREATE TABLE numbers (
    place TEXT PRIMARY KEY, service TEXT NOT NULL, member TEXT, residence TEXT NOT NULL,
    exempt INTEGER NOT NULL, granted INTEGER NOT NULL, used INTEGER NOT NULL CHECK (used BETWEEN 0 AND granted),
    valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, status TEXT NOT NULL, nth TEXT NOT NULL,
    version INTEGER NOT NULL, issued_at TEXT NOT NULL, request TEXT NOT NULL, fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    place TEXT NOT NULL, at TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, by TEXT NOT NULL,
    reason TEXT, told INTEGER, PRIMARY KEY (place, at, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE claims (
    place TEXT NOT NULL, provider TEXT NOT NULL, date TEXT NOT NULL, nth INTEGER NOT NULL,
    claim_id TEXT NOT NULL UNIQUE, service TEXT NOT NULL, member TEXT, event TEXT NOT NULL,
    counsellors INTEGER NOT NULL, minutes INTEGER, consumed INTEGER NOT NULL, exempt INTEGER NOT NULL,
    amount_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL, tariff TEXT NOT NULL, register TEXT NOT NULL,
    left INTEGER NOT NULL, recorded_at TEXT NOT NULL, booking_month TEXT NOT NULL, fingerprint TEXT NOT NULL,
    sequence TEXT NOT NULL, PRIMARY KEY (place, provider, date, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_month ON claims (provider, booking_month, sequence);
CREATE TABLE reversals (
    place TEXT NOT NULL, provider TEXT NOT NULL, date TEXT NOT NULL, nth INTEGER NOT NULL,
    claim_id TEXT NOT NULL UNIQUE, service TEXT NOT NULL, member TEXT, event TEXT NOT NULL,
    consumed INTEGER NOT NULL, amount_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL, tariff TEXT NOT NULL,
    reason TEXT NOT NULL, by TEXT NOT NULL, left INTEGER NOT NULL, recorded_at TEXT NOT NULL,
    booking_month TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (place, provider, date, nth),
    FOREIGN KEY (place, provider, date, nth) REFERENCES claims
) STRICT, WITHOUT ROWID;
CREATE INDEX reversals_by_month ON reversals (provider, booking_month, sequence);
CREATE TABLE failures (
    provider TEXT NOT NULL, hour TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (provider, hour)
) STRICT, WITHOUT ROWID;
"""

_NUMBER = "SELECT * FROM numbers WHERE place = ?"
_CLAIM = "SELECT * FROM claims WHERE (place, provider, date, nth) = (?, ?, ?, ?)"
_REVERSAL = "SELECT * FROM reversals WHERE (place, provider, date, nth) = (?, ?, ?, ?)"
_FAILURES = "SELECT count FROM failures WHERE (provider, hour) = (?, ?)"
_FIND = "SELECT place, provider, date, nth FROM claims WHERE claim_id = ?"
_CLAIMS_OF_MONTH = (
    "SELECT * FROM claims WHERE provider = ? AND booking_month = ? AND sequence > ? ORDER BY sequence LIMIT ?"
)
_REVERSALS_OF_MONTH = (
    "SELECT * FROM reversals WHERE provider = ? AND booking_month = ? AND sequence > ? ORDER BY sequence LIMIT ?"
)
_PUT_NUMBER = (
    "INSERT INTO numbers VALUES (:place, :service, :member, :residence, :exempt, :granted, :used, :valid_from,"
    " :valid_to, :status, :nth, :version, :issued_at, :request, :fingerprint)"
)
_PUT_EVENT = "INSERT INTO events VALUES (:place, :at, :n, :kind, :by, :reason, :told)"
_PUT_CLAIM = (
    "INSERT INTO claims VALUES (:place, :provider, :date, :nth, :claim_id, :service, :member, :event, :counsellors,"
    " :minutes, :consumed, :exempt, :amount_ore, :fee_ore, :tariff, :register, :left, :recorded_at, :booking_month,"
    " :fingerprint, :sequence)"
)
_PUT_REVERSAL = (
    "INSERT INTO reversals VALUES (:place, :provider, :date, :nth, :claim_id, :service, :member, :event, :consumed,"
    " :amount_ore, :fee_ore, :tariff, :reason, :by, :left, :recorded_at, :booking_month, :sequence)"
)
_MOVE_NUMBER = (
    "UPDATE numbers SET used = :used, nth = :nth, version = :version WHERE place = :place AND version = :version - 1"
)
_COUNT_FAILURE = "INSERT INTO failures VALUES (?, ?, 1) ON CONFLICT (provider, hour) DO UPDATE SET count = count + 1"
_FORGET_FAILURES = "DELETE FROM failures WHERE provider = ? AND hour < ?"


_STANDS_OR_IS_GONE = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
)


class SqliteLedgerError(Exception):
    """The file is no ledger of this version."""


class SqliteLedger:
    """A ledger for one machine; `synchronous` FULL also keeps the last writes when the power goes."""

    def __init__(self, path: Path, *, synchronous: Literal["NORMAL", "FULL"] = "NORMAL", busy_s: float = 5.0) -> None:
        self._path = path
        self._synchronous = synchronous
        self._busy_s = busy_s
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._create()

    def close(self) -> None:
        """Close the connections; call it when no thread uses the ledger any more."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def look(self, look: Look) -> View:
        """Read in one transaction, which sees one instant."""
        with self._transaction("BEGIN") as database:
            numbers = [row for place in look.places if (row := _number(database, place))]
            standing = reversal = None
            if look.slot:
                keys = [(place, look.slot.provider, look.slot.date, look.slot.nth) for place in look.places]
                standing = next(
                    (ClaimRow(**_values(row)) for key in keys for row in database.execute(_CLAIM, key)), None
                )
                reversal = next(
                    (ReversalRow(**_values(row)) for key in keys for row in database.execute(_REVERSAL, key)), None
                )
            failures = database.execute(_FAILURES, (look.provider, look.hour)).fetchone()
        return View(numbers[0] if numbers else None, standing, reversal, failures["count"] if failures else 0)

    def numbers(self, places: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read in one transaction."""
        with self._transaction("BEGIN") as database:
            return {place: row for place in places if (row := _number(database, place))}

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write number and event, or nothing where the number stands."""
        self._write((_PUT_NUMBER, _number_values(number)), (_PUT_EVENT, asdict(event)))

    def record(self, claim: ClaimRow, number: NumberRow) -> None:
        """Write the claim and the number's next version, or nothing; the unique claim_id is the pointer."""
        self._write(
            (_MOVE_NUMBER, _number_values(number)),
            (_PUT_CLAIM, asdict(claim) | {"sequence": claim.sequence}),
        )

    def find(self, claim_id: str) -> Pointer | None:
        """Find a claim by its id."""
        with self._transaction("BEGIN") as database:
            row = database.execute(_FIND, (claim_id,)).fetchone()
        return Pointer(row["place"], Slot(row["provider"], row["date"], row["nth"])) if row else None

    def reverse(self, reversal: ReversalRow, number: NumberRow) -> None:
        """Write the reversal of a claim that stands and the number's next version, or nothing."""
        self._write(
            (_MOVE_NUMBER, _number_values(number)),
            (_PUT_REVERSAL, asdict(reversal) | {"sequence": reversal.sequence}),
        )

    def fail(self, provider: str, hour: str) -> None:
        """Count a failed look-up and forget the provider's earlier hours."""
        with self._transaction("BEGIN IMMEDIATE") as database:
            database.execute(_FORGET_FAILURES, (provider, hour))
            database.execute(_COUNT_FAILURE, (provider, hour))

    def month(self, provider: str, month: str, after: str, limit: int) -> Sequence[Booked]:
        """Read the next claims and the next reversals, and merge them."""
        key = (provider, month, after, limit)
        with self._transaction("BEGIN") as database:
            rows: list[Booked] = [ClaimRow(**_values(row)) for row in database.execute(_CLAIMS_OF_MONTH, key)]
            rows += [ReversalRow(**_values(row)) for row in database.execute(_REVERSALS_OF_MONTH, key)]
        return sorted(rows, key=lambda row: row.sequence)[:limit]

    def _write(self, move: tuple[str, Mapping[str, object]], put: tuple[str, Mapping[str, object]]) -> None:
        """Write both or nothing; what stands already or has moved is a MovedError."""
        try:
            with self._transaction("BEGIN IMMEDIATE") as database:
                if database.execute(*move).rowcount != 1:
                    raise MovedError
                database.execute(*put)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in _STANDS_OR_IS_GONE:
                raise MovedError from error
            raise

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one transaction; whatever goes wrong rolls it back."""
        database = self._connection()
        try:
            database.execute(begin)
            yield database
            database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise ContendedError from error
            raise
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")
            self._idle.put(database)

    def _connection(self) -> sqlite3.Connection:
        """Take an idle connection or open one: each is used by one thread at a time."""
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None, check_same_thread=False)
        database.row_factory = sqlite3.Row
        database.execute(f"PRAGMA synchronous = {self._synchronous}")
        database.execute("PRAGMA foreign_keys = ON")
        return database

    def _create(self) -> None:
        """Make the file for its owner only and the tables in it, or refuse a file of another kind."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        database = sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            self._lay_tables(database)
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:
            raise SqliteLedgerError(f"The file {self._path} is no ledger, or cannot be used as one.") from error
        finally:
            database.close()

    def _lay_tables(self, database: sqlite3.Connection) -> None:
        """Lay the tables in an empty file; a ledger of this version has them."""
        version = database.execute("PRAGMA user_version").fetchone()[0]
        empty = database.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        if version == 0 and empty:
            for statement in _TABLES.split(";\n"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {VERSION}")
        elif version != VERSION:
            raise SqliteLedgerError(f"The file {self._path} is no ledger of this version.")


def _number(database: sqlite3.Connection, place: str) -> NumberRow | None:
    row = database.execute(_NUMBER, (place,)).fetchone()
    return NumberRow(**_values(row) | {"nth": json.loads(row["nth"])}) if row else None


def _number_values(number: NumberRow) -> dict[str, object]:
    return asdict(number) | {"nth": json.dumps(number.nth, sort_keys=True)}


def _values(row: sqlite3.Row) -> dict[str, Any]:
    """Give a row's columns as the fields of its dataclass."""
    values = dict(row)
    values.pop("sequence", None)
    return values | ({"exempt": bool(values["exempt"])} if "exempt" in values else {})
