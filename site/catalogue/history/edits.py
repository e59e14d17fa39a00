"""Edits in the git history: the parts of each profile changed per day, and rows removed from the authorisations.

One `git log` lists the files, newest first, and is stopped once there are enough; one `git cat-file` reads their
contents. Contents are compared as data: a comment, a line break or a waiting time that was only confirmed is no change.
The first commit is left out: nobody knows how old its facts are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from catalogue.history import git
from catalogue.history.git import GitError
from catalogue.profiles.schema import PROFILE
from catalogue.schema import yaml_reader

FILES_MAX = 600  # edits of profiles; a page shows fewer, and a longer history takes no more time
LISTS_MAX = 20  # edits of the list of authorisations

_LIST = "policy/authorisations.yaml"
_LOG = (
    *("log", "--relative", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature", "--no-color"),
    *("--format=%x01%cs %P", "--", "providers", _LIST),
)
_NOTHING = "0" * 40
_FILE = re.compile(r":\d+ \d+ (\w+) (\w+) [A-Z]\t(?:providers/([a-z0-9-]+)\.yaml|(policy/authorisations\.yaml))\n\Z")
_ROW = re.compile(rb"^\s*-\s+id:\s*[\"']?([a-z0-9-]+)", re.MULTILINE)


class ProfileEdit(NamedTuple):
    """The edit of a profile on a day: `added`, `removed`, or `changed` in some parts."""

    day: str
    provider: str
    kind: str
    parts: Sequence[str] = ()


@dataclass(frozen=True)
class Edits:
    """The edits in the git history; `missing` is the code of why there are none, as in `last_changed`."""

    edits: Sequence[ProfileEdit] = field(default_factory=list)
    taken_out: Sequence[tuple[str, int]] = field(default_factory=list)  # day, and number of rows removed from the list
    missing: str = ""


class _Step(NamedTuple):
    """One file in one commit: its blob hashes before and after."""

    day: str
    provider: str  # empty for the list of authorisations
    before: str
    after: str


def edits(root: Path) -> Edits:
    """Read the edits of a repository."""
    try:
        git.require_full_history(root)
        steps = _merge_days(_steps(root))
        contents = _contents(root, {blob for step in steps for blob in (step.before, step.after)} - {_NOTHING})
    except GitError as error:
        return Edits(missing=error.code)
    profiles = [_edit(step, contents) for step in steps if step.provider]
    removals = [(step.day, _removed_rows(step, contents)) for step in steps if not step.provider]
    return Edits([edit for edit in profiles if edit], [(day, count) for day, count in removals if count])


def _steps(root: Path) -> list[_Step]:
    """Read the steps of the log, newest first, up to `FILES_MAX` of profiles and `LISTS_MAX` of the list."""
    steps: list[_Step] = []
    profiles = lists = 0
    with closing(git.lines(root, *_LOG)) as lines:
        for step in parse(lines):
            profiles, lists = profiles + bool(step.provider), lists + (not step.provider)
            if step.provider or lists <= LISTS_MAX:
                steps.append(step)
            if profiles == FILES_MAX:
                break
    return steps


def parse(lines: Iterable[bytes]) -> Iterator[_Step]:
    """Parse the log; skip commits without parents."""
    day, first = "", True
    for line in lines:
        if line.startswith(b"\x01"):
            day, _, parents = line[1:].decode("ascii").strip().partition(" ")
            first = not parents
        elif not first and (match := _FILE.match(line.decode("utf-8", "replace"))):
            yield _Step(day, match[3] or "", match[1], match[2])


def _merge_days(steps: Iterable[_Step]) -> list[_Step]:
    """Merge the steps of a file on the same day: the contents before the first and after the last."""
    days: dict[tuple[str, str], _Step] = {}
    for step in steps:  # newest first
        key = step.day, step.provider
        days[key] = days[key]._replace(before=step.before) if key in days else step
    return [step for step in days.values() if step.before != step.after]


def _contents(root: Path, blobs: set[str]) -> dict[str, bytes]:
    """Return the contents of blobs by hash; a blob that is missing is left out."""
    if not blobs:
        return {}
    requested = sorted(blobs)
    output = memoryview(git.run(root, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in requested).encode()))
    contents, position = {}, 0
    for blob in requested:
        line = bytes(output[position : position + 200]).partition(b"\n")[0]
        position += len(line) + 1
        if line.endswith(b" missing"):
            continue
        size = int(line.split()[2])
        contents[blob] = bytes(output[position : position + size])
        position += size + 1
    return contents


def _edit(step: _Step, contents: Mapping[str, bytes]) -> ProfileEdit | None:
    if step.before == _NOTHING:
        return ProfileEdit(step.day, step.provider, "added")
    if step.after == _NOTHING:
        return ProfileEdit(step.day, step.provider, "removed")
    parts = changed(_profile(contents.get(step.before, b"")), _profile(contents.get(step.after, b"")))
    return ProfileEdit(step.day, step.provider, "changed", parts) if parts else None


def _profile(data: bytes) -> Mapping[str, Any]:
    """Parse an earlier version of a profile; return an empty mapping if it is unreadable."""
    value, _ = yaml_reader.load(data, "profile")
    return value if isinstance(value, dict) else {}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that differ; `waiting_time` is separate from the rest of `services`.

    >>> changed({"name": "A", "languages": ["sv"]}, {"name": "A", "languages": ["sv", "fi"], "hours": {}})
    ['languages', 'hours']
    """
    if not before or not after:
        return []
    parts = [part for part in PROFILE.fields if part != "services" and before.get(part) != after.get(part)]
    facts, waits = zip(*(_services(profile.get("services")) for profile in (before, after)), strict=True)
    services = [name for name, pair in (("services", facts), ("waiting_time", waits)) if pair[0] != pair[1]]
    return parts + services


def _services(services: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the services without waiting times, and the waiting times (working days) without their dates."""
    items = services.items() if isinstance(services, dict) else ()
    groups = {id_: service for id_, service in items if isinstance(service, dict)}
    waits = {id_: service.get("waiting_time") for id_, service in groups.items()}
    return (
        {
            id_: {key: value for key, value in service.items() if key != "waiting_time"}
            for id_, service in groups.items()
        },
        {id_: wait.get("working_days") for id_, wait in waits.items() if isinstance(wait, dict)},
    )


def _removed_rows(step: _Step, contents: Mapping[str, bytes]) -> int:
    before, after = (set(_ROW.findall(contents.get(blob, b""))) for blob in (step.before, step.after))
    return len(before - after)
