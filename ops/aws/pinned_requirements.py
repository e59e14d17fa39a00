"""What travels is what was tested: the function's requirements with the versions and hashes of the lock.

`functions/requirements.txt` names ranges; the same commit must make the same package on any day (DESIGN §14).
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
    """A requirement that the lock does not name: one sentence that says which, and what to do."""


def pinned(requirements: str, lock: str) -> str:
    """Give the lock's entries of the requirements and of all that these need in turn, with their hashes."""
    entries = dict(_entries(lock))
    names = sorted(_reached(Requirement(line) for line in requirements.splitlines() if line and line[0] != "#"))
    missing = [name for name in names if name not in entries]
    if missing:
        raise UnpinnedError(f"{LOCK} does not name {', '.join(missing)}: run make lock.")
    return "".join(entries[name] for name in names)


def _entries(lock: str) -> Iterator[tuple[str, str]]:
    r"""Each entry of a lock by the name of its package.

    >>> dict(_entries("a-b==1 \\\n    --hash=sha256:0\nc==2 ; extra \\\n    --hash=sha256:1\n"))["c"]
    'c==2 ; extra \\\n    --hash=sha256:1\n'
    """
    for found in re.finditer(r"^([\w.-]+)==.*\n(?:[ \t]+.*\n?)*", lock, re.MULTILINE):
        yield canonicalize_name(found[1]), found[0]


def _reached(wanted: Iterator[Requirement]) -> set[str]:
    """The names of the requirements and of what they need here; whoever packs has them installed."""
    names: set[str] = set()
    waiting = [(canonicalize_name(one.name), frozenset(one.extras)) for one in wanted]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        names.add(name)
        for line in metadata.requires(name) or ():
            need = Requirement(line)
            applies = [extra for extra in ("", *extras) if not need.marker or need.marker.evaluate({"extra": extra})]
            found = (canonicalize_name(need.name), frozenset(need.extras))
            if applies and found not in seen:
                seen.add(found)
                waiting.append(found)
    return names
