"""The day each part of a profile last changed: that of the newest commit to touch one of its lines, by one `git log`.

A part is a top-level key of the profile (`about`, `contact` …), and `accepts_new`, which has no date of its own. A
profile with uncommitted changes has no dates. A shallow clone, or a folder without git, has no dates at all and a
warning says why: a wrong date is worse than none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.history import git
from catalogue.history.git import GitError
from catalogue.profiles.availability import ACCEPTS_NEW_CHANGED
from catalogue.schema.problem import Message, Problem

Dates = dict[str, dict[str, str]]  # id -> part -> "YYYY-MM-DD"

_COMMIT = b"\x01"
_FILE = re.compile(rb"\+\+\+ b/providers/([^/\s]+)\.yaml\s*\Z")
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_ACCEPTS_NEW = re.compile(rb"\baccepts_new\s*:")
_PART = re.compile(rb"([A-Za-z_]+)\s*:")
# Every option that a user's git settings could change is given explicitly.
# A whole file is one hunk, so that each line follows the key of its part.
_LOG = (
    *("log", "--relative", "--no-follow", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--text"),
    *("--no-show-signature", "--patch", "--unified=1000000", "--src-prefix=a/", "--dst-prefix=b/", "--format=%x01%cs"),
    *("--", "providers"),
)
_STATUS = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", "providers")


_NO_DATES = {
    "shallow": Message(
        "klonen är grund, så ingen uppgift får datum; hämta hela historiken med `git fetch --unshallow`",
        "the clone is shallow, so no fact gets a date; fetch the whole history with `git fetch --unshallow`",
    ),
    "no_git": Message(
        "git är inte installerat, så ingen uppgift får datum", "git is not installed, so no fact gets a date"
    ),
    "no_history": Message(
        "mappen har ingen git-historik, så ingen uppgift får datum", "there is no git history, so no fact gets a date"
    ),
}


@dataclass(frozen=True)
class History:
    """The dates by profile and part; `missing` is the code of why there are none: shallow, no_git or no_history."""

    dates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: str = ""

    def problems(self) -> list[Problem]:
        """Return a warning if there are no dates at all."""
        missing = self.missing
        return [Problem("providers", 1, 1, "", missing, "warning", _NO_DATES[missing])] if missing else []


def history(root: Path) -> History:
    """Read the dates of all profiles."""
    try:
        git.require_full_history(root)
        return History(parse(git.lines(root, *_LOG)))
    except GitError as error:
        return History(missing=error.code)


def uncommitted(root: Path) -> frozenset[str]:
    """Return the ids of the profiles that differ from the last commit."""
    try:
        changed = git.run(root, *_STATUS).split(b"\0")
    except GitError:
        return frozenset()
    names = (os.fsdecode(entry[3:]).rpartition("/")[2] for entry in changed if entry)
    return frozenset(name.removesuffix(".yaml") for name in names)


def parse(lines: Iterable[bytes]) -> Dates:
    """Parse the log; lines within a hunk are counted, so that no text of a profile is taken for a header."""
    dates: Dates = {}
    day = ""
    provider = ""
    reader = iter(lines)
    for line in reader:
        if line.startswith(_COMMIT):
            day, provider = line[1:].strip().decode("ascii"), ""
        elif match := _FILE.match(line):
            provider = os.fsdecode(match[1])
        elif hunk := _HUNK.match(line):
            counts = [1 if count is None else int(count) for count in hunk.groups()]
            for part in _touched(reader, *counts):
                if provider:
                    parts = dates.setdefault(provider, {})
                    parts[part] = max(day, parts.get(part, ""))
        elif line.startswith(b"diff --git "):
            provider = ""
    return dates


def _touched(lines: Iterator[bytes], old: int, new: int) -> set[str]:
    """Return the parts with added, removed or changed lines in a hunk."""
    touched: set[str] = set()
    part = {b"-": "", b"+": ""}
    for line in lines:
        sign, text = line[:1], line[1:]
        if sign == b"\\":  # "\ No newline at end of file" refers to the line above
            continue
        old -= sign != b"+"
        new -= sign != b"-"
        match = _PART.match(text)
        for side in (b"-", b"+") if sign not in part else (sign,):
            part[side] = match[1].decode("ascii") if match else part[side]
        if sign in part and part[sign] and text.strip() and not text.lstrip().startswith(b"#"):
            touched.add(part[sign])
            if part[sign] == "services" and _ACCEPTS_NEW.search(text):
                touched.add(ACCEPTS_NEW_CHANGED)
        if old <= 0 and new <= 0:
            break
    return touched
