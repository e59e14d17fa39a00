"""The ledger in one DynamoDB table: one consistent read and one conditional write a claim.

number      pk N#<place>  sk #                              the one mutable row
event       pk N#<place>  sk E#<time>#<n>                   written with the deed
claim       pk N#<place>  sk C#<provider>#<date>#<nth>      put once
reversal    pk N#<place>  sk R#<provider>#<date>#<nth>      put once
adjustment  pk N#<place>  sk A#<provider>#<date>#<nth>#<n>  put once
pointer     pk I#<claim id>                sk #             put once, with the claim
failures    pk F#<caller>#<hour>           sk #             counter that expires
by month    index month_pk P#<provider>#<booking month>     month_sk <recorded at>#<claim id>    what is booked
issued      index issued_pk M#<month of issue>              issued_sk <time>                     numbers

Where a service has no numbers, pk is P#<provider>#<service>, and the provider's own reference stands for the date.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from chalicelib import clock
from chalicelib.dynamodb_items import (
    Item,
    adjustment_key,
    booked_item,
    event_key,
    failure_key,
    first_row,
    from_value,
    number_key,
    pointer_key,
    slot_key,
    to_booked,
    to_item,
    to_row,
    to_value,
)
from chalicelib.ledger import (
    AdjustmentRow,
    Booked,
    ClaimRow,
    ContendedError,
    EventRow,
    Look,
    MovedError,
    NumberRow,
    Pointer,
    ReversalRow,
    Slot,
    View,
)

Client = Any
"""A botocore client: botocore makes their classes at run time."""

BY_MONTH = "by_month"
ISSUED = "issued"

IF_ABSENT = "attribute_not_exists(#pk)"
IF_UNCHANGED = "#version = :was"
IF_CLAIMED = "attribute_exists(#pk) AND #claim_id = :claim_id"
COUNT = "SET #expires = :expires ADD #count :one"
OF_MONTH = "#month_pk = :month AND #month_sk > :after"
OF_CLAIM = "#pk = :pk AND begins_with(#sk, :beginning)"

MUTABLE = (
    "granted",
    "used",
    "status",
    "nth",
    "weeks",
    "codes",
    "wrong_codes",
    "granted_before",
    "used_before",
    "successor",
    "version",
)
"""What changes about a number; none of it is ever taken away."""

_AGAIN = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def connect(region: str | None = None, endpoint: str | None = None) -> Client:
    """Make the client, once a process: it answers soon or fails, and trying again is ours (Patience)."""
    return botocore.session.get_session().create_client(
        "dynamodb",
        region_name=region,
        endpoint_url=endpoint,
        config=Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1}),
    )


def table(name: str) -> dict[str, Any]:
    """Give the definition of the table, as CreateTable takes it."""
    keys = ("pk", "sk", "month_pk", "month_sk", "issued_pk", "issued_sk")
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": _key_schema("pk", "sk"),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": BY_MONTH,
                "KeySchema": _key_schema("month_pk", "month_sk"),
                "Projection": {"ProjectionType": "ALL"},
            },
            {
                "IndexName": ISSUED,
                "KeySchema": _key_schema("issued_pk", "issued_sk"),
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["service", "member", "residence", "replaces"],
                },
            },
        ],
    }


class DynamoLedger:
    """A ledger in a table that exists; the client is made once and shared by all threads."""

    def __init__(self, client: Client, table_name: str) -> None:
        self._client = client
        self._table = table_name

    def look(self, look: Look) -> View:
        """Read everything with one TransactGetItems."""
        keys = [number_key(place) for place in look.places] + [failure_key(look.caller, look.hour)]
        if look.slot:
            keys += [slot_key(kind, place, look.slot) for kind in "CR" for place in look.places]
        found = self._get(keys)
        count = len(look.places)
        numbers, failures = found[:count], found[count]
        claims, reversals = found[count + 1 : 2 * count + 1], found[2 * count + 1 :]
        return View(
            number=first_row(NumberRow, numbers),
            standing=first_row(ClaimRow, claims),
            reversal=first_row(ReversalRow, reversals),
            failures=int(failures["count"]["N"]) if failures else 0,
        )

    def numbers(self, places: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read the numbers with one TransactGetItems."""
        found = self._get([number_key(place) for place in places])
        return {place: to_row(NumberRow, kept) for place, kept in zip(places, found, strict=True) if kept}

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Put number and event where no number stands."""
        self._write([self._put(_number_item(number)), self._put(event_key(event) | to_item(event))])

    def change(self, number: NumberRow, event: EventRow | None) -> None:
        """Move the number on, and put the event."""
        events = [] if event is None else [self._put(event_key(event) | to_item(event))]
        self._write([self._move(number), *events])

    def replace(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Move the old number on, put the new one where none stands, and their events."""
        puts = [self._put(event_key(event) | to_item(event)) for event in events]
        self._write([self._move(old), self._put(_number_item(new)), *puts])

    def record(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Put claim and pointer where none stands, and move the number on."""
        pointer = pointer_key(claim.claim_id) | to_item(Pointer(claim.place, claim.slot))
        moves = [] if number is None else [self._move(number)]
        self._write([self._put(booked_item(claim)), self._put(pointer), *moves])

    def find(self, claim_id: str) -> Pointer | None:
        """Read the pointer."""
        found = self._call("get_item", TableName=self._table, Key=pointer_key(claim_id), ConsistentRead=True)
        if not (kept := found.get("Item")):
            return None
        return Pointer(kept["place"]["S"], Slot(**from_value(kept["slot"])))

    def adjustments(self, pointer: Pointer) -> Sequence[AdjustmentRow]:
        """Query the claim's own rows, consistently."""
        begin = adjustment_key(pointer.place, pointer.slot, "")
        found = self._call(
            "query",
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression=OF_CLAIM,
            ExpressionAttributeNames={"#pk": "pk", "#sk": "sk"},
            ExpressionAttributeValues={":pk": begin["pk"], ":beginning": begin["sk"]},
        )
        return sorted((to_row(AdjustmentRow, kept) for kept in found["Items"]), key=lambda row: row.n)

    def adjust(self, adjustment: AdjustmentRow) -> None:
        """Put the adjustment where none stands, of a claim that does and that nobody has reversed."""
        self._write(
            [
                self._put(booked_item(adjustment)),
                self._claimed(adjustment),
                self._absent(slot_key("R", adjustment.place, adjustment.slot)),
            ]
        )

    def reverse(self, reversal: ReversalRow, adjusted: int, numbers: Sequence[NumberRow]) -> None:
        """Put the reversal where none stands, of a claim that does, and move the numbers on."""
        self._write(
            [
                self._put(booked_item(reversal)),
                self._claimed(reversal),
                self._absent(adjustment_key(reversal.place, reversal.slot, adjusted + 1)),
                *(self._move(number) for number in numbers),
            ]
        )

    def fail(self, caller: str, hour: str) -> None:
        """Count a failed look-up; the counter expires some time after its hour."""
        expires = datetime.fromisoformat(f"{hour}:00:00+00:00") + timedelta(hours=2)
        self._call(
            "update_item",
            TableName=self._table,
            Key=failure_key(caller, hour),
            UpdateExpression=COUNT,
            ExpressionAttributeNames={"#count": "count", "#expires": "expires"},
            ExpressionAttributeValues={":one": to_value(1), ":expires": to_value(int(expires.timestamp()))},
        )

    def month(self, provider: str, month: str, after: str, limit: int) -> Sequence[Booked]:
        """Query the index by month, which may lag behind by a moment, until the limit or the end."""
        rows: list[Booked] = []
        start: dict[str, Any] = {}
        while len(rows) < limit:
            found = self._call(
                "query",
                TableName=self._table,
                IndexName=BY_MONTH,
                KeyConditionExpression=OF_MONTH,
                ExpressionAttributeNames={"#month_pk": "month_pk", "#month_sk": "month_sk"},
                ExpressionAttributeValues={
                    ":month": to_value(f"P#{provider}#{month}"),
                    ":after": to_value(after or "0"),
                },
                Limit=limit - len(rows),
                **start,
            )
            rows += [to_booked(kept) for kept in found["Items"]]
            if "LastEvaluatedKey" not in found:
                break
            start = {"ExclusiveStartKey": found["LastEvaluatedKey"]}
        return rows

    def _put(self, kept: Item) -> dict[str, Any]:
        return {
            "Put": {
                "TableName": self._table,
                "Item": kept,
                "ConditionExpression": IF_ABSENT,
                "ExpressionAttributeNames": {"#pk": "pk"},
            }
        }

    def _claimed(self, kept: ReversalRow | AdjustmentRow) -> dict[str, Any]:
        """Demand that the row's claim stands."""
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": slot_key("C", kept.place, kept.slot),
                "ConditionExpression": IF_CLAIMED,
                "ExpressionAttributeNames": {"#pk": "pk", "#claim_id": "claim_id"},
                "ExpressionAttributeValues": {":claim_id": to_value(kept.claim_id)},
            }
        }

    def _absent(self, key: Item) -> dict[str, Any]:
        """Demand that nothing stands there."""
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": key,
                "ConditionExpression": IF_ABSENT,
                "ExpressionAttributeNames": {"#pk": "pk"},
            }
        }

    def _move(self, number: NumberRow) -> dict[str, Any]:
        """Change the number's row if it still has the version that the change was decided on."""
        kept = to_item(number, *MUTABLE)
        return {
            "Update": {
                "TableName": self._table,
                "Key": number_key(number.place),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in kept),
                "ConditionExpression": IF_UNCHANGED,
                "ExpressionAttributeNames": {f"#{name}": name for name in kept},
                "ExpressionAttributeValues": {f":{name}": value for name, value in kept.items()}
                | {":was": to_value(number.version - 1)},
            }
        }

    def _get(self, keys: Sequence[Item]) -> list[Item]:
        wanted = [{"Get": {"TableName": self._table, "Key": key}} for key in keys]
        found = self._call("transact_get_items", TransactItems=wanted)
        return [response.get("Item", {}) for response in found["Responses"]]

    def _write(self, writes: list[dict[str, Any]]) -> None:
        self._call("transact_write_items", TransactItems=writes)

    def _call(self, operation: str, **parameters: object) -> dict[str, Any]:
        """Make one call; what may pass by itself is contention, what is wrong is raised as it came."""
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**parameters)
        except (HTTPClientError, NoConnectionError) as error:
            raise ContendedError from error
        except ClientError as error:
            raise _meaning(error) from error
        return answer


def _number_item(number: NumberRow) -> Item:
    """Write a number with its keys, the index's among them."""
    month = clock.month(datetime.fromisoformat(number.issued_at))
    index = {"issued_pk": {"S": f"M#{month}"}, "issued_sk": {"S": number.issued_at}}
    return number_key(number.place) | index | to_item(number)


def _meaning(error: ClientError) -> Exception:
    """Tell a condition that did not hold from contention, and both from a fault of ours."""
    fault: Exception = error
    reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    if "ConditionalCheckFailed" in reasons:
        return MovedError()
    if _AGAIN & (reasons | {error.response["Error"]["Code"]}):
        return ContendedError()
    return fault
