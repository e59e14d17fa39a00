"""Deletion from the ledger in one SQLite file; deleted bytes are overwritten."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from chalicelib.ledger.rows import NumberRow
from chalicelib.ledger.sqlite_connection import SqliteFile
from chalicelib.ledger.stated_rows import ContactRow
from office.retention.eraser import Entry

_BUSY_S = 30.0
_CLAIM_KEY = "WHERE (place, provider, key, nth) = (?, ?, ?, ?)"
_DELETE_ENTRY = tuple(f"DELETE FROM {table} {_CLAIM_KEY}" for table in ("adjustments", "reversals", "claims"))  # noqa: S608 - ours
_DELETE_NUMBER = tuple(f"DELETE FROM {table} WHERE place = ?" for table in ("events", "numbers"))  # noqa: S608 - constant names
_LAST_POSTED = "SELECT MAX(month) FROM ({})".format(  # noqa: S608 - constant names
    " UNION ALL ".join(
        f"SELECT booking_month AS month FROM {table} WHERE place = :place"  # noqa: S608 - constant names
        for table in ("claims", "reversals", "adjustments")
    )
)


class SqliteEraser:
    """Deletes from an existing file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = SqliteFile(path, "FULL", _BUSY_S)

    def close(self) -> None:
        """Close the file and truncate the write-ahead log, which may still hold deleted rows."""
        self._file.close()
        with closing(sqlite3.connect(self._path, timeout=_BUSY_S)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete all entries in one transaction."""
        claims = [entry.claim for entry in entries]
        keys = [(claim.place, claim.provider, claim.slot.key, claim.nth) for claim in claims]
        with self._erasing() as database:
            for statement in _DELETE_ENTRY:
                database.executemany(statement, keys)

    def last_posted(self, number_hash: str) -> str:
        """Read all three tables in one transaction."""
        with self._file.transaction("BEGIN") as database:
            return database.execute(_LAST_POSTED, {"place": number_hash}).fetchone()[0] or ""

    def erase_number(self, number: NumberRow) -> None:
        """Delete the number and its events in one transaction."""
        with self._erasing() as database:
            for statement in _DELETE_NUMBER:
                database.execute(statement, (number.place,))

    def erase_contact(self, contact: ContactRow) -> None:
        """Delete the contact."""
        with self._erasing() as database:
            database.execute("DELETE FROM contacts WHERE id = ?", (contact.id,))

    def unseal(self, month: str) -> None:
        """Delete the month's seal, and the mark that its files were taken."""
        with self._erasing() as database:
            for table in ("exports", "seals"):
                database.execute(f"DELETE FROM {table} WHERE month = ?", (month,))  # noqa: S608 - constant names

    def delete_failures(self, hour: str) -> None:
        """Delete the rows, because nothing expires by itself in a file."""
        with self._erasing() as database:
            database.execute("DELETE FROM failures WHERE hour < ?", (hour,))

    @contextmanager
    def _erasing(self) -> Iterator[sqlite3.Connection]:
        with self._file.transaction("BEGIN IMMEDIATE") as database:
            database.execute("PRAGMA secure_delete = ON")
            yield database
