"""The profile files of a folder, and files that do not belong there."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from catalogue.schema.problem import Problem, make_problem


class ProfileFiles(Mapping[str, tuple[str, str]]):
    """The profile files of a folder, id -> (path as shown, file); both are built on access."""

    def __init__(self, folder: Path, shown: str, ids: Iterable[str]) -> None:
        self.folder, self.shown, self.ids = str(folder), shown, dict.fromkeys(ids)

    def __getitem__(self, id_: str) -> tuple[str, str]:
        if id_ not in self.ids:
            raise KeyError(id_)
        return f"{self.shown}/{id_}.yaml", f"{self.folder}/{id_}.yaml"

    def __contains__(self, id_: object) -> bool:
        return id_ in self.ids

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


def files(folder: Path, shown: str) -> tuple[ProfileFiles, list[Problem]]:
    """Return the profile files of a folder by name, and a problem for each file that does not belong there."""
    ids: list[str] = []
    problems: list[Problem] = []
    names: dict[str, str] = {}
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return ProfileFiles(folder, shown, ()), [make_problem("folder_missing", shown)]
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
            ids.append(stem)
    return ProfileFiles(folder, shown, ids), problems


_MISNAMED = re.compile(r"(.+/)?([^/.#][^/]*?)\.ya?ml\.?[^/~]+\Z", re.IGNORECASE)


def misnamed(path: str) -> list[Problem]:
    """Return a warning for a file that is not read because of a suffix after `.yaml`, such as `.txt`."""
    match = _MISNAMED.match(path)
    return [make_problem("file_not_read", path, meant=f"{match[2]}.yaml")] if match else []
