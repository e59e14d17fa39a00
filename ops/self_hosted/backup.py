"""`build.py backup` and `restore`: copies of a small installation's ledger and case reports, while it serves.

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
_STAMP: Final = re.compile(r"\d{8}T\d{6}Z")


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
    with _explained(target), _staged(target) as folder:
        _copy(ledger, folder / LEDGER)
        _require(sqlite_schema.LAYOUT, folder / LEDGER, ledger)
        cases = ledger.with_name(CASES)
        if cases.is_file():
            _copy(cases, folder / CASES)
    stamped = sorted(entry for entry in parent.iterdir() if _STAMP.fullmatch(entry.name))
    for old in stamped[:-keep]:
        shutil.rmtree(old)
    if len(stamped) >= keep:
        _delete_upgraded(ledger, stamped[-keep].name)
    return _summary(target / LEDGER, target)


def _delete_upgraded(ledger: Path, oldest: str) -> None:
    """Delete the copies of before upgrades that are older than the oldest of the backups: nothing is kept longer."""
    begun = datetime.strptime(oldest, _STAMP_FORMAT).replace(tzinfo=UTC).timestamp()
    for path in (ledger, ledger.with_name(CASES)):
        for copy in sqlite_layout.copies(path):
            if copy.stat().st_mtime < begun:
                copy.unlink()


def restore(folder: Path, ledger: Path) -> Copied:
    """Copy a backup to the ledger's path; an existing file is never replaced, and an incomplete copy is refused."""
    if not (folder / LEDGER).is_file():
        raise BackupError(f"{folder} holds no {LEDGER}: name a folder that build.py backup made.")
    cases = ledger.with_name(CASES)
    for path in (ledger, cases, *(ledger.with_name(f"{ledger.name}{end}") for end in ("-wal", "-shm"))):
        if path.exists():
            raise BackupError(f"{path} stands: stop the service and move its files away first.")
    with _explained(ledger):
        _install(folder, ledger, cases)
    return _summary(ledger, ledger)


def _install(folder: Path, ledger: Path, cases: Path) -> None:
    copies = {ledger: _copy_beside(folder / LEDGER, ledger)}
    try:
        _require(sqlite_schema.LAYOUT, copies[ledger], folder / LEDGER)
        if (folder / CASES).is_file():
            copies = {cases: _copy_beside(folder / CASES, cases), **copies}
            _require(case_store.LAYOUT, copies[cases], folder / CASES)
        for target, copy in copies.items():  # the ledger last: once it exists, the service can start
            copy.rename(target)
        sync(ledger.parent)
    finally:
        for copy in copies.values():
            copy.unlink(missing_ok=True)


def _copy_beside(source: Path, target: Path) -> Path:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = target.with_name(f"{target.name}.restoring")
    copy.unlink(missing_ok=True)
    try:
        _copy(source, copy)
    except (BackupError, OSError):
        copy.unlink(missing_ok=True)
        raise
    return copy


def _copy(source: Path, target: Path) -> None:
    """Copy a snapshot of a database that may be in use, and check its integrity."""
    try:
        sqlite_layout.snapshot(source, target)
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}.") from error
    except DamagedError as error:
        raise BackupError(f"{source} is damaged: {error}. Use an older copy.") from error


def _require(layout: SqliteLayout, copy: Path, source: Path) -> None:
    """Raise BackupError, which names the source, unless its copy has the layout, or one that is upgraded to it."""
    with closing(sqlite3.connect(copy)) as database:
        try:
            empty = layout.found(database, source) is None
        except LayoutError as error:
            raise BackupError(str(error)) from error
        except sqlite3.Error as error:
            raise BackupError(f"{source} is no {layout.kind}: {error}.") from error
    if empty:
        raise BackupError(f"{source} is no {layout.kind}: it is empty.")


def _summary(file: Path, path: Path) -> Copied:
    with closing(sqlite3.connect(file)) as database:
        claims, last = database.execute("SELECT COUNT(*), MAX(recorded_at) FROM claims").fetchone()
    return Copied(path, claims, last or "")


@contextmanager
def _explained(target: Path) -> Iterator[None]:
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
