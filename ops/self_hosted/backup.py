"""`build.py backup`: copies of a small installation's ledger and case reports, while it serves.

A copy is a snapshot: it contains everything acknowledged before it began. It does not contain the secret, which is
kept elsewhere: with both, anybody could try out which numbers exist.
"""

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from chalicelib import sqlite_layout
from chalicelib.layout import LayoutError
from chalicelib.ledger import sqlite_schema
from chalicelib.reporting.cases import case_store
from chalicelib.service.wiring import CASES
from chalicelib.sqlite_layout import DamagedError, SqliteLayout, sync

LEDGER: Final = "ledger.sqlite"
_STAMP_FORMAT: Final = "%Y%m%dT%H%M%SZ"
STAMP: Final = re.compile(r"\d{8}T\d{6}Z")


class BackupError(Exception):
    """Why nothing was copied, in one sentence that says what to do."""


@dataclass(frozen=True)
class Copied:
    """Where a copy is, the number of its claims, and when the last of them was recorded (empty if none)."""

    path: Path
    claims: int
    last: str


def back_up(ledger: Path, parent: Path, now: datetime, keep: int) -> Copied:
    """Copy ledger and case reports into a folder named by the time, and delete all but the newest `keep` copies."""
    if not ledger.is_file():
        raise BackupError(f"There is no ledger at {ledger}.")
    target = parent / f"{now.astimezone(UTC):{_STAMP_FORMAT}}"
    with explained(target), _staged(target) as folder:
        copy_database(ledger, folder / LEDGER)
        require(sqlite_schema.LAYOUT, folder / LEDGER, ledger)
        cases = ledger.with_name(CASES)
        if cases.is_file():
            copy_database(cases, folder / CASES)
    stamped = sorted(entry for entry in parent.iterdir() if STAMP.fullmatch(entry.name))
    for old in stamped[:-keep]:
        shutil.rmtree(old)
    if len(stamped) >= keep:
        _delete_upgraded(ledger, stamped[-keep].name)
    return summary(target / LEDGER, target)


def _delete_upgraded(ledger: Path, oldest: str) -> None:
    """Delete the copies of before upgrades that are older than the oldest of the backups: nothing is kept longer."""
    oldest_at = datetime.strptime(oldest, _STAMP_FORMAT).replace(tzinfo=UTC).timestamp()
    for path in (ledger, ledger.with_name(CASES)):
        for copy in sqlite_layout.copies(path):
            if copy.stat().st_mtime < oldest_at:
                copy.unlink()


def copy_database(source: Path, target: Path) -> None:
    """Copy a snapshot of a database that may be in use, and check its integrity."""
    try:
        sqlite_layout.snapshot(source, target)
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}.") from error
    except DamagedError as error:
        raise BackupError(f"{source} is damaged: {error}. Use an older copy.") from error


def require(layout: SqliteLayout, copy: Path, source: Path) -> None:
    """Raise BackupError, which names the source, unless its copy has the layout, or one that is upgraded to it."""
    with closing(sqlite3.connect(copy)) as database:
        try:
            empty = layout.version_of(database, source) is None
        except LayoutError as error:
            raise BackupError(str(error)) from error
        except sqlite3.Error as error:
            raise BackupError(f"{source} is no {layout.kind}: {error}.") from error
    if empty and layout is not case_store.LAYOUT:  # which is made before its tables
        raise BackupError(f"{source} is no {layout.kind}: it is empty.")


def summary(file: Path, path: Path) -> Copied:
    """Return what a ledger's file holds, with the path that it is known by."""
    with closing(sqlite3.connect(file)) as database:
        claims, last = database.execute("SELECT COUNT(*), MAX(recorded_at) FROM claims").fetchone()
    return Copied(path, claims, last or "")


@contextmanager
def explained(target: Path) -> Iterator[None]:
    """Convert an OSError (a full disk, a folder without write permission) into a BackupError of one sentence."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"{error.filename or target} cannot be written: {error.strerror}. Nothing was copied."
        ) from error


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Yield a private temporary folder that is renamed to the target at the end, or deleted on an error."""
    if target.exists():
        raise BackupError(f"{target} stands already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
        folder.replace(target)
        sync(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
