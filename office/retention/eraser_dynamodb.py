"""Deleting from the ledger in a DynamoDB table: with a role of the office's own, for the function's may not."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.ledger.dynamodb_items import Item, entry_key, number_key, partition, pointer_key, seal_key
from chalicelib.ledger.dynamodb_table import Client, Table
from chalicelib.ledger.port import NumberRow
from office.retention.eraser import Entry


class DynamoEraser:
    """Deletes from a table that exists."""

    def __init__(self, client: Client, name: str) -> None:
        self._table = Table(client, name)
        self._name = name

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete each entry in a transaction of its own, with the pointer that leads to it."""
        for one in entries:
            rows = (*one.corrections, one.claim)
            keys = [*map(entry_key, rows), pointer_key(one.claim.claim_id)]
            self._table.write(*({"Delete": {"TableName": self._name, "Key": key}} for key in keys))

    def last_booked(self, place: str) -> str:
        """Read the partition consistently."""
        return max((kept["booking_month"]["S"] for kept in self._rows(place) if "booking_month" in kept), default="")

    def erase_number(self, number: NumberRow) -> None:
        """Delete what was done to the number, and at last the number: until then it is found again."""
        own = number_key(number.place)
        for kept in self._rows(number.place):
            if kept["sk"] != own["sk"] and "booking_month" not in kept:
                self._delete({"pk": kept["pk"], "sk": kept["sk"]})
        self._delete(own)

    def unseal(self, month: str) -> None:
        """Delete the month's one item."""
        self._delete(seal_key(month))

    def forget_failures(self, hour: str) -> None:
        """Leave them to the table: they expire by themselves."""

    def _delete(self, key: Item) -> None:
        self._table.call("delete_item", TableName=self._name, Key=key)

    def _rows(self, place: str) -> Iterator[dict[str, Any]]:
        pages = self._table.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression="#pk = :pk",
            ProjectionExpression="#pk, #sk, #booking_month",
            ExpressionAttributeNames={"#pk": "pk", "#sk": "sk", "#booking_month": "booking_month"},
            ExpressionAttributeValues={":pk": partition(place)},
        )
        return (kept for page in pages for kept in page)
