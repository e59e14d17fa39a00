"""Files that are damaged or may only be read, as a machine leaves them behind."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

PAGE_BYTES: Final = 4096
_NOBODY: Final = 65534


def damage(file: Path, *, header: bool = False) -> None:
    """Overwrite every page of a database but the first, or (header) the beginning of the file."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = file.stat().st_size
    with file.open("r+b") as stream:
        if not header:
            stream.seek(PAGE_BYTES)
        stream.write(b"\xff" * (100 if header else size - PAGE_BYTES))


def damage_table(file: Path, table: str) -> None:
    """Overwrite the first page of a table, below which nothing of it can be found; small tables have no other."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * PAGE_BYTES)
        stream.write(b"\xff" * PAGE_BYTES)


def damage_schema(file: Path, table: str) -> None:
    """Overwrite the word before a table's name, which SQLite then repeats in its message, though it is no text."""
    name = f" {table} ".encode()
    file.write_bytes(file.read_bytes().replace(b"CREATE TABLE" + name, b"CREATE TABL\xd1" + name, 1))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Remove this process's rights to write to a folder and its files; in a container it is often root."""
    paths = [folder, *folder.iterdir()]
    modes = {path: path.stat().st_mode for path in paths}
    open_to_all = [parent for parent in folder.parents if parent.stat().st_uid == os.geteuid()]
    before = {parent: parent.stat().st_mode for parent in open_to_all}
    is_root = os.geteuid() == 0
    for parent in open_to_all:
        parent.chmod(before[parent] | 0o055)
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in {**modes, **before}.items():
            path.chmod(mode)
