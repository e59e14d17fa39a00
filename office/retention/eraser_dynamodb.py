"""Deletion from the ledger in a DynamoDB table, with a role of the office; the function's role may not delete."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.ledger.dynamodb_items import (
    Item,
    contact_key,
    entry_key,
    export_key,
    number_key,
    partition,
    pointer_key,
    seal_key,
)
from chalicelib.ledger.dynamodb_table import Client, Table
from chalicelib.ledger.rows import NumberRow
from chalicelib.ledger.stated_rows import ContactRow
from office.retention.eraser import Entry


class DynamoEraser:
    """Deletes from an existing table."""

    def __init__(self, client: Client, name: str) -> None:
        self._table = Table(client, name)
        self._name = name

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete each entry in its own transaction, with the pointer to it."""
        for entry in entries:
            rows = (*entry.corrections, entry.claim)
            keys = [*map(entry_key, rows), pointer_key(entry.claim.claim_id)]
            self._table.write(*({"Delete": {"TableName": self._name, "Key": key}} for key in keys))

    def last_posted(self, number_hash: str) -> str:
        """Read the partition consistently."""
        items = self._items(number_hash)
        return max((item["booking_month"]["S"] for item in items if "booking_month" in item), default="")

    def erase_number(self, number: NumberRow) -> None:
        """Delete the number's events, then the number itself, so that an interrupted deletion can be repeated."""
        own = number_key(number.place)
        for item in self._items(number.place):
            if item["sk"] != own["sk"] and "booking_month" not in item:
                self._delete({"pk": item["pk"], "sk": item["sk"]})
        self._delete(own)

    def erase_contact(self, contact: ContactRow) -> None:
        """Delete the contact."""
        self._delete(contact_key(contact.id))

    def unseal(self, month: str) -> None:
        """Delete the month's seal, and the mark that its files were taken."""
        self._delete(export_key(month))
        self._delete(seal_key(month))

    def delete_failures(self, hour: str) -> None:
        """Do nothing: the table's items expire by themselves."""

    def _delete(self, key: Item) -> None:
        self._table.call("delete_item", TableName=self._name, Key=key)

    def _items(self, number_hash: str) -> Iterator[dict[str, Any]]:
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ProjectionExpression="#pk, #sk, #booking_month",
            ExpressionAttributeNames={"#pk": "pk", "#sk": "sk", "#booking_month": "booking_month"},
            ExpressionAttributeValues={":pk": partition(number_hash)},
        )
        return (item for page in pages for item in page)
