"""The profile files of a folder, and files that do not belong there."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from catalogue.schema.problem import Problem, make_problem


def files(folder: Path, shown: str) -> tuple[dict[str, tuple[str, str]], list[Problem]]:
    """Return the profile files of a folder, and a problem for each file that does not belong there.

    The files are id → (path as shown, file).
    """
    profiles: dict[str, tuple[str, str]] = {}
    problems: list[Problem] = []
    names: dict[str, str] = {}
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return profiles, [make_problem("folder_missing", shown)]
    for entry in entries:
        path = f"{shown}/{entry.name}"
        stem, _, ending = entry.name.rpartition(".")
        if entry.name.startswith(".") or ending.lower() not in ("yaml", "yml"):
            problems += misnamed(path)
            continue
        folded = unicodedata.normalize("NFC", stem).casefold()
        if folded in names:
            problems.append(make_problem("file_name_collides", path, other=names[folded]))
        names.setdefault(folded, path)
        if entry.is_symlink():
            problems.append(make_problem("file_symlink", path))
        elif not entry.is_file(follow_symlinks=False):
            problems.append(make_problem("file_not_regular", path))
        elif ending != "yaml":
            problems.append(make_problem("file_ending", path, meant=f"{stem}.yaml"))
        else:
            profiles[stem] = (path, entry.path)
    return profiles, problems


_MISNAMED = re.compile(r"(.+/)?([^/.#][^/]*?)\.ya?ml\.?[^/~]+\Z", re.IGNORECASE)


def misnamed(path: str) -> list[Problem]:
    """Return a warning for a file that is not read because of a suffix after `.yaml`, such as `.txt`."""
    match = _MISNAMED.match(path)
    return [make_problem("file_not_read", path, meant=f"{match[2]}.yaml")] if match else []
