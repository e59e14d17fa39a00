"""Policy changes that are refused: of an id, of an entry in force, or of a start or end in a past month.

The municipality's files in the work tree are compared with those of an earlier commit (DESIGN §3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.history.revision import Revision
from catalogue.schema import yaml_reader
from catalogue.schema.problem import Problem, dotted, make_problem
from catalogue.schema.yaml_reader import KeyPath

Row = Mapping[str, Any]
KEYS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "tariffs": ("tariffs", ("service", "event", "regi", "counsellors", "from"), ("amount", "fee")),
    "fees": ("fees", ("service", "from"), ("amount", "events", "exempt", "first_visits")),
    "order": ("orders", ("from",), ("seed",)),
}
"""File → its list, the key of an entry, and the fields that are frozen once it is in force (its source may change)."""
FIXED = ("organisation_number", "regi", "supplier", "type")


def compare(root: Path, before: Revision, name: str, today: date) -> Iterator[Problem]:
    """Yield a problem for every change since `before` that is refused."""
    month = today.replace(day=1).isoformat()
    for file in (*KEYS, "authorisations"):
        path = f"policy/{file}.yaml"
        data = root.joinpath(path).read_bytes()
        old, new = _rows(before.file(path, yaml_reader.POLICY_MAX_BYTES) or b"", path), _rows(data, path)
        problems = _ProblemFactory(path, data, name)
        if file == "authorisations":
            yield from _authorisations(problems, old.get("providers", []), new.get("providers", []), today, month)
        else:
            yield from _entries(problems, file, old, new, today, month)


def _rows(data: bytes, path: str) -> dict[str, Any]:
    value, _ = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    return value if isinstance(value, dict) else {}


class _ProblemFactory:
    """Builds problems with positions in the current file."""

    def __init__(self, path: str, data: bytes, revision: str) -> None:
        self.path, self.revision = path, revision
        self.positions = yaml_reader.locate(data)

    def build(self, code: str, key_path: KeyPath, **facts: str) -> Problem:
        """Build the problem for `code` at the position of a key path."""
        line, column = self.positions.value(key_path)
        details: dict[str, Any] = {"key": dotted(key_path), "revision": self.revision, **facts}
        return make_problem(code, self.path, line, column, **details)


def _entries(  # noqa: PLR0913, PLR0917 - what is compared, and the day
    problems: _ProblemFactory, file: str, old: Row, new: Row, today: date, month: str
) -> Iterator[Problem]:
    list_name, names, fixed = KEYS[file]
    before = {_key(row, names): row for row in old.get(list_name, [])}
    after = {_key(row, names): (index, row) for index, row in enumerate(new.get(list_name, []))}
    for key, row in before.items():
        if str(row.get("from")) > today.isoformat():
            continue
        index, new_row = after.get(key, (-1, row))
        if index < 0 or any(row.get(field) != new_row.get(field) for field in fixed):
            key_path: KeyPath = (list_name,) if index < 0 else (list_name, index)
            yield problems.build("entry_frozen", key_path, entry=", ".join(map(str, key)))
    for key, (index, row) in after.items():
        if key not in before and str(row.get("from")) < month:
            yield problems.build("entry_backdated", (list_name, index, "from"), day=str(row.get("from")))


def _authorisations(
    problems: _ProblemFactory, old: Sequence[Row], new: Sequence[Row], today: date, month: str
) -> Iterator[Problem]:
    indexes = {row.get("id"): index for index, row in enumerate(new)}
    before = {row["id"]: row for row in old}
    for id_, row in before.items():
        if id_ not in indexes:
            yield problems.build("id_frozen", ("providers",), id_=str(id_))
            continue
        key_path: KeyPath = ("providers", indexes[id_])
        new_row = new[indexes[id_]]
        for field in FIXED:
            if row.get(field) != new_row.get(field):
                yield problems.build("entry_frozen", (*key_path, field), entry=f"{id_}, {field}")
        yield from _periods(problems, key_path, row, new_row, today, month)
    for id_, index in indexes.items():
        if id_ not in before:
            yield from _periods(problems, ("providers", index), {}, new[index], today, month)


def _periods(  # noqa: PLR0913, PLR0917 - what is compared, and the day
    problems: _ProblemFactory, key_path: KeyPath, old: Row, new: Row, today: date, month: str
) -> Iterator[Problem]:
    names = ("service", "from")
    before = {_key(period, names): period for period in old.get("services", [])}
    after = {_key(period, names): (index, period) for index, period in enumerate(new.get("services", []))}
    for key, period in before.items():
        if key not in after and str(key[1]) <= today.isoformat():
            yield problems.build("entry_frozen", (*key_path, "services"), entry=", ".join(map(str, key)))
        elif key in after:
            index, new_period = after[key]
            end, new_end = str(period.get("to", "9999")), str(new_period.get("to", "9999"))
            if end != new_end and min(end, new_end) < month:
                yield problems.build(
                    "entry_backdated",
                    (*key_path, "services", index, "to"),
                    day=str(new_period.get("to", period.get("to"))),
                )
    for key, (index, period) in after.items():
        if key not in before and str(period.get("from")) < month:
            yield problems.build("entry_backdated", (*key_path, "services", index, "from"), day=str(period.get("from")))


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)
