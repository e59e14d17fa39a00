"""Changes that are refused: of an id, of an entry in force, of a past month, and of an amount by far unless intended.

One rule for the policy files, compared with those of an earlier commit, and for the register, compared with the one
that stands (DESIGN §3, decision 0010).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from catalogue.contributions import framework_rows
from catalogue.history.revision import Revision
from catalogue.policy.money.amounts import jumps
from catalogue.schema import todo, yaml_reader
from catalogue.schema.problem import Problem, dotted, make_problem
from catalogue.schema.yaml_reader import KeyPath

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
FEE_FIELDS = ("amount", "amount_ore", "amounts", "amounts_ore", "events", "exempt", "first_visits")
KEYS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "tariffs": (
        "tariffs",
        ("service", "event", "regi", "supplier", "counsellors", "from"),
        ("amount", "amount_ore", "fee"),
    ),
    "fees": (
        "fees",
        ("service", "from"),
        ("amount", "amount_ore", "amounts", "amounts_ore", "events", "exempt", "first_visits"),
    ),
    "order": ("orders", ("from",), ("seed",)),
}
"""File → its list, the key of an entry, and the fields that are frozen once it is in force (its source may change)."""
PRICED = ("tariffs", "fees")
FIXED = ("organisation_number", "regi", "supplier", "type", "framework")
FILES = {listed: file for file, (listed, _, _) in KEYS.items()} | {
    "providers": "authorisations",
    "services": "services",
}
"""List → its file."""
FRAMEWORKS = "policy/frameworks.yaml"
NEVER = "9999"


class Change(NamedTuple):
    """A refused change: its code, where it stands in the new rows, and its facts."""

    code: str
    key_path: KeyPath
    facts: Mapping[str, str]

    def problem(self, path: str, revision: str, line: int = 1, column: int = 1) -> Problem:
        """Return the problem, in a file or a register that is compared with a revision."""
        facts: dict[str, Any] = {"key": dotted(self.key_path), "revision": revision, **self.facts}
        return make_problem(self.code, path, line, column, **facts)


def compare(root: Path, before: Revision, name: str, today: date) -> Iterator[Problem]:
    """Yield a problem for every change of the policy files since `before` that is refused."""
    paths = {listed: f"policy/{file}.yaml" for listed, file in FILES.items()}
    data = {path: root.joinpath(path).read_bytes() for path in paths.values()}
    old, new = (
        {listed: _rows(version(path), path, listed) for listed, path in paths.items()}
        for version in (lambda path: before.file(path, yaml_reader.POLICY_MAX_BYTES) or b"", data.__getitem__)
    )
    for change in changes(old, new, today):
        path = paths[str(change.key_path[0])]
        line, column = yaml_reader.locate(data[path]).value(change.key_path)
        yield change.problem(path, name, line, column)
    yield from _frameworks(root, before, name, today)


def _frameworks(root: Path, before: Revision, name: str, today: date) -> Iterator[Problem]:
    """Yield a problem for every refused change of a framework agreement; a file that is gone has lost all its rows."""
    file = root / FRAMEWORKS
    data = file.read_bytes() if file.exists() else b""
    old, new = (
        framework_rows.rows(_rows(version, FRAMEWORKS, "agreements"))
        for version in (before.file(FRAMEWORKS, yaml_reader.POLICY_MAX_BYTES) or b"", data)
    )
    for change in changes(old.rows, new.rows, today):
        moved = change._replace(key_path=new.place(change.key_path))
        line, column = yaml_reader.locate(data).value(moved.key_path) if data else (1, 1)
        yield moved.problem(FRAMEWORKS, name, line, column)


def _rows(data: bytes, path: str, listed: str) -> Sequence[Row]:
    value, _ = yaml_reader.load(data, path, yaml_reader.POLICY_MAX_BYTES)
    return value.get(listed, []) if isinstance(value, dict) else []


def changes(old: Rows, new: Rows, today: date) -> Iterator[Change]:
    """Yield every refused change of the lists of rows; both are policy's, or both the register's."""
    for listed, names, fixed in KEYS.values():
        yield from _entries(listed, names, fixed, old.get(listed, ()), new.get(listed, ()), today)
    yield from _units(old, new, today)
    yield from _providers(old.get("providers", ()), new.get("providers", ()), today)


def _entries(  # noqa: PLR0913, PLR0917 - a list, its key, and its rows before and after
    listed: str,
    names: tuple[str, ...],
    fixed: tuple[str, ...],
    old: Sequence[Row],
    new: Sequence[Row],
    today: date,
) -> Iterator[Change]:
    before = {_key(row, names): row for row in old}
    after = {_key(row, names): (index, row) for index, row in enumerate(new)}
    for key, row in before.items():
        if str(row.get("from")) <= today.isoformat():
            index, new_row = after.get(key, (-1, {}))
            fields = [field for field in fixed if row.get(field) != new_row.get(field)]
            if fields:
                key_path: KeyPath = (listed,) if index < 0 else (listed, index)
                yield _frozen(key_path, _entry(key), _text(row, fields), _text(new_row, fields))
    given = {(*key[:-1], row["reason"]) for key, row in before.items() if row.get("reason")}
    for key, (index, row) in after.items():
        intended = row.get("intended") and (*key[:-1], row.get("reason")) not in given  # given, it was of another day
        if key not in before and str(row.get("from")) < _month(today) and not intended:
            yield Change("entry_backdated", (listed, index, "from"), {"day": str(row.get("from"))})
        if listed in PRICED and (key not in before or str(row.get("from")) > today.isoformat()):
            yield from _jumps(listed, index, row, before.get(key), _entry_before(new, row, names))


def _jumps(listed: str, index: int, row: Row, old: Row | None, earlier: Row | None) -> Iterator[Change]:
    """Yield where an entry that is new or changed moves far, from what it was or from the entry before it.

    A reason that the entry gave already was for the amount that it had. Nothing moves from an amount of a draft, which
    was not known.
    """
    if old is not None and (_is_draft(old) or not jumps(old, row)):
        return
    intended = row.get("intended") and (old is None or row.get("reason") != old.get("reason"))
    for other in () if intended else (old, earlier):
        for path, facts in jumps(other, row) if other else ():
            yield Change("amount_jump", (listed, index, *path), facts)


def _is_draft(row: Row) -> bool:
    amounts = (part.get("amount") for part in (row, row.get("exempt"), row.get("first_visits")) if part)
    return any(todo.question(value) is not None for value in (*amounts, row.get("exempt"), row.get("events")))


def _entry_before(rows: Sequence[Row], row: Row, names: tuple[str, ...]) -> Row | None:
    """Return the entry of the same key that applied until this one."""
    keys = names[:-1]
    earlier = (other for other in rows if other["from"] < row["from"] and _key(other, keys) == _key(row, keys))
    return max(earlier, key=lambda other: str(other["from"]), default=None)


def _units(old: Rows, new: Rows, today: date) -> Iterator[Change]:
    """Yield each service that is paid by another unit than before, once it has a price in force."""
    paid = {row["service"] for row in old.get("tariffs", ()) if str(row["from"]) <= today.isoformat()}
    units = {row["id"]: row.get("unit") for row in old.get("services", ()) if row["id"] in paid}
    for index, row in enumerate(new.get("services", ())):
        if row["id"] in units and row.get("unit") != units[row["id"]]:
            before, after = (f"unit {unit}" for unit in (units[row["id"]], row.get("unit")))
            yield _frozen(("services", index, "unit"), row["id"], before, after)


def _providers(old: Sequence[Row], new: Sequence[Row], today: date) -> Iterator[Change]:
    indexes = {row.get("id"): index for index, row in enumerate(new)}
    before = {row["id"]: row for row in old}
    for id_, row in before.items():
        if id_ not in indexes:
            yield Change("id_frozen", ("providers",), {"id_": str(id_)})
            continue
        key_path: KeyPath = ("providers", indexes[id_])
        new_row = new[indexes[id_]]
        for field in FIXED:
            if row.get(field) != new_row.get(field):
                yield _frozen((*key_path, field), str(id_), _text(row, [field]), _text(new_row, [field]))
        yield from _periods(key_path, row, new_row, today)
    for id_, index in indexes.items():
        if id_ not in before:
            yield from _periods(("providers", index), {}, new[index], today)


def _periods(key_path: KeyPath, old: Row, new: Row, today: date) -> Iterator[Change]:
    names, month = ("service", "from"), _month(today)
    before = {_key(period, names): period for period in old.get("services", [])}
    after = {_key(period, names): (index, period) for index, period in enumerate(new.get("services", []))}
    for key, period in before.items():
        if key not in after and str(key[1]) <= today.isoformat():
            entry = f"{new.get('id')}, {', '.join(map(str, key))}"
            yield _frozen((*key_path, "services"), entry, _text(period, names), "")
        elif key in after:
            index, new_period = after[key]
            end, new_end = (str(row.get("to") or NEVER) for row in (period, new_period))
            if end != new_end and min(end, new_end) < month:
                day = str(new_period.get("to") or period.get("to"))
                yield Change("entry_backdated", (*key_path, "services", index, "to"), {"day": day})
    for key, (index, period) in after.items():
        if key not in before and str(period.get("from")) < month:
            yield Change("entry_backdated", (*key_path, "services", index, "from"), {"day": str(period.get("from"))})


def _entry(key: tuple[Any, ...]) -> str:
    return ", ".join(str(part) for part in key if part is not None)


def _frozen(key_path: KeyPath, entry: str, before: str, after: str) -> Change:
    return Change("entry_frozen", key_path, {"entry": entry, "before": before or "–", "after": after or "–"})


def _text(row: Row, fields: Sequence[str]) -> str:
    """Format the fields that a row has, as in `amount 960, fee on_top`."""
    return ", ".join(f"{field} {_value(row[field])}" for field in fields if field in row)


def _value(value: Any) -> str:  # noqa: ANN401 - a field of a row
    if isinstance(value, Mapping):
        return " ".join(f"{key} {item}" for key, item in value.items() if key != "who")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _month(today: date) -> str:
    return today.replace(day=1).isoformat()


def _key(row: Row, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)
