"""Rows as DynamoDB items: keys, and values in its notation."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.dates import clock
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import ClaimLocation
from chalicelib.ledger.rows import (
    WITHOUT_NUMBER,
    AdjustmentRow,
    ClaimKey,
    ClaimRow,
    EventRow,
    LedgerEntry,
    NumberRow,
    ReversalRow,
)
from chalicelib.ledger.stated_rows import AvailabilityRow, ContactRow

Row = TypeVar("Row", NumberRow, ClaimRow, ReversalRow, AdjustmentRow, SealRow, ExportRow, AvailabilityRow, ContactRow)
Item = dict[str, dict[str, Any]]

BY_MONTH = "by_month"
"""The index of ledger entries and of contacts."""

AVAILABILITY_PREFIX: Item = {"pk": {"S": "AVAILABILITY"}, "sk": {"S": "#"}}
"""The prefix of the keys of what providers say of their services."""

LAYOUT_KEY: Item = {"pk": {"S": "LAYOUT"}, "sk": {"S": "#"}}
"""The key of the item that says which layout the table has: all that a deployment may read of it."""


def partition(place: str) -> dict[str, Any]:
    """Return the partition key of a number's hash, or of a provider's claims for a service without numbers."""
    return {"S": place if place.startswith(WITHOUT_NUMBER) else f"N#{place}"}


def number_key(number_hash: str) -> Item:
    """Return the key of a number's row."""
    return {"pk": partition(number_hash), "sk": {"S": "#"}}


def number_item(number: NumberRow) -> Item:
    """Return a number as an item with its keys and those of its index."""
    month = clock.month(datetime.fromisoformat(number.issued_at))
    index = {
        "issued_pk": issued_partition(month, clients=number.place.startswith(WITHOUT_NUMBER)),
        "issued_sk": {"S": number.issued_at},
    }
    return number_key(number.place) | index | to_item(number)


def issued_partition(month: str, *, clients: bool) -> dict[str, Any]:
    """Return the partition key of the index of the numbers that were issued in a month, or of the clients begun."""
    return {"S": f"{'K' if clients else 'M'}#{month}"}


def event_item(event: EventRow) -> Item:
    """Return an event as an item with its key."""
    return event_key(event) | to_item(event)


def pointer_item(claim: ClaimRow) -> Item:
    """Return the item that leads from a claim's id to its location."""
    return pointer_key(claim.claim_id) | to_item(ClaimLocation(claim.place, claim.slot))


def event_key(event: EventRow) -> Item:
    """Return the key of an event."""
    return {"pk": partition(event.place), "sk": {"S": f"E#{event.at}#{event.n}"}}


def slot_key(kind: str, place: str, slot: ClaimKey) -> Item:
    """Return the key of a claim (kind C) or its reversal (kind R), or the prefix of its adjustments' keys (kind A)."""
    return {"pk": partition(place), "sk": {"S": f"{kind}#{slot.provider}#{slot.key}#{slot.nth}"}}


def slots_prefix(kind: str, place: str, provider: str, key: str) -> Item:
    """Return the prefix of the keys of a provider's rows of a kind under a claim's key, whatever their `nth`."""
    return {"pk": partition(place), "sk": {"S": f"{kind}#{provider}#{key}#"}}


def adjustment_key(place: str, slot: ClaimKey, n: int | str) -> Item:
    """Return the key of a claim's nth adjustment."""
    prefix = slot_key("A", place, slot)
    return prefix | {"sk": {"S": f"{prefix['sk']['S']}#{n}"}}


def pointer_key(claim_id: str) -> Item:
    """Return the key of the item that leads from a claim's id to its location."""
    return {"pk": {"S": f"I#{claim_id}"}, "sk": {"S": "#"}}


def failure_key(caller: str, hour: str) -> Item:
    """Return the key of the counter of a caller's failures in an hour."""
    return {"pk": {"S": f"F#{caller}#{hour}"}, "sk": {"S": "#"}}


def seal_key(month: str) -> Item:
    """Return the key of a booking month's seal."""
    return {"pk": {"S": f"RUN#{month}"}, "sk": {"S": "#"}}


def export_key(month: str) -> Item:
    """Return the key of the mark that a month's files were taken."""
    return {"pk": {"S": f"RUN#{month}"}, "sk": {"S": "EXPORT"}}


def availability_key(provider: str, service: str) -> Item:
    """Return the key of what a provider says of a service."""
    return AVAILABILITY_PREFIX | {"sk": {"S": f"#{provider}#{service}"}}


def contact_key(id_: str) -> Item:
    """Return the key of a contact."""
    return {"pk": {"S": f"CONTACT#{id_}"}, "sk": {"S": "#"}}


def contact_item(contact: ContactRow) -> Item:
    """Return a contact as an item with its key and that of the index by month."""
    index = {"month_pk": {"S": f"K#{contact.month}"}, "month_sk": {"S": contact.id}}
    return contact_key(contact.id) | index | to_item(contact)


def to_item(
    row: NumberRow | EventRow | ClaimLocation | SealRow | ExportRow | AvailabilityRow | ContactRow | LedgerEntry,
    *names: str,
) -> Item:
    """Return a row's fields (or the named ones) as attributes, without those that are None."""
    values = asdict(row)
    return {name: to_value(values[name]) for name in names or values if values[name] is not None}


def to_value(value: object) -> dict[str, Any]:
    """Return a value in DynamoDB's notation."""
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case tuple():
            return {"L": [to_value(entry) for entry in value]}
        case dict():
            return {"M": {key: to_value(entry) for key, entry in value.items()}}
        case _:
            return {"S": str(value)}


def from_value(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - text, number, flag or map of them
    """Parse a value in DynamoDB's notation."""
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return int(content)
        case "M":
            return {key: from_value(entry) for key, entry in content.items()}
        case "L":
            return tuple(from_value(entry) for entry in content)
        case _:
            return content


def to_row(kind: type[Row], item: Item) -> Row:
    """Parse an item into a row; an absent attribute takes the field's default, or None."""
    present: dict[str, Any] = {f.name: from_value(item[f.name]) for f in fields(kind) if f.name in item}
    required = (f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)
    values: dict[str, Any] = {**dict.fromkeys(required), **present}
    return kind(**values)


def first_row(kind: type[Row], items: Sequence[Item]) -> Row | None:
    """Parse the first item that is not empty, or return None."""
    return next((to_row(kind, item) for item in items if item), None)


def entry_item(entry: LedgerEntry) -> Item:
    """Return a ledger entry as an item with its keys and those of its index."""
    index = {
        "month_pk": {"S": f"B#{entry.booking_month}"},
        "month_sk": {"S": entry.sequence},
    }
    return entry_key(entry) | index | to_item(entry)


def entry_key(entry: LedgerEntry) -> Item:
    """Return the key that makes a ledger entry unique."""
    match entry:
        case ClaimRow():
            return slot_key("C", entry.place, entry.slot)
        case ReversalRow():
            return slot_key("R", entry.place, entry.slot)
        case AdjustmentRow():
            return adjustment_key(entry.place, entry.slot, entry.n)


def to_entry(item: Item) -> LedgerEntry:
    """Parse a claim, a reversal or an adjustment, according to its sort key."""
    match item["sk"]["S"][:1]:
        case "C":
            return to_row(ClaimRow, item)
        case "R":
            return to_row(ReversalRow, item)
        case _:
            return to_row(AdjustmentRow, item)
