"""The function's requirements with the versions and hashes of the lock: the package contains what was tested.

`functions/requirements.txt` has ranges; the same commit must give the same package on any day (DESIGN §14).
"""

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS: Final = Path("requirements.txt")
LOCK: Final = Path("requirements/serve.lock")


class UnpinnedError(Exception):
    """A requirement that the lock does not contain: one sentence with which, and what to do."""


def pin(requirements: str, lock: str) -> str:
    """Return the lock's entries for the requirements and all their dependencies, with their hashes."""
    entries = dict(entries_of(lock))
    names = sorted(
        _with_dependencies(Requirement(line) for line in requirements.splitlines() if line and line[0] != "#")
    )
    missing = [name for name in names if name not in entries]
    if missing:
        raise UnpinnedError(f"{LOCK} does not name {', '.join(missing)}: run make lock.")
    return "".join(entries[name] for name in names)


def entries_of(lock: str) -> Iterator[tuple[str, str]]:
    r"""Yield the name of each package in a lock, and its entry.

    >>> dict(entries_of("a-b==1 \\\n    --hash=sha256:0\nc==2 ; extra \\\n    --hash=sha256:1\n"))["c"]
    'c==2 ; extra \\\n    --hash=sha256:1\n'
    """
    for match in re.finditer(r"^([\w.-]+)==.*\n(?:[ \t]+.*\n?)*", lock, re.MULTILINE):
        yield canonicalize_name(match[1]), match[0]


def _with_dependencies(requirements: Iterator[Requirement]) -> set[str]:
    """Return the names of the requirements and all their dependencies, from the installed packages' metadata."""
    names: set[str] = set()
    waiting = [(canonicalize_name(requirement.name), frozenset(requirement.extras)) for requirement in requirements]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        names.add(name)
        for line in metadata.requires(name) or ():
            dependency = Requirement(line)
            applies = [
                extra
                for extra in ("", *extras)
                if not dependency.marker or dependency.marker.evaluate({"extra": extra})
            ]
            key = (canonicalize_name(dependency.name), frozenset(dependency.extras))
            if applies and key not in seen:
                seen.add(key)
                waiting.append(key)
    return names
