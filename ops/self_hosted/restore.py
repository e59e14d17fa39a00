"""`build.py restore`: put a copy in the ledger's place, with what the file that stood there can prove.

The copy is older than the file that it replaces. By itself it would make revoked numbers payable again and open months
that have been paid, so what was recorded after it is taken over from the standing file as far as that can be read. What
may be missing all the same is on a page for the reception and finance.
"""

import errno
import fcntl
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from chalicelib.ledger import sqlite_schema
from chalicelib.ledger.port import UnwritableError
from chalicelib.ledger.sqlite_connection import SqliteLedgerError
from chalicelib.reporting.cases import case_store
from chalicelib.service.wiring import CASES
from chalicelib.sqlite_layout import files_of, sync
from ops.self_hosted import restored_page
from ops.self_hosted import standing as standing_files
from ops.self_hosted.backup import (
    LEDGER,
    BackupError,
    Copied,
    copy_database,
    explained,
    require,
    summary,
)
from ops.self_hosted.standing import TakenOver

_KINDS: Final = {"revoke": "revoked", "replace": "replaced", "unlock": "unlocked"}
_ASIDE: Final = "before-restore-"
_SHARED_LOCK: Final = (510, 0x40000002)
"""The bytes of a database on which every program that has it open holds a lock: length and beginning (SQLite, WAL)."""


@dataclass(frozen=True)
class Restored:
    """What was restored, what the old file added, where that file is now, and the page to go through, if any."""

    copied: Copied
    taken: TakenOver | None
    set_aside: Path | None
    page: Path | None


def restore(folder: Path, ledger: Path, now: datetime, standing: Path | None = None) -> Restored:
    """Replace the ledger with a copy.

    Files that stand there are moved aside if `standing` names them, and are else in the way. An incomplete or damaged
    copy is refused, and then nothing has changed.
    """
    if not (folder / LEDGER).is_file():
        raise BackupError(f"{folder} holds no {LEDGER}: name a folder that build.py backup made.")
    _require_uninterrupted(ledger)
    cases = ledger.with_name(CASES)
    in_the_way = [path for path in (*files_of(ledger), *files_of(cases)) if path.exists()]
    if in_the_way and standing != ledger:
        raise BackupError(
            f"{in_the_way[0]} stands: stop the service, and name the ledger that stands, which is kept beside:"
            f" python3 build.py restore {folder} --standing {ledger}"
        )
    if standing is not None and not standing.exists() and not in_the_way:
        raise BackupError(f"There is no file {standing}.")
    _require_unused(ledger)
    with explained(ledger), _copies_beside(folder, ledger, cases) as copies:
        since = restored_page.last_change(copies[ledger])
        taken = _take_over(copies, ledger, standing) if standing is not None else None
        page = None
        if taken is None or not taken.is_whole:
            page = restored_page.write(copies[ledger], since, now, taken)
        aside = _set_aside(in_the_way, ledger, now)
        for target, copy in sorted(copies.items(), key=lambda pair: pair[0] == ledger):
            copy.rename(target)  # the ledger last: once it exists, the service can start
        sync(ledger.parent)
    return Restored(summary(ledger, ledger), taken, aside, page)


def report(restored: Restored) -> Iterator[str]:
    """Yield what the operator is told, line by line."""
    copied, taken = restored.copied, restored.taken
    yield f"{copied.path}: claims {copied.claims}, the last recorded at {copied.last or 'no time'}"
    if restored.set_aside:
        yield f"The files that stood are in {restored.set_aside}. Delete them when nothing is missing."
    if taken is not None:
        added = ", ".join(f"{table} {count}" for table, count in sorted(taken.added.items()))
        yield f"Taken over from the ledger that stood: {added or 'nothing'}."
        for change in taken.changes:
            yield f"  {change.at[:16]}Z {change.service}: a number was {_KINDS[change.kind]}"
        for month in taken.closed_months:
            yield f"  {month.month}: closed and paid after the copy; it stays closed"
        if taken.unproved:
            yield f"Numbers that could not be read in full: {taken.unproved}. They are as in the copy, or closed."
    if restored.page is None:
        yield "Everything that was recorded after the copy is here."
        yield "Delete again what was due: build.py retention --delete"
        return
    yield f"More may be missing. Print this page and give it to the reception and finance: {restored.page}"
    yield "The providers have receipts for anything recorded after that: ask them to send it again; it is safe."


