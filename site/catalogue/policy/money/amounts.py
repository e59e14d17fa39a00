"""The amounts of a row of policy or of the register, in öre, and how far they move from one row to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.policy.money.budget import ore
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.register.codes import EVENTS

File = Mapping[str, Any]
JUMP = 0.25  # of the amount before


def jumps(before: File, after: File) -> list[tuple[KeyPath, dict[str, str]]]:
    """Return where an entry moves an amount by more than a quarter, or from or to 0, with both amounts in kronor.

    The entries are two tariffs or two fee rules, as rows of policy or of the register.
    """
    moved: dict[tuple[int, int], KeyPath] = {}
    for (key_path, old_ore), (_, new_ore) in zip(_amounts(before), _amounts(after), strict=True):
        if abs(new_ore - old_ore) > JUMP * old_ore:
            moved.setdefault((old_ore, new_ore), key_path)
    return [
        (path, dict(zip(("before", "after"), map(format_kronor, pair), strict=True))) for pair, path in moved.items()
    ]


def _amounts(row: File) -> Iterator[tuple[KeyPath, int]]:
    """Yield what is paid or owed by an entry, in öre, and where it is written; an unlisted event costs nothing."""
    yield ("amount",), _ore(row)
    if "exempt" in row:
        yield ("exempt", "amount"), _ore(row["exempt"])
        yield ("first_visits",), _ore(row.get("first_visits") or row)
        for event in EVENTS:
            yield ("events",), fee_of_event(row, event)


def _ore(row: File) -> int:
    return row["amount_ore"] if "amount_ore" in row else ore(row["amount"])


def fee_of_event(row: File, event: str) -> int:
    """Return an event's fee in öre, by a rule of policy or of the register; an event that is not listed is free."""
    if event not in row["events"]:
        return 0
    if event in row.get("amounts", {}):
        return ore(row["amounts"][event])
    amount_ore: int = row.get("amounts_ore", {}).get(event, _ore(row))
    return amount_ore


def format_kronor(amount_ore: int) -> str:
    """Format an amount in kronor as policy writes it, without öre where there are none."""
    return f"{amount_ore / 100:.2f}".removesuffix(".00")
