"""The files of a commit, read as git blobs: nothing is checked out, and none of its filters, hooks or settings run."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REGULAR = ("100644", "100755")
SYMLINK = "120000"
SUBMODULE = "160000"
EXCEPTION = re.compile(r"^Policy-exception:[ \t]*(\S.*?)\s*$", re.MULTILINE)
"""The line of a commit message with the reason for a policy change that is otherwise refused."""


class RevisionError(Exception):
    """Raised when git cannot answer; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a commit."""

    path: str
    mode: str
    blob: str
    size: int  # bytes; 0 if it is not a blob


@dataclass(frozen=True, slots=True)
class FileChange:
    """A path that differs between two commits, with its modes; an empty mode means no file."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit of one repository."""

    root: Path
    hash: str

    @classmethod
    def of(cls, root: Path, name: str) -> Revision:
        """Return the revision of a name; raise RevisionError if there is no such commit."""
        try:
            answer = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except RevisionError:
            raise RevisionError(f"there is no commit called {name!r}") from None
        return cls(root, answer.decode().strip())

    def entries(self, folder: str) -> list[Entry]:
        """Return every entry below a folder, of any mode."""
        found = []
        for row in git(self.root, "ls-tree", "-r", "-z", "-l", "--full-tree", self.hash, "--", folder).split(b"\0"):
            if row:
                told, path = row.split(b"\t", 1)
                mode, _, blob, size = told.decode().split()
                found.append(Entry(os.fsdecode(path), mode, blob, int(size) if size != "-" else 0))
        return found

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the bytes of a file; if it is too big, `limit` + 1 filler bytes, which every reader refuses."""
        if entry.size > limit:
            return b"#" * (limit + 1)
        return git(self.root, "cat-file", "blob", entry.blob)

    def file(self, path: str, limit: int) -> bytes | None:
        """Return the bytes of a regular file, or None if there is none at the path."""
        found = [entry for entry in self.entries(path) if entry.path == path and entry.mode in REGULAR]
        return self.read(found[0], limit) if found else None


def fork_point(base: Revision, head: Revision) -> Revision:
    """Return the merge base of a proposal, so that later changes on the base branch do not count as its own."""
    try:
        answer = git(base.root, "merge-base", base.hash, head.hash)
    except RevisionError:
        raise RevisionError("the two commits have no history in common") from None
    return Revision(base.root, answer.decode().strip())


def changes(before: Revision, after: Revision) -> list[FileChange]:
    """Return every path that differs; a rename is a deletion and an addition."""
    return list(_changes(git(before.root, "diff-tree", "-r", "-z", "--no-renames", before.hash, after.hash)))


def working(before: Revision, folder: str) -> list[str]:
    """Return every path below a folder that differs in the work tree or is untracked."""
    known = git(before.root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", before.hash, "--", folder)
    unknown = git(before.root, "ls-files", "--others", "--exclude-standard", "-z", "--", folder)
    return [os.fsdecode(path) for path in (known + unknown).split(b"\0") if path]


def exceptions(before: Revision, folder: str) -> list[tuple[str, str]]:
    """Return (commit, reason) for each reason that commits since `before` give for a refused change of a folder.

    A commit that does not change the folder excuses nothing in it; a merge does, where it brings a change.
    """
    told = git(before.root, "log", "--full-history", "-z", "--format=%H%n%B", f"{before.hash}..HEAD", "--", folder)
    messages = (message.partition("\n") for message in told.decode(errors="replace").split("\0"))
    return [(commit, reason) for commit, _, body in messages for reason in EXCEPTION.findall(body)]


def _changes(answer: bytes) -> Iterator[FileChange]:
    parts = answer.split(b"\0")
    for told, path in zip(parts[::2], parts[1::2], strict=False):
        old, new = told.decode().lstrip(":").split()[:2]
        yield FileChange(os.fsdecode(path), old.replace("000000", ""), new.replace("000000", ""))


def git(root: Path, *arguments: str) -> bytes:
    """Run git without user or system settings or the variables of a hook, and return its output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments, and names only where git takes no option
            ("git", *arguments),  # noqa: S607 - whichever git the person uses
            cwd=root,
            env=kept | alone,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(said[-1] if said else "git refuses")
    return done.stdout
