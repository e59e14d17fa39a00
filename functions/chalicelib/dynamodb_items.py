"""Rows as DynamoDB's items: keys, and values in its notation."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, TypeVar

from chalicelib.ledger import Booked, ClaimRow, EventRow, NumberRow, ReversalRow, Slot

Row = TypeVar("Row", NumberRow, ClaimRow, ReversalRow)
Item = dict[str, dict[str, Any]]


def number_key(place: str) -> Item:
    """Give the key of a number's row."""
    return {"pk": {"S": f"N#{place}"}, "sk": {"S": "#"}}


def slot_key(kind: str, place: str, slot: Slot) -> Item:
    """Give the key of a claim (kind C) or its reversal (kind R)."""
    return {"pk": {"S": f"N#{place}"}, "sk": {"S": f"{kind}#{slot.provider}#{slot.date}#{slot.nth}"}}


def pointer_key(claim_id: str) -> Item:
    """Give the key under which a claim's id leads to it."""
    return {"pk": {"S": f"I#{claim_id}"}, "sk": {"S": "#"}}


def failure_key(provider: str, hour: str) -> Item:
    """Give the key of a provider's failures in an hour."""
    return {"pk": {"S": f"F#{provider}#{hour}"}, "sk": {"S": "#"}}


def to_item(row: NumberRow | EventRow | Booked, *names: str) -> Item:
    """Write a row's fields (or the named ones) as attributes; a field that is None is absent."""
    values = asdict(row)
    return {name: to_value(values[name]) for name in names or values if values[name] is not None}


def to_value(value: object) -> dict[str, Any]:
    """Write a value in DynamoDB's notation."""
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case dict():
            return {"M": {key: to_value(entry) for key, entry in value.items()}}
        case _:
            return {"S": str(value)}


def from_value(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - text, number, flag or map of them
    """Read a value in DynamoDB's notation."""
    ((kind, found),) = value.items()
    match kind:
        case "N":
            return int(found)
        case "M":
            return {key: from_value(entry) for key, entry in found.items()}
        case _:
            return found


def to_row(kind: type[Row], item: Item) -> Row:
    """Read an item's attributes as the fields of a row."""
    values: dict[str, Any] = {f.name: from_value(item[f.name]) if f.name in item else None for f in fields(kind)}
    return kind(**values)


def first_row(kind: type[Row], items: Sequence[Item]) -> Row | None:
    """Read the first item that is there."""
    return next((to_row(kind, item) for item in items if item), None)


def booked_item(kind: str, kept: Booked) -> Item:
    """Write a claim (kind C) or reversal (kind R) with its keys, the index's among them."""
    index = {
        "month_pk": {"S": f"P#{kept.provider}#{kept.booking_month}"},
        "month_sk": {"S": kept.sequence},
    }
    return slot_key(kind, kept.place, kept.slot) | index | to_item(kept)


def to_booked(kept: Item) -> Booked:
    """Read a claim or a reversal, told apart by its key."""
    return to_row(ClaimRow, kept) if kept["sk"]["S"].startswith("C#") else to_row(ReversalRow, kept)
