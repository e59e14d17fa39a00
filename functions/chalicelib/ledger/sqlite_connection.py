"""The SQLite file under the ledger: made for its owner only, with its tables, and lent a transaction at a time."""

import os
import sqlite3
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
    """The file is no ledger of this version."""


@contextmanager
def outages() -> Iterator[None]:
    """Tell what passes by itself and a disk that takes nothing more from a fault of ours, raised as it came."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF  # the kind; the rest says more closely what went wrong
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
        """Lend a connection for one transaction; whatever goes wrong rolls it back."""
        with outages():
            database = self._connection()
            try:
                database.execute(begin)
                yield database
                database.execute("COMMIT")
            finally:
                self._put_back(database)

    def _put_back(self, database: sqlite3.Connection) -> None:
        """Keep a connection for the next transaction, unless not even taking this one back has worked."""
        try:
            if database.in_transaction:
                database.execute("ROLLBACK")
        except sqlite3.OperationalError:
            database.close()
            return
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
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error.strerror}.") from error
        database = sqlite3.connect(self._path, timeout=self._busy_s, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            self._lay_tables(database)
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in _UNWRITABLE:
                raise SqliteLedgerError(f"The ledger {self._path} cannot be written: {error}.") from error
            raise SqliteLedgerError(f"The file {self._path} is no ledger, or cannot be used as one.") from error
        finally:
            database.close()

    def _lay_tables(self, database: sqlite3.Connection) -> None:
        """Lay the tables in an empty file, and bring those of an earlier version up to this one."""
        version = found = database.execute("PRAGMA user_version").fetchone()[0]
        empty = database.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
        if version == 0 and empty:
            for statement in TABLES.split(";\n"):
                database.execute(statement)
            version = VERSION
        while version in UPGRADES:
            database.execute(UPGRADES[version])
            version += 1
        if version != VERSION:
            raise SqliteLedgerError(f"The file {self._path} is no ledger of this version.")
        if version != found:
            database.execute(f"PRAGMA user_version = {VERSION}")
