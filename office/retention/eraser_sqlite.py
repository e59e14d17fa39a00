"""Deleting from the ledger in one SQLite file; what stood there is overwritten."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from chalicelib.ledger.port import NumberRow
from chalicelib.ledger.sqlite_connection import SqliteFile
from office.retention.eraser import Entry

_BUSY_S = 30.0
_SLOT = "WHERE (place, provider, key, nth) = (?, ?, ?, ?)"
_OF_ENTRY = tuple(f"DELETE FROM {table} {_SLOT}" for table in ("adjustments", "reversals", "claims"))  # noqa: S608 - ours
_OF_NUMBER = tuple(f"DELETE FROM {table} WHERE place = ?" for table in ("events", "numbers"))  # noqa: S608 - names of ours
_LAST_BOOKED = "SELECT MAX(month) FROM ({})".format(  # noqa: S608 - names of ours
    " UNION ALL ".join(
        f"SELECT booking_month AS month FROM {table} WHERE place = :place"  # noqa: S608 - names of ours
        for table in ("claims", "reversals", "adjustments")
    )
)


class SqliteEraser:
    """Deletes from a file that exists."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = SqliteFile(path, "FULL", _BUSY_S)

    def close(self) -> None:
        """Bring what was deleted out of the log too, and close the file."""
        self._file.close()
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete all of them in one transaction."""
        keys = [(one.claim.place, one.claim.provider, one.claim.slot.key, one.claim.nth) for one in entries]
        with self._erasing() as database:
            for statement in _OF_ENTRY:
                database.executemany(statement, keys)

    def last_booked(self, place: str) -> str:
        """Look in all three tables."""
        with self._file.transaction("BEGIN") as database:
            return database.execute(_LAST_BOOKED, {"place": place}).fetchone()[0] or ""

    def erase_number(self, number: NumberRow) -> None:
        """Delete number and events in one transaction."""
        with self._erasing() as database:
            for statement in _OF_NUMBER:
                database.execute(statement, (number.place,))

    def unseal(self, month: str) -> None:
        """Delete the month's one row."""
        with self._erasing() as database:
            database.execute("DELETE FROM seals WHERE month = ?", (month,))

    def forget_failures(self, hour: str) -> None:
        """Delete them: in a file nothing expires by itself."""
        with self._erasing() as database:
            database.execute("DELETE FROM failures WHERE hour < ?", (hour,))

    @contextmanager
    def _erasing(self) -> Iterator[sqlite3.Connection]:
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute("PRAGMA secure_delete = ON")
            yield database
