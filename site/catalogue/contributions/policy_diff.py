"""Diff of the municipality's files: every value that differs, key by key, before and after.

Rows of a list are matched by key, not by position: an appended price is compared with the one that it replaces, which
is what a reader wants to know.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from catalogue.contributions import policy_changes
from catalogue.schema import yaml_reader

FOLDER = "policy/"
READ = (".yaml", ".yml", ".json")  # JSON is YAML too
NAMES: tuple[tuple[str, ...], ...] = (
    ("id",),  # services, providers
    ("service", "event", "regi", "counsellors", "from"),  # tariffs
    ("service", "from"),  # fees
    ("counsellors", "from"),  # suppliers' prices
    ("from",),  # orders
    ("service", "type"),  # accounts
    ("service", "year"),  # budgets, own costs, framework prices
    ("reason",),  # extra sessions
    ("number",),  # help lines
    ("year",),  # residents
    ("fact",),  # what the municipality has verified
    ("code",),  # members
    ("issuer",),  # sign-in
    ("account",),  # names of accounts
    ("language",),  # further languages
    ("name",),  # help lines, of which some have no number
)
"""The key of a row: the first of these that every row of its list has."""
TAKES_OVER = {"prices", *(listed for listed, _, _ in policy_changes.KEYS.values())}
"""The lists whose rows apply until the next begins."""
ABSENT = object()
_UNREAD = object()

Row = dict[str, Any]
FileState = Literal["new", "gone", "unread", "other", "same", ""]
RowState = Literal["new", "gone", ""]


class FileVersions(NamedTuple):
    """A file before and after; None if there is no regular file."""

    before: bytes | None
    after: bytes | None


class ValueChange(NamedTuple):
    """A value that differs; a missing one is `ABSENT`. Each value of an added or removed row has its state."""

    key_path: tuple[str, ...]
    before: Any
    after: Any
    row: RowState
    since: str  # day or year from which it applies; empty: once deployed


@dataclass(frozen=True)
class FileChange:
    """The changes in a policy file; `same` means that no value has changed."""

    path: str
    state: FileState
    steps: tuple[ValueChange, ...] = ()


def changes(files: Mapping[str, FileVersions]) -> list[FileChange]:
    """Return the changes of every file that differs, sorted by path."""
    return [_change(path, files[path]) for path in sorted(files)]


def _change(path: str, data: FileVersions) -> FileChange:
    if data == (None, None):
        return FileChange(path, "unread")
    if not path.endswith(READ):
        return FileChange(path, "new" if data.before is None else "gone" if data.after is None else "other")
    (before, sound_before), (after, sound_after) = (_value(path, version) for version in data)
    steps = tuple(_steps(before, after, (), _Row())) if _UNREAD not in (before, after) else ()
    if not (sound_before and sound_after):
        return FileChange(path, "unread", steps)
    if data.before is None or data.after is None:
        return FileChange(path, "new" if data.before is None else "gone", steps)
    return FileChange(path, "" if steps else "same", steps)


def _value(path: str, data: bytes | None) -> tuple[Any, bool]:
    """Parse a file; return its value and whether it has no problems."""
    if data is None:
        return ABSENT, True
    value, problems = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    return (_UNREAD if problems and value is None else value), not problems


class _Row(NamedTuple):
    """The row that contains a value: added or removed, its key, and when it applies from."""

    state: RowState = ""
    names: tuple[str, ...] = ()
    since: str = ""


def _steps(before: Any, after: Any, key_path: tuple[str, ...], row: _Row) -> Iterator[ValueChange]:  # noqa: ANN401 - any YAML value
    """Yield every value that differs below a key path."""
    if _all_of_type(dict, before, after):
        old, new = ({} if side is ABSENT else side for side in (before, after))
        for key in {**new, **old}:
            if not (row.state and key in row.names):
                below = row._replace(names=())
                yield from _steps(old.get(key, ABSENT), new.get(key, ABSENT), (*key_path, key), below)
    elif _all_of_type(list, before, after) and _hold_rows(before, after):
        yield from _rows(_or_none(before), _or_none(after), key_path, row.since)
    elif format_value(before) != format_value(after):
        ends = key_path[-1:] == ("to",)  # a last day applies from that day
        since = str(before if after is ABSENT else after) if ends else row.since
        yield ValueChange(key_path, before, after, row.state, since)


def _all_of_type(kind: type, *sides: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether every side that is present has a type, and at least one is not empty."""
    present = [side for side in sides if side is not ABSENT]
    return all(isinstance(side, kind) for side in present) and any(present)


