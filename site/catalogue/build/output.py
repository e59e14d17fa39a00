"""The only module that writes files: a build writes a whole new tree, and takes the standing one's place in one step.

`dist` is a link to a tree in `dist.builds` beside it. A tree bears a mark, which is written last: one that has none was
left by a build that was killed, and the next one takes it away. The tree that stood before stays until the next build
is done, for whoever is reading in it.
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

MARK = "schema/v1/provider.schema.json"  # a folder that holds it was built by us, and is whole
TREES = "build-[0-9]*"  # what bears another name is not ours to take away


class WriteError(Exception):
    """Why nothing is written, in one sentence."""


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Let one build at a time write; a second one waits for the first."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Tree:
    """A tree that nobody sees before it has taken the standing one's place; any process may write in it."""

    out: Path
    folder: Path

    def put(self, file: str, data: bytes) -> None:
        """Write a file."""
        with self.open(file) as stream:
            stream.write(data)

    def open(self, file: str) -> BinaryIO:
        """Open a file, to write it bit by bit."""
        path = f"{self.folder}/{file}"
        _make(path.rpartition("/")[0])
        return open(path, "wb")

    def take_place(self, mark: bytes) -> None:
        """Mark the tree as whole, and show it instead of the standing one."""
        self.put(MARK, mark)
        trees, before = self.folder.parent, shown(self.out)
        link = trees / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(f"{trees.name}/{self.folder.name}")
        if before is None and self.out.exists():  # it was built before there were trees
            before = self.out.rename(_new_name(trees))
        link.replace(self.out)
        _take_away(trees, lambda tree: tree not in {self.folder, before})


def _make(folder: str) -> None:
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)


@contextmanager
def new_tree(out: Path) -> Iterator[Tree]:
    """Give a tree to write in; unless it takes the standing one's place, nothing is left of it."""
    _check_ours(out)
    trees = _trees(out)
    _take_away(trees, lambda tree: tree != shown(out) and not (tree / MARK).exists())
    tree = Tree(out, _new_name(trees))
    try:
        yield tree
    finally:
        if shown(out) != tree.folder:
            _take_away(trees, lambda one: one == tree.folder)


def _trees(out: Path) -> Path:
    return out.with_name(f"{out.name}.builds")


def _new_name(trees: Path) -> Path:
    return trees / f"build-{time.time_ns()}"


def shown(out: Path) -> Path | None:
    """Give the tree that the output shows; None when it is no link to one of ours."""
    with suppress(OSError):
        tree = out.parent / out.readlink()
        if tree.parent == _trees(out):
            return tree
    return None


def _check_ours(out: Path) -> None:
    """Refuse to build into anything but an empty folder, or what an earlier build of ours has made."""
    if shown(out) is not None:
        return
    if out.is_symlink():
        raise WriteError(f"{out} is a link that no build has made: remove it, or name another folder")
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise WriteError(f"{out} holds files that no build has made: empty it, or name another folder")


def _take_away(trees: Path, which: Callable[[Path], bool]) -> None:
    for tree in filter(which, [*trees.glob(TREES)]):
        shutil.rmtree(tree)
    with suppress(OSError):
        trees.rmdir()  # when nothing is left in it


def replace_file(path: Path, data: bytes) -> None:
    """Replace one file outside the output whole, unless it holds these bytes already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)  # a build was killed
    if path.is_file() and path.read_bytes() == data:
        return
    beside.write_bytes(data)
    beside.replace(path)
