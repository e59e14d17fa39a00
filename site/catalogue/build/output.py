"""The only module that writes files: a build is staged whole, then moved into place, one rename a file or a new folder.

Whoever stops it at any moment finds every file either old or new, never half of one; the next build mends the rest.
"""
# Plain strings instead of Path objects: ten thousand files within a second.
# ruff: noqa: PTH102, PTH103, PTH104, PTH105, PTH108, PTH112, PTH114, PTH123

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

Bytes = bytes | memoryview
Stamp = str  # size in bytes and time of change in nanoseconds: together they tell that nobody touched a file

BUFFER = 1 << 20  # for a file of many small parts
MARK = "schema/v1/provider.schema.json"  # a folder that holds it was built by us, and may be tidied by us


NO_FOLDERS: Mapping[str, int] = {}


class WriteError(Exception):
    """What cannot be written, in one sentence."""


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(f"{error.filename2 or error.filename}: {error.strerror}") from error


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Let one build at a time write; a second one waits for the first."""
    with _told():
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "build.lock").open("a")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh(folder: Path) -> Path:
    """Give an empty folder to stage in; what an interrupted build left there is gone."""
    with _told():
        discard(folder)
        folder.mkdir(parents=True)
    return folder


def discard(folder: Path) -> None:
    """Leave nothing of a folder."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def stage(staging: Path, file: str, *parts: Bytes) -> Stamp:
    """Write one file of the build to come, part after part; it keeps its stamp when it is moved into place."""
    path = f"{staging}/{file}"
    with _told():
        folder = path.rpartition("/")[0]
        with suppress(FileExistsError):
            _make(folder)
        with open(path, "wb", buffering=BUFFER if len(parts) > 1 else 0) as stream:
            for part in parts:
                left = memoryview(part)
                while left:
                    left = left[stream.write(left) :]
            stream.flush()
            return _stamp(os.fstat(stream.fileno()))


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


def standing(out: Path, file: str, *parts: Bytes) -> Stamp | None:
    """The stamp of a file that holds exactly these bytes already, or None."""
    path = f"{out}/{file}"
    try:
        if os.lstat(path).st_size != sum(map(len, parts)):
            return None
        with open(path, "rb") as stream:
            return _stamp(os.fstat(stream.fileno())) if all(stream.read(len(part)) == part for part in parts) else None
    except OSError:
        return None


def place(staging: Path, out: Path, file: str, *parts: Bytes) -> tuple[Stamp, bool]:
    """Stage a file unless the output holds these bytes already; tells which it was."""
    stands = standing(out, file, *parts)
    return (stands, False) if stands else (stage(staging, file, *parts), True)


def unchanged(out: Path, folders: Mapping[str, int]) -> Mapping[str, int]:
    """Give the notes of the output's folders if every one still holds: then no folder has gained or lost an entry."""
    return folders if noted(out, folders) == folders else {}


def survey(out: Path, known: Iterable[str] = (), folders: Mapping[str, int] = NO_FOLDERS) -> dict[str, Stamp]:
    """Every file that stands in the output, whoever put it there.

    While its `folders` are `unchanged` since the build that noted them, the files in them are those that it `known`.
    """
    if not folders:
        return _walked(out)
    found: dict[str, Stamp] = {}
    with _told(), _opened(out) as beneath:
        for file in known:
            try:
                found[file] = _stamp(os.stat(file, dir_fd=beneath, follow_symlinks=False))
            except FileNotFoundError:
                continue
    return found


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """Open a folder, so that what lies in it is found without its whole path: twice as fast."""
    beneath = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield beneath
    finally:
        os.close(beneath)


def _walked(out: Path) -> dict[str, Stamp]:
    found: dict[str, Stamp] = {}
    folders = [""]
    for folder in folders:
        with _told(), suppress(FileNotFoundError), os.scandir(f"{out}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{folder}{entry.name}/")
                else:
                    found[folder + entry.name] = _stamp(entry.stat(follow_symlinks=False))
    return found


def folders_of(files: Iterable[str]) -> set[str]:
    """Name the folders that files lie in, the output itself too."""
    found = {""}
    for file in files:
        folder = file.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def noted(out: Path, folders: Iterable[str]) -> dict[str, int]:
    """Note when each folder last gained or lost an entry; a folder that is not there, or is none, is left out."""
    found = {}
    with suppress(OSError), _opened(out) as beneath:
        for folder in folders:
            with suppress(OSError):
                status = os.stat(folder or ".", dir_fd=beneath, follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    found[folder] = status.st_mtime_ns
    return found


def ours(files: Collection[str]) -> bool:
    """Tell whether a folder may be built into: it is empty or new, or an earlier build of ours."""
    return not files or MARK in files


def _stamp(status: os.stat_result) -> Stamp:
    return f"{status.st_size}@{status.st_mtime_ns}"


def commit(staging: Path, out: Path, gone: Iterable[str]) -> set[str]:
    """Move what is staged into the output, then take away what no page of today stands for.

    Gives the folders that have gained or lost an entry by it; what lies in a new folder is not named.
    """
    moved: list[str] = []
    with _told():
        out.parent.mkdir(parents=True, exist_ok=True)
        if any(staging.iterdir()):
            _merge(str(staging), str(out), moved)
        for file in gone:
            (out / file).unlink(missing_ok=True)
            _prune(out, (out / file).parent)
    return folders_of([*(path[len(str(out)) + 1 :] for path in moved), *gone])


def stamp(path: Path | str) -> Stamp:
    """Give the stamp of one file; an empty one if there is none."""
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return ""


def put(staging: Path, path: Path, data: bytes) -> Stamp:
    """Replace one file outside the output whole, unless it holds these bytes already."""
    if stands := standing(path.parent, path.name, data):
        return stands
    put_down = stage(staging, path.name, data)
    with _told():
        path.parent.mkdir(parents=True, exist_ok=True)
        _merge(f"{staging}/{path.name}", str(path), [])
    return put_down


def _merge(source: str, target: str, moved: list[str]) -> None:
    """Move a file or a folder, and tell whereto; a folder that is there already receives the entries one by one."""
    if os.path.isdir(source) and os.path.isdir(target) and not os.path.islink(target):
        with os.scandir(source) as entries:
            for entry in entries:
                _merge(entry.path, f"{target}/{entry.name}", moved)
        return
    moved.append(target)
    try:
        os.rename(source, target)
    except (IsADirectoryError, NotADirectoryError):  # a file where a folder shall be, or the other way
        _remove(target)
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _carry(source, target)


def _carry(source: str, target: str) -> None:
    """Move to another file system: copied beside the target first, so that it too changes at once."""
    if os.path.isdir(source):
        os.mkdir(target)
        _merge(source, target, [])
        return
    folder, _, name = target.rpartition("/")
    beside = f"{folder}/.{name}.new"
    shutil.copy2(source, beside)
    os.replace(beside, target)


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _prune(out: Path, folder: Path) -> None:
    """Take away the folders that became empty."""
    while folder != out:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
