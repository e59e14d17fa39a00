"""SQLite files and their layouts (`user_version`): one of an earlier layout is copied beside itself, then upgraded.

Nothing is lost where it is killed. The copy is complete before its name is; the upgrade is one transaction, which
begins before the copy, so that nothing is written in between; and the next start goes on from what it finds.
"""

import filecmp
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from chalicelib.layout import LayoutError, Readable

NEWER = "Use the Kundval that wrote it, or a newer one; to go back, restore a copy that was made before the upgrade."
OLDER = "It is from before the first release, and no release upgrades it."
_COPY_BUSY_S = 30.0


class DamagedError(Exception):
    """A file does not hold together; the message is SQLite's first finding."""


def damage() -> sqlite3.DatabaseError:
    """Return the error of damage that SQLite has not reported as one."""
    found = sqlite3.DatabaseError("malformed database")
    found.sqlite_errorcode, found.sqlite_errorname = sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"
    return found


@contextmanager
def decoded() -> Iterator[None]:
    """Raise the error of damage where SQLite's message repeats bytes of the schema that are no text for Python."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise damage() from error


@dataclass(frozen=True)
class SqliteLayout:
    """The layout of one kind of file: its number, the statements that create it, and those from one to the next.

    `table` is one that every file of this kind has, whatever its layout.
    """

    kind: str
    table: str
    version: int
    create: tuple[str, ...]
    upgrades: Mapping[int, tuple[str, ...]]

    @property
    def readable(self) -> Readable:
        """Return which layouts are read, all of them by upgrading but the latest."""
        return Readable(self.kind, self.version, min(self.upgrades), OLDER, NEWER)

    @decoded()
    def version_of(self, database: sqlite3.Connection, path: Path) -> int | None:
        """Return the layout of a file, None if it is empty; raise LayoutError if it is not one that is read."""
        version: int = database.execute("PRAGMA user_version").fetchone()[0]
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
        if version == 0 and not tables:
            return None
        if self.table not in tables:
            raise LayoutError(f"The file {path} is no {self.kind}: it holds something else.")
        self.readable.require(version, str(path))
        return version

    def prepare(self, database: sqlite3.Connection, path: Path) -> None:
        """Bring a file to this layout: create the tables of an empty one, copy and upgrade an earlier one.

        The connection commits by itself and is in no transaction; an error leaves one open, which closing rolls back.
        """
        if self.version_of(database, path) == self.version:
            return
        database.execute("BEGIN IMMEDIATE")
        found = self.version_of(database, path)  # another process may have been first
        if found is not None and found < self.version:
            self._copy(path, found)
        self.upgrade(database, found)
        database.execute("COMMIT")

    def upgrade(self, database: sqlite3.Connection, found: int | None) -> None:
        """Execute the statements from the layout that was found, None for an empty file, to this one."""
        if found is None:
            statements = self.create
        else:
            statements = tuple(one for earlier in range(found, self.version) for one in self.upgrades[earlier])
        for statement in statements:
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {self.version}")

    def _copy(self, path: Path, found: int) -> None:
        """Copy a file that is about to be upgraded; no copy is ever replaced, and the same one is not kept twice."""
        partial = path.with_name(f"{path.name}.partial-copy")
        begun = (
            f"The {self.kind} {path} has layout {found} and has to be copied before it is upgraded to {self.version}"
        )
        try:
            _remove(partial)  # of a start that was killed
            snapshot(path, partial)
            name = _name(path, partial, found)
            partial.replace(name)
            sync(path.parent)
        except DamagedError as error:
            raise LayoutError(f"{begun}, but it is damaged: {error}. Nothing was changed: restore a backup.") from error
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            megabytes = -(-path.stat().st_size // 1_000_000)
            raise LayoutError(
                f"{begun}, but the copy beside it cannot be written: {reason}. Nothing was changed: make room for "
                f"{megabytes} MB in its folder and start again."
            ) from error
        finally:
            _remove(partial)


def copies(path: Path) -> list[Path]:
    """Return the copies that were made of a file before its upgrades."""
    return sorted(one for one in path.parent.iterdir() if one.name.startswith(f"{path.name}.version-"))


def files_of(database: Path) -> list[Path]:
    """Return where the files are that SQLite makes of one database: itself, and what it may leave beside it."""
    return [database.with_name(f"{database.name}{end}") for end in ("", "-journal", "-wal", "-shm")]


@decoded()
def snapshot(source: Path, target: Path) -> None:
    """Copy a database that may be in use to a new file, its owner's alone, checked and flushed to the disk."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, timeout=_COPY_BUSY_S)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        faults = [*copy.execute("PRAGMA integrity_check"), *copy.execute("PRAGMA foreign_key_check")]
    if faults != [("ok",)]:
        raise DamagedError(str(faults[0][0]))
    sync(target)


def sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(path: Path, copy: Path, found: int) -> Path:
    """Return the name for a copy: that of an equal one, or the first that is free."""
    return next(name for name in _names(path, found) if not name.exists() or filecmp.cmp(copy, name, shallow=False))


def _names(path: Path, found: int) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.version-{found}")
    nth = 2
    while True:
        yield path.with_name(f"{path.name}.version-{found}-{nth}")
        nth += 1


def _remove(database: Path) -> None:
    for file in files_of(database):
        file.unlink(missing_ok=True)
