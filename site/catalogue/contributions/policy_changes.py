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
        told = _Told(path, data, name)
        if file == "authorisations":
            yield from _authorisations(told, old.get("providers", []), new.get("providers", []), today, month)
        else:
            yield from _entries(told, file, old, new, today, month)


def _rows(data: bytes, path: str) -> dict[str, Any]:
    value, _ = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    return value if isinstance(value, dict) else {}


class _Told:
    """Builds problems with positions in the current file."""

    def __init__(self, path: str, data: bytes, revision: str) -> None:
        self.path, self.revision = path, revision
        self.places = yaml_reader.places(data)

    def at(self, code: str, key_path: KeyPath, **facts: str) -> Problem:
        """Build the problem for `code` at the position of a key path."""
        line, column = self.places.value(key_path)
        told: dict[str, Any] = {"key": dotted(key_path), "revision": self.revision, **facts}
        return make_problem(code, self.path, line, column, **told)


def _entries(  # noqa: PLR0913, PLR0917 - what is compared, and the day
    told: _Told, file: str, old: Row, new: Row, today: date, month: str
) -> Iterator[Problem]:
    listed, names, fixed = KEYS[file]
    was = {_key(row, names): row for row in old.get(listed, [])}
    stands = {_key(row, names): (place, row) for place, row in enumerate(new.get(listed, []))}
    for key, row in was.items():
        if str(row.get("from")) > today.isoformat():
            continue
        place, now = stands.get(key, (-1, row))
        if place < 0 or any(row.get(part) != now.get(part) for part in fixed):
            where: KeyPath = (listed,) if place < 0 else (listed, place)
            yield told.at("entry_frozen", where, entry=", ".join(map(str, key)))
    for key, (place, row) in stands.items():
        if key not in was and str(row.get("from")) < month:
            yield told.at("entry_backdated", (listed, place, "from"), day=str(row.get("from")))


def _authorisations(told: _Told, old: Sequence[Row], new: Sequence[Row], today: date, month: str) -> Iterator[Problem]:
    places = {row.get("id"): place for place, row in enumerate(new)}
    was = {row["id"]: row for row in old}
    for id_, row in was.items():
        if id_ not in places:
            yield told.at("id_frozen", ("providers",), id_=str(id_))
            continue
        at: KeyPath = ("providers", places[id_])
        now = new[places[id_]]
        for part in FIXED:
            if row.get(part) != now.get(part):
                yield told.at("entry_frozen", (*at, part), entry=f"{id_}, {part}")
        yield from _periods(told, at, row, now, today, month)
    for id_, place in places.items():
        if id_ not in was:
            yield from _periods(told, ("providers", place), {}, new[place], today, month)


def _periods(  # noqa: PLR0913, PLR0917 - what is compared, and the day
    told: _Told, at: KeyPath, old: Row, new: Row, today: date, month: str
) -> Iterator[Problem]:
    names = ("service", "from")
    was = {_key(period, names): period for period in old.get("services", [])}
    stands = {_key(period, names): (place, period) for place, period in enumerate(new.get("services", []))}
    for key, period in was.items():
        if key not in stands and str(key[1]) <= today.isoformat():
            yield told.at("entry_frozen", (*at, "services"), entry=", ".join(map(str, key)))
        elif key in stands:
            place, now = stands[key]
            end, ends = str(period.get("to", "9999")), str(now.get("to", "9999"))
            if end != ends and min(end, ends) < month:
                yield told.at(
                    "entry_backdated", (*at, "services", place, "to"), day=str(now.get("to", period.get("to")))
                )
    for key, (place, period) in stands.items():
        if key not in was and str(period.get("from")) < month:
            yield told.at("entry_backdated", (*at, "services", place, "from"), day=str(period.get("from")))


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)