def _or_none(rows: Any) -> Sequence[Row]:  # noqa: ANN401 - as above
    return [] if rows is ABSENT else rows


def _hold_rows(*lists: Any) -> bool:  # noqa: ANN401 - as above
    return all(isinstance(row, dict) for side in lists if side is not ABSENT for row in side)


def _rows(before: Sequence[Row], after: Sequence[Row], key_path: tuple[str, ...], since: str) -> Iterator[ValueChange]:
    """Yield the differences in a list of rows: kept, added and removed."""
    names = next((names for names in NAMES if all(row.keys() >= {*names} for row in (*before, *after))), ())
    old, new = _by_key(before, names), _by_key(after, names)
    for key in {**new, **old}:
        state: RowState = "" if key in old and key in new else "new" if key in new else "gone"
        row = new.get(key) or old.get(key) or {}
        row_step = ValueChange((*key_path, f"[{', '.join(key)}]"), ABSENT, ABSENT, state, _since(row) or since)
        replaced = _replaced_row(row, after, names) if state and {*key_path[-1:]} & TAKES_OVER else ABSENT
        old_row, new_row = old.get(key, replaced), new.get(key, replaced)
        steps = list(_steps(old_row, new_row, row_step.key_path, _Row(state, names, row_step.since)))
        yield from steps
        if state and not steps:  # it equals the row that it replaces
            yield row_step
    yield from _order([key for key in old if key in new], [key for key in new if key in old], key_path, since)


def _order(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]], key_path: tuple[str, ...], since: str
) -> Iterator[ValueChange]:
    """Yield a change of order among the rows kept: help lines are shown in the order of the file."""
    moved = [index for index, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if moved:
        span = slice(moved[0], moved[-1] + 1)
        old, new = ([", ".join(key) for key in side[span]] for side in (before, after))
        yield ValueChange(key_path, old, new, "", since)


def _by_key(rows: Sequence[Row], names: Sequence[str]) -> dict[tuple[str, ...], Row]:
    """Return the rows by key; a row without a key, or with a repeated one, also has its number."""
    seen: Counter[tuple[str, ...]] = Counter()
    by_key = {}
    for row in rows:
        key = tuple(_key(row[name]) for name in names)
        seen[key] += 1
        by_key[key if names and seen[key] == 1 else (*key, str(seen[key]))] = row
    return by_key


def _key(value: Any) -> str:  # noqa: ANN401 - as above
    """Format a part of a row's key: a text in several languages is known by its Swedish."""
    return format_value(value.get("sv", value) if isinstance(value, dict) else value)


def _since(row: Row) -> str:
    return str(row.get("from", row.get("year", "")))


def _replaced_row(row: Row, rows: Sequence[Row], names: Sequence[str]) -> Any:  # noqa: ANN401 - as above
    """Return the row that this one replaces: the latest earlier one with the same key, else `ABSENT`."""
    alike = [other for other in rows if all(other[name] == row[name] for name in names if name != "from")]
    earlier = [other for other in alike if str(other["from"]) < str(row["from"])]
    return max(earlier, key=lambda other: str(other["from"]), default=ABSENT)


def format_value(value: Any) -> str:  # noqa: ANN401 - as above
    """Format a value so that different values look different; a text is quoted only if it could be another value.

    >>> [format_value(value) for value in ("no", "5", 5, True, ["a", "b"], "true")]
    ['no', '"5"', '5', 'true', '["a", "b"]', '"true"']
    """
    if value is ABSENT:
        return ""
    if isinstance(value, str) and value.strip() and _plain(value):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _plain(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False
