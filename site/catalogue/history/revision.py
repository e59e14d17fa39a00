"""The files of a commit, read as git blobs: nothing is checked out, and none of its filters, hooks or settings run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from catalogue.history import git
from catalogue.history.git import GitError

REGULAR = ("100644", "100755")
SYMLINK = "120000"
SUBMODULE = "160000"
MAX_ENTRIES = 20_000
EXCEPTION = re.compile(r"^Policy-exception:[ \t]*(\S.*?)\s*$", re.MULTILINE)
"""The line of a commit message with the reason for a policy change that is otherwise refused."""


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
    """One commit of the repository that a data folder lies in; paths are relative to that folder."""

    root: Path
    hash: str

    @classmethod
    def from_name(cls, root: Path, name: str) -> Revision:
        """Return the revision of a name; raise GitError if there is no such commit."""
        try:
            output = git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError as error:
            raise GitError(str(error) or f"there is no commit called {name!r}", error.code) from None
        return cls(root, output.decode().strip())

    def entries(self, folder: str) -> list[Entry]:
        """Return every entry below a folder, of any mode; raise GitError for more than any catalogue has."""
        entries = []
        rows = git.run(self.root, "ls-tree", "-r", "-z", "-l", self.hash, "--", folder).split(b"\0")
        if len(rows) > MAX_ENTRIES:
            raise GitError(f"{folder} has {len(rows) - 1} files in {self.hash[:9]}, at most {MAX_ENTRIES} are read")
        for row in rows:
            if row:
                columns, path = row.split(b"\t", 1)
                mode, _, blob, size = columns.decode().split()
                if size == "BAD":  # as git shows an object that it cannot find or read
                    raise GitError(f"the content of {os.fsdecode(path)!r} is missing here or damaged; clone it again")
                entries.append(Entry(os.fsdecode(path), mode, blob, int(size) if size != "-" else 0))
        return entries

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the bytes of a file; if it is too big, `limit` + 1 filler bytes, which every reader refuses."""
        if entry.size > limit:
            return b"#" * (limit + 1)
        return git.run(self.root, "cat-file", "blob", entry.blob)

    def file(self, path: str, limit: int) -> bytes | None:
        """Return the bytes of a regular file, or None if there is none at the path."""
        entry = next((entry for entry in self.entries(path) if entry.path == path and entry.mode in REGULAR), None)
        return self.read(entry, limit) if entry else None


def fork_point(base: Revision, head: Revision) -> Revision:
    """Return the merge base of a proposal, so that later changes on the base branch do not count as its own."""
    try:
        output = git.run(base.root, "merge-base", base.hash, head.hash)
    except GitError as error:
        raise GitError(str(error) or "the two commits have no history in common", error.code) from None
    return Revision(base.root, output.decode().strip())


def changes(before: Revision, after: Revision) -> list[FileChange]:
    """Return every path of the repository that differs, relative to the data folder (`../` for one outside it).

    A rename is a deletion and an addition.
    """
    output = git.run(before.root, "diff-tree", "-r", "-z", "--no-renames", before.hash, after.hash)
    folder = os.fsdecode(git.run(before.root, "rev-parse", "--show-prefix").removesuffix(b"\n"))
    up = "../" * folder.count("/")
    return [
        replace(change, path=change.path[len(folder) :] if change.path.startswith(folder) else up + change.path)
        for change in _parse_changes(output)
    ]


def working_changes(before: Revision, folder: str) -> list[str]:
    """Return every path below a folder that differs in the work tree or is untracked."""
    options = ("--name-only", "--no-renames", "--no-ext-diff", "--relative", "--ignore-submodules=none", "-z")
    tracked = git.run(before.root, "diff", *options, before.hash, "--", folder)
    untracked = git.run(before.root, "ls-files", "--others", "--exclude-standard", "-z", "--", folder)
    return [os.fsdecode(path) for path in (tracked + untracked).split(b"\0") if path]


def exceptions(before: Revision, folder: str) -> list[tuple[str, str]]:
    """Return (commit, reason) for each reason that commits since `before` give for a refused change of a folder.

    A commit that does not change the folder excuses nothing in it; a merge does, where it brings a change.
    """
    options = ("--full-history", "--no-follow", "--no-show-signature", "--encoding=UTF-8", "-z", "--format=%H%n%B")
    output = git.run(before.root, "log", *options, f"{before.hash}..HEAD", "--", folder)
    commits = (commit.partition("\n") for commit in output.decode(errors="replace").split("\0"))
    return [(commit, reason) for commit, _, message in commits for reason in EXCEPTION.findall(message)]


def _parse_changes(output: bytes) -> Iterator[FileChange]:
    """Parse the raw output of `diff-tree -z`: modes and hashes, and the path, in turn."""
    fields = output.split(b"\0")
    for columns, path in zip(fields[::2], fields[1::2], strict=False):
        before, after = columns.decode().lstrip(":").split()[:2]
        yield FileChange(os.fsdecode(path), before.replace("000000", ""), after.replace("000000", ""))
