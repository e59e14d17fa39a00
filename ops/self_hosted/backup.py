"""`build.py backup`: copies of a small installation's ledger and case reports, while it serves.

A copy is a snapshot: it contains everything acknowledged before it began. It does not contain the secret, which is
kept elsewhere: with both, anybody could try out which numbers exist.
"""

import os
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

from chalicelib.ledger.sqlite_schema import UPGRADES, VERSION

CASES: Final = "case-reports.sqlite"
LEDGER: Final = "ledger.sqlite"
STAMP: Final = re.compile(r"\d{8}T\d{6}Z")
_BUSY_S: Final = 30.0


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
    target = parent / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with explained(target), _staged(target) as folder:
        copy_database(ledger, folder / LEDGER)
        require_ledger(folder / LEDGER)
        cases = ledger.with_name(CASES)
        if cases.is_file():
            copy_database(cases, folder / CASES)
    stamped = sorted(entry for entry in parent.iterdir() if STAMP.fullmatch(entry.name))
    for old in stamped[:-keep]:
        shutil.rmtree(old)
    return summary(target / LEDGER, target)


def copy_database(source: Path, target: Path) -> None:
    """Copy a snapshot of a database that may be in use, and check its integrity."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=_BUSY_S)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            faults = [*copy.execute("PRAGMA integrity_check"), *copy.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}.") from error
    if faults != [("ok",)]:
        raise BackupError(f"{source} is damaged: {faults[0][0]}. Use an older copy.")
    sync(target)


def require_ledger(file: Path) -> None:
    """Raise BackupError unless the file is a ledger of this version or one that can be upgraded to it."""
    with closing(sqlite3.connect(file)) as database:
        try:
            version = database.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise BackupError(f"{file} is no ledger: {error}.") from error
    if version != VERSION and version not in UPGRADES:
        raise BackupError(f"{file} is no ledger of this version ({version} instead of {VERSION}).")


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


def sync(path: Path) -> None:
    """Flush a file or folder to the disk before success is reported."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
