"""The ledger's SQLite file, readable by its owner only: its schema, and a pool of connections for transactions."""

import os
import sqlite3
import stat
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Literal

from chalicelib.layout import LayoutError
from chalicelib.ledger.port import ContendedError, UnwritableError
from chalicelib.ledger.sqlite_schema import LAYOUT
from chalicelib.sqlite_layout import decoded

Synchronous = Literal["NORMAL", "FULL"]

_CONTENDED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNWRITABLE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SqliteLedgerError(Exception):
    """The file is not a sound ledger of this version, or cannot be written; the message says why, and what to do."""


@contextmanager
def outages() -> Iterator[None]:
    """Raise ContendedError for a locked file, UnwritableError for one that is damaged, read-only or without room.

    Any other error is raised unchanged.
    """
    try:
        with decoded():
            yield
    except sqlite3.DatabaseError as error:
        code = _primary_code(error)
        if code in _CONTENDED:
            raise ContendedError from error
        if code in (*_UNWRITABLE, *_DAMAGED):
            raise UnwritableError from error
        raise


def create_private(path: Path) -> None:
    """Create the file for its owner only if there is none; raise OSError for what can be no database.

    A file that stands is not opened here: closing it would drop the locks that SQLite has on it in this process.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return
    if not stat.S_ISREG(mode):
        raise OSError(None, "it is a folder, pipe or device, and no file", str(path))


@contextmanager
def open_sound(path: Path, name: str, busy_s: float) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a file, created if need be, that SQLite finds sound and can write.

    Raise SqliteLedgerError for any other file, and for whatever SQLite or a layout refuses while it is open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        create_private(path)
    except OSError as error:
        raise SqliteLedgerError(f"{name} {path} cannot be written: {error.strerror}.") from error
    try:
        with decoded(), closing(sqlite3.connect(path, timeout=busy_s, isolation_level=None)) as database:
            fault: str = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":
                raise _damaged(path, name, f"SQLITE_CORRUPT: {' '.join(fault.split())}")
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
            yield database
    except LayoutError as error:
        raise SqliteLedgerError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _refusal(path, name, error) from error


def _refusal(path: Path, name: str, error: sqlite3.DatabaseError) -> SqliteLedgerError:
    """Return the reason why a file cannot be used, with SQLite's name of the error and the way out."""
    code = _primary_code(error)
    if code in _CONTENDED:
        return SqliteLedgerError(
            f"{name} {path} is in use by another program ({error.sqlite_errorname}), perhaps to upgrade it: try again"
            " in a while, or stop it."
        )
    if code in _UNWRITABLE:
        return SqliteLedgerError(
            f"{name} {path} cannot be written: {error} ({error.sqlite_errorname}). The user that runs this must be able"
            " to write the file and its folder, on a disk with room."
        )
    return _damaged(path, name, error.sqlite_errorname)


def _damaged(path: Path, name: str, reason: str) -> SqliteLedgerError:
    return SqliteLedgerError(
        f"{name} {path} is no ledger, or is damaged ({reason}). Put a copy in its place:"
        " python3 build.py restore FOLDER"
    )


def _primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's result code without the extended part; 0 for an error of Python's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


class SqliteFile:
    """One file, with a connection for each thread that uses it at a time."""

    def __init__(self, path: Path, synchronous: Synchronous, busy_s: float) -> None:
        self._path = path
        self._synchronous = synchronous
        self._busy_s = busy_s
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._damage: BaseException | None = None
        weakref.finalize(self, _close_all, self._idle)  # from Python 3.13, what is dropped while open is a warning
        self._create()

    def close(self) -> None:
        """Close the connections; call it when no thread uses the ledger any more."""
        _close_all(self._idle)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        """Yield a connection for one transaction, which an exception rolls back.

        Once damage has been met nothing more is written until a restart: reads go on as far as they can.
        """
        if self._damage and begin != "BEGIN":
            raise UnwritableError from self._damage
        try:
            with outages():
                database = self._connection()
                try:
                    database.execute(begin)
                    yield database
                    database.execute("COMMIT")
                finally:
                    self._release(database)
        except UnwritableError as error:
            if isinstance(error.__cause__, sqlite3.Error) and _primary_code(error.__cause__) in _DAMAGED:
                self._damage = error.__cause__
            raise

    def _release(self, database: sqlite3.Connection) -> None:
        """Return a connection to the pool, rolled back if need be; close it if the rollback fails."""
        try:
            if database.in_transaction:
                database.execute("ROLLBACK")
        except sqlite3.DatabaseError:
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
        """Bring the file to this layout, created if need be; raise SqliteLedgerError if it cannot be used."""
        with open_sound(self._path, "The ledger", self._busy_s) as database:
            LAYOUT.prepare(database, self._path)
            database.execute("PRAGMA journal_mode = WAL")


def _close_all(idle: LifoQueue[sqlite3.Connection]) -> None:
    while True:
        try:
            idle.get_nowait().close()
        except Empty:
            return
