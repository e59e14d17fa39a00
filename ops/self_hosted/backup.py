"""`build.py backup` and `restore`: copies of a small installation's ledger and case reports, made while it serves.

A copy is one instant of the file: whatever was acknowledged before it began is in it. The secret is not: it is kept
apart, for with both anybody could try which numbers there are.
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
_STAMP: Final = re.compile(r"\d{8}T\d{6}Z")
_BUSY_S: Final = 30.0


class BackupError(Exception):
    """Why nothing was copied, in one sentence that says what to do."""


@dataclass(frozen=True)
class Copied:
    """Where a copy stands, how much is in it, and when the last claim in it was recorded."""

    place: Path
    claims: int
    last: str


def back_up(ledger: Path, parent: Path, now: datetime, keep: int) -> Copied:
    """Copy ledger and case reports into a folder named for the moment, and delete older copies beyond so many."""
    if not ledger.is_file():
        raise BackupError(f"There is no ledger at {ledger}.")
    target = parent / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with _told_why(target), _staged(target) as folder:
        _copy(ledger, folder / LEDGER)
        _demand_ledger(folder / LEDGER)
        cases = ledger.with_name(CASES)
        if cases.is_file():
            _copy(cases, folder / CASES)
    stamped = sorted(one for one in parent.iterdir() if _STAMP.fullmatch(one.name))
    for old in stamped[:-keep]:
        shutil.rmtree(old)
    return _told(target / LEDGER, target)


def restore(folder: Path, ledger: Path) -> Copied:
    """Put a copy where the ledger was; what stands there is never replaced, and a copy that is not whole is refused."""
    if not (folder / LEDGER).is_file():
        raise BackupError(f"{folder} holds no {LEDGER}: name a folder that build.py backup made.")
    cases = ledger.with_name(CASES)
    for standing in (ledger, cases, *(ledger.with_name(f"{ledger.name}{end}") for end in ("-wal", "-shm"))):
        if standing.exists():
            raise BackupError(f"{standing} stands: stop the service and move its files away first.")
    with _told_why(ledger):
        _put_in_place(folder, ledger, cases)
    return _told(ledger, ledger)


def _put_in_place(folder: Path, ledger: Path, cases: Path) -> None:
    made = {ledger: _beside(folder / LEDGER, ledger)}
    try:
        _demand_ledger(made[ledger])
        if (folder / CASES).is_file():
            made = {cases: _beside(folder / CASES, cases), **made}
        for target, copy in made.items():  # the ledger comes last: with it the service can start
            copy.rename(target)
        _sync(ledger.parent)
    finally:
        for copy in made.values():
            copy.unlink(missing_ok=True)


def _beside(source: Path, target: Path) -> Path:
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
    """Copy one instant of a file that may be written all the while, and find what is broken in it."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=_BUSY_S)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            found = [*copy.execute("PRAGMA integrity_check"), *copy.execute("PRAGMA foreign_key_check")]
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}.") from error
    if found != [("ok",)]:
        raise BackupError(f"{source} is damaged: {found[0][0]}. Use an older copy.")
    _sync(target)


def _demand_ledger(file: Path) -> None:
    """A copy of a version that cannot be brought up to this one is restored by the release that made it."""
    with closing(sqlite3.connect(file)) as database:
        try:
            version = database.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise BackupError(f"{file} is no ledger: {error}.") from error
    if version != VERSION and version not in UPGRADES:
        raise BackupError(f"{file} is no ledger of this version ({version} instead of {VERSION}).")


def _told(file: Path, place: Path) -> Copied:
    with closing(sqlite3.connect(file)) as database:
        claims, last = database.execute("SELECT COUNT(*), MAX(recorded_at) FROM claims").fetchone()
    return Copied(place, claims, last or "")


@contextmanager
def _told_why(target: Path) -> Iterator[None]:
    """Say in one sentence what the system refused: a disk that is full, a folder that nobody may write in."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"{error.filename or target} cannot be written: {error.strerror}. Nothing was copied."
        ) from error


@contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """Lend a folder for its owner only, which gets its name when all of it is there, and vanishes if not."""
    if target.exists():
        raise BackupError(f"{target} stands already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
        folder.replace(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sync(path: Path) -> None:
    """Have it on the disk before anybody is told so."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