def _require_unused(ledger: Path) -> None:
    """Raise BackupError if a program has the ledger open: what it wrote from now on would be lost."""
    with suppress(OSError), ledger.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, *_SHARED_LOCK)
        except BlockingIOError:
            raise BackupError(f"{ledger} is in use: stop the service first.") from None


def _require_uninterrupted(ledger: Path) -> None:
    """Raise BackupError if there is no ledger because a restore was stopped when it had moved the old one aside."""
    if ledger.exists() or not ledger.parent.is_dir():
        return
    for aside in sorted(ledger.parent.iterdir(), reverse=True):
        if aside.name.startswith(_ASIDE) and (aside / ledger.name).exists():
            raise BackupError(
                f"There is no ledger {ledger}, and a restore that was stopped has moved one to {aside}: move its files"
                f" back to {ledger.parent}, and restore again. If you do not want them, move that folder away."
            )


@contextmanager
def _copies_beside(folder: Path, ledger: Path, cases: Path) -> Iterator[dict[Path, Path]]:
    """Yield checked copies by the path that each is meant for; those that are still there at the end are deleted."""
    ledger.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    copies = {target: target.with_name(f"{target.name}.restoring") for target in (ledger, cases)}
    sources = {ledger: folder / LEDGER, cases: folder / CASES}
    _delete_begun(copies.values())  # of a restore that was killed
    try:
        for target, layout in ((ledger, sqlite_schema.LAYOUT), (cases, case_store.LAYOUT)):
            if sources[target].is_file():
                copy_database(sources[target], copies[target])
                require(layout, copies[target], sources[target])
        yield {target: copy for target, copy in copies.items() if copy.is_file()}
    finally:
        _delete_begun(copies.values())


def _delete_begun(copies: Iterable[Path]) -> None:
    """Delete copies that are not in place, with all that was made beside them."""
    for copy in copies:
        for left in copy.parent.iterdir():
            if left.is_dir() and left.name.startswith(copy.name):
                shutil.rmtree(left)
            elif left.name.startswith(copy.name):
                left.unlink()


def _take_over(copies: dict[Path, Path], ledger: Path, standing: Path) -> TakenOver:
    """Add to the copies what the standing files prove, which themselves stay as they are."""
    folder = copies[ledger].with_name(f"{copies[ledger].name}-standing")
    folder.mkdir(mode=0o700)
    is_all = True
    for path in (*files_of(standing), *files_of(standing.with_name(CASES))):
        if path.exists() and not path.name.endswith("-shm"):
            is_all &= _copy_readable(path, folder / path.name)
    old_cases, cases = folder / CASES, ledger.with_name(CASES)
    try:
        taken = standing_files.take_over(copies[ledger], folder / standing.name)
        if old_cases.is_file():
            copy = copies.setdefault(cases, cases.with_name(f"{CASES}.restoring"))
            is_all &= standing_files.take_over_cases(copy, old_cases)
    except (sqlite3.Error, SqliteLedgerError, UnwritableError) as error:
        raise BackupError(f"The copy cannot take over what {standing} proves: {error}. Nothing changed.") from error
    taken.is_whole &= is_all
    return taken


def _copy_readable(source: Path, target: Path) -> bool:
    """Copy a file, or the beginning of it from a disk that fails; return whether that is all.

    Raise BackupError if another reason, which can be mended, stands in the way: what is not read would be revived.
    """
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        if error.errno != errno.EIO:
            raise BackupError(f"{source} cannot be copied to {target.parent.parent}: {error.strerror}.") from error
        return False
    return True


def _set_aside(paths: list[Path], ledger: Path, now: datetime) -> Path | None:
    """Move files into a folder beside the ledger; nothing is ever overwritten."""
    if not paths:
        return None
    aside = ledger.with_name(f"{_ASIDE}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    aside.mkdir(mode=0o700)
    for path in paths:
        path.rename(aside / path.name)
    return aside
