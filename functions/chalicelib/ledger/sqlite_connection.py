"""The ledger's SQLite file, readable by its owner only: its schema, and a pool of connections for transactions."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Literal

from chalicelib.layout import LayoutError
from chalicelib.ledger.port import ContendedError, UnwritableError
from chalicelib.ledger.sqlite_schema import LAYOUT

Synchronous = Literal["NORMAL", "FULL"]

_CONTENDED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class SqliteLedgerError(Exception):
    """The file is no ledger that can be used here; the message says why, and what to do."""


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
        self._create()

    def close(self) -> None:
        """Close the connections; call it when no thread uses the ledger any more."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

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
        database.row_factory = sqlite3.Row
        database.execute(f"PRAGMA synchronous = {self._synchronous}")
        database.execute("PRAGMA foreign_keys = ON")
        return database

    def _create(self) -> None:
        """Create the file for its owner only, at this layout; raise SqliteLedgerError if it cannot be used."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error.strerror}.") from error
        try:
            LAYOUT.prepare(self._path, self._busy_s)
            with closing(sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None)) as database:
                database.execute("PRAGMA journal_mode = WAL")
        except LayoutError as error:
            raise SqliteLedgerError(str(error)) from error
        except sqlite3.DatabaseError as error:
            code = error.sqlite_errorcode & 0xFF
            if code in _UNWRITABLE:
                raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error}.") from error
            if code in _CONTENDED:
                raise SqliteLedgerError(
                    f"Another program holds the ledger {self._path}, perhaps to upgrade it: try again in a while."
                ) from error
            raise SqliteLedgerError(f"The file {self._path} is no ledger, or cannot be used as one.") from error
