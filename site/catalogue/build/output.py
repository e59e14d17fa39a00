"""The only module that writes files. A build writes a complete new tree, then switches to it atomically.

`dist` is a symbolic link to a tree in `dist.builds` beside it. A marker file is written last into each tree; a tree
without one was left by a killed build, and the next build deletes it. The previous tree is kept until the next build
has finished, for processes that still read from it.
"""
# Plain strings instead of Path objects: ten thousand files within a second.
# ruff: noqa: PTH102, PTH103, PTH123

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MARK = "schema/v1/provider.schema.json"  # marker: a folder with this file is a complete build of ours
DRAFT = "draft.txt"  # marker: the site is a draft, which is never published
TREES = "build-[0-9]*"  # nothing with another name is ever deleted


class WriteError(Exception):
    """The output folder cannot be used; the message is one sentence."""


@contextmanager
def build_lock(var: Path) -> Iterator[None]:
    """Hold the build lock; wait if another build holds it."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Tree:
    """A new output tree, not visible until `publish`; any process may write to it."""

    out: Path
    folder: Path

    def write(self, file: str, data: bytes) -> None:
        """Write a file."""
        with self.open(file) as stream:
            stream.write(data)

    def open(self, file: str) -> BinaryIO:
        """Open a file for writing; creates its folder."""
        path = f"{self.folder}/{file}"
        _make_folder(path.rpartition("/")[0])
        return open(path, "wb")

    def copy(self, folder: Path, name: str) -> int:
        """Copy a folder into the tree under a name; return how many files it has."""
        target = self.folder / name
        shutil.copytree(folder, target)
        return sum(path.is_file() for path in target.rglob("*"))

    def publish(self, mark: bytes) -> None:
        """Mark the tree as complete, and switch the output to it."""
        self.write(MARK, mark)
        trees, previous = self.folder.parent, shown(self.out)
        link = trees / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(f"{trees.name}/{self.folder.name}")
        if previous is None and self.out.exists():  # a plain folder from a version without trees
            previous = self.out.rename(_new_name(trees))
        link.replace(self.out)
        _delete_trees(trees, lambda tree: tree not in {self.folder, previous})


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


@contextmanager
def new_tree(out: Path) -> Iterator[Tree]:
    """Yield a new tree; it is deleted on exit unless `publish` was called."""
    _check_ours(out)
    trees = _trees(out)
    _delete_trees(trees, lambda tree: tree != shown(out) and not (tree / MARK).exists())
    tree = Tree(out, _new_name(trees))
    try:
        yield tree
    finally:
        if shown(out) != tree.folder:
            _delete_trees(trees, lambda folder: folder == tree.folder)


def _trees(out: Path) -> Path:
    return out.with_name(f"{out.name}.builds")


def _new_name(trees: Path) -> Path:
    return trees / f"build-{time.time_ns()}"


def shown(out: Path) -> Path | None:
    """Return the tree that the output links to; None if it is not a link to one of our trees."""
    with suppress(OSError):
        tree = out.parent / out.readlink()
        if tree.parent == _trees(out):
            return tree
    return None


def is_draft(out: Path) -> bool:
    """Return whether the site in a folder is a draft."""
    return (out / DRAFT).exists()


def _check_ours(out: Path) -> None:
    """Raise WriteError unless the output is missing, empty, or made by an earlier build."""
    if shown(out) is not None:
        return
    if out.is_symlink():
        raise WriteError(f"{out} is a link that no build has made: remove it, or name another folder")
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise WriteError(f"{out} holds files that no build has made: empty it, or name another folder")


def _delete_trees(trees: Path, should_go: Callable[[Path], bool]) -> None:
    """Delete the trees that should go, and their folder if it is empty then.

    One that cannot be deleted, such as a tree of another user, stays: the build that comes after it is no less whole.
    """
    for tree in filter(should_go, [*trees.glob(TREES)]):
        shutil.rmtree(tree, ignore_errors=True)
    with suppress(OSError):
        trees.rmdir()  # succeeds only when it is empty


def replace_file(path: Path, data: bytes) -> None:
    """Replace one file outside the output atomically, unless it already has this content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)  # a build was killed
    if path.is_file() and path.read_bytes() == data:
        return
    temporary.write_bytes(data)
    temporary.replace(path)
