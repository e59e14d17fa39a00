"""The ledger's SQLite file, readable by its owner only: its schema, and a pool of connections for transactions."""

import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Literal

from chalicelib.ledger.port import ContendedError, UnwritableError
from chalicelib.ledger.sqlite_schema import TABLES, UPGRADES, VERSION

Synchronous = Literal["NORMAL", "FULL"]

_CONTENDED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class SqliteLedgerError(Exception):
    """The file is not a ledger of this version."""


@contextmanager
def outages() -> Iterator[None]:
    """Raise ContendedError for a locked file, UnwritableError for a full or failed disk, any other error unchanged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF  # the primary result code, without the extended part
        if code in _CONTENDED:
            raise ContendedError from error
        if code in _UNWRITABLE:
            raise UnwritableError from error
        raise


class SqliteFile:
    """One file, with a connection for each thread that uses it at a time."""

    def __init__(self, path: Path, synchronous: Synchronous, busy_s: float) -> None:
        self._path = path
        self._synchronous = synchronous
        self._busy_s = busy_s
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        weakref.finalize(self, _close_all, self._idle)  # from Python 3.13, what is dropped while open is a warning
        self._create()

    def close(self) -> None:
        """Close the connections; call it when no thread uses the ledger any more."""
        _close_all(self._idle)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """Yield a connection for one transaction, which an exception rolls back."""
        with outages():
            database = self._connection()
            try:
                database.execute(begin)
                yield database
                database.execute("COMMIT")
            finally:
                self._release(database)

    def _release(self, database: sqlite3.Connection) -> None:
        """Return a connection to the pool, rolled back if need be; close it if the rollback fails."""
        try:
            if database.in_transaction:
                database.execute("ROLLBACK")
        except sqlite3.OperationalError:
            database.close()
            return
        self._idle.put(database)

    def _connection(self) -> sqlite3.Connection:
        """Return an idle connection or open one: each is used by one thread at a time."""
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None, check_same_thread=False)
        try:
            database.row_factory = sqlite3.Row
            database.execute(f"PRAGMA synchronous = {self._synchronous}")
            database.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            database.close()
            raise
        return database

    def _create(self) -> None:
        """Create the file for its owner only, and its tables; raise SqliteLedgerError for any other file."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error.strerror}.") from error
        database = sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            self._create_tables(database)
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in _UNWRITABLE:
                raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error}.") from error
            raise SqliteLedgerError(f"The file {self._path} is no ledger, or cannot be used as one.") from error
        finally:
            database.close()

    def _create_tables(self, database: sqlite3.Connection) -> None:
        """Create the tables in an empty file, and upgrade those of an earlier version."""
        version = stored = database.execute("PRAGMA user_version").fetchone()[0]
        empty = database.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        if version == 0 and empty:
            for statement in TABLES.split(";\n"):
                database.execute(statement)
            version = VERSION
        while version in UPGRADES:
            for statement in UPGRADES[version]:
                database.execute(statement)
            version += 1
        if version != VERSION:
            raise SqliteLedgerError(f"The file {self._path} is no ledger of this version.")
        if version != stored:
            database.execute(f"PRAGMA user_version = {VERSION}")


def _close_all(idle: LifoQueue[sqlite3.Connection]) -> None:
    while True:
        try:
            idle.get_nowait().close()
        except Empty:
            return
