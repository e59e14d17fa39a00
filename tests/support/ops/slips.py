"""Slips that would change what claims are paid: in rows of policy, or of the register, which have the same keys."""

from collections.abc import Callable
from typing import Any, Final

from tests.support.app.endpoint import register_data
from tests.support.chalicelib import sample

COMING: Final = "2099-01-01"
Rows = dict[str, list[dict[str, Any]]]
"""The lists of entries by name."""


def _in_force(rows: Rows, name: str) -> dict[str, Any]:
    """Return the last entry of sessions that is in force."""
    return [row for row in rows[name] if str(row["from"]) < COMING and row.get("event", "session") == "session"][-1]


def _multiply(entry: dict[str, Any], factor: float) -> None:
    for key in {"amount", "amount_ore"} & entry.keys():
        entry[key] = type(entry[key])(int(int(entry[key]) * factor))


def _tenfold(rows: Rows) -> None:
    _multiply(_in_force(rows, "tariffs"), 10)


def _tenfold_to_come(rows: Rows) -> None:
    _multiply(next(row for row in rows["tariffs"] if str(row["from"]) == COMING), 10)


def _delete(rows: Rows) -> None:
    rows["tariffs"].remove(_in_force(rows, "tariffs"))


def _change_fee(rows: Rows) -> None:
    _multiply(_in_force(rows, "fees"), 1.1)


def _move_date(rows: Rows) -> None:
    _in_force(rows, "tariffs")["from"] = "2022-03-01"


SLIPS: Final[dict[str, Callable[[Rows], None]]] = {
    "ten times a price in force": _tenfold,
    "ten times a price to come": _tenfold_to_come,
    "a price in force is deleted": _delete,
    "a fee in force is changed": _change_fee,
    "the date of a price in force is moved": _move_date,
}


def register(**changes: object) -> dict[str, Any]:
    """Build a register with a price that is the first of its kind, and to come."""
    coming = sample.tariff(**{"event": "phone", "from": COMING}, amount_ore=50_000)
    return register_data(tariffs=[coming, *register_data()["tariffs"]], **changes)
