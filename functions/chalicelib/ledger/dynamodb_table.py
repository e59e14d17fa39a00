"""The ledger's DynamoDB table: its definition, its client, its calls, and the parts of a transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from chalicelib import aws_client
from chalicelib.layout import Readable
from chalicelib.ledger.dynamodb_items import BY_MONTH, LAYOUT_KEY, Item, number_key, slot_key, to_item, to_value
from chalicelib.ledger.port import ContendedError, MovedError
from chalicelib.ledger.rows import AdjustmentRow, NumberRow, ReversalRow

Client = aws_client.Client

ISSUED = "issued"

LAYOUT = Readable("table", 1, 1, "No release upgrades it.", "Use the Kundval that wrote it, or a newer one.")
"""The layouts that are read; a table that states none is of the first."""

API_VERSION = "2012-08-10"
CONNECT_TIMEOUT_S = 1
READ_TIMEOUT_S = 2

IF_ABSENT = "attribute_not_exists(#pk)"
IF_PRESENT = "attribute_exists(#pk)"
IF_UNCHANGED = "#version = :was"
IF_CLAIMED = "attribute_exists(#pk) AND #claim_id = :claim_id"
BEGINS = "#pk = :pk AND begins_with(#sk, :beginning)"
COUNT = "SET #expires = :expires ADD #count :one"

MUTABLE = (
    "granted",
    "used",
    "status",
    "nth",
    "weeks",
    "shared",
    "codes",
    "wrong_codes",
    "exempt",
    "exempt_changed",
    "beyond",
    "supplier",
    "supplier_because",
    "granted_before",
    "used_before",
    "successor",
    "version",
)
"""The attributes of a number that change."""

_TRANSIENT = frozenset(
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
    """Create the client, once per process: it answers soon or fails, and `RetryPolicy` does the retrying."""
    config = Config(connect_timeout=CONNECT_TIMEOUT_S, read_timeout=READ_TIMEOUT_S, retries={"total_max_attempts": 1})
    return aws_client.create("dynamodb", API_VERSION, region, endpoint, config)


def table(name: str) -> dict[str, Any]:
    """Return the definition of the table, as the parameters of CreateTable."""
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


class Table:
    """One table that exists; the client is made once and shared by all threads."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, item: Item) -> dict[str, Any]:
        """Return the write that puts an item if there is none with its key."""
        return {
            "Put": {
                "TableName": self._name,
                "Item": item,
                "ConditionExpression": IF_ABSENT,
                "ExpressionAttributeNames": {"#pk": "pk"},
            }
        }

    def replace(self, item: Item) -> dict[str, Any]:
        """Return the write that puts an item in place of the one with its key, if there is one."""
        return {"Put": {"TableName": self._name, "Item": item}}

    def require_present(self, key: Item) -> dict[str, Any]:
        """Return the check that there is an item with the key."""
        check = self.require_absent(key)
        return {"ConditionCheck": check["ConditionCheck"] | {"ConditionExpression": IF_PRESENT}}

    def require_claim(self, row: ReversalRow | AdjustmentRow) -> dict[str, Any]:
        """Return the check that the row's claim exists."""
        return {
            "ConditionCheck": {
                "TableName": self._name,
                "Key": slot_key("C", row.place, row.slot),
                "ConditionExpression": IF_CLAIMED,
                "ExpressionAttributeNames": {"#pk": "pk", "#claim_id": "claim_id"},
                "ExpressionAttributeValues": {":claim_id": to_value(row.claim_id)},
            }
        }

    def require_absent(self, key: Item) -> dict[str, Any]:
        """Return the check that there is no item with the key."""
        return {
            "ConditionCheck": {
                "TableName": self._name,
                "Key": key,
                "ConditionExpression": IF_ABSENT,
                "ExpressionAttributeNames": {"#pk": "pk"},
            }
        }

    def update_number(self, number: NumberRow) -> dict[str, Any]:
        """Return the write that updates a number if its version is still the one that the change was decided on."""
        attributes = to_item(number, *MUTABLE)
        removed = [f"#{name}" for name in MUTABLE if name not in attributes]
        remove_clause = f" REMOVE {', '.join(removed)}" if removed else ""
        return {
            "Update": {
                "TableName": self._name,
                "Key": number_key(number.place),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in attributes) + remove_clause,
                "ConditionExpression": IF_UNCHANGED,
                "ExpressionAttributeNames": {f"#{name}": name for name in MUTABLE},
                "ExpressionAttributeValues": {f":{name}": value for name, value in attributes.items()}
                | {":was": to_value(number.version - 1)},
            }
        }

    def get_items(self, keys: Sequence[Item]) -> list[Item]:
        """Return the items of the keys in one consistent read; a missing item is empty."""
        reads = [{"Get": {"TableName": self._name, "Key": key}} for key in keys]
        result = self.call("transact_get_items", TransactItems=reads)
        return [response.get("Item", {}) for response in result["Responses"]]

    def write(self, *writes: dict[str, Any]) -> None:
        """Commit all of the writes or none."""
        self.call("transact_write_items", TransactItems=[*writes])

    def pages(self, operation: str, **parameters: object) -> Iterator[list[Item]]:
        """Yield page after page of a query or a scan."""
        start: dict[str, Any] = {}
        while True:
            page = self.call(operation, TableName=self._name, **parameters, **start)
            yield page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def beginning(self, prefix: Item) -> Iterator[Item]:
        """Yield the items whose sort keys begin so, read consistently."""
        pages = self.pages(
            "query",
            ConsistentRead=True,
            KeyConditionExpression=BEGINS,
            ExpressionAttributeNames={"#pk": "pk", "#sk": "sk"},
            ExpressionAttributeValues={":pk": prefix["pk"], ":beginning": prefix["sk"]},
        )
        return (item for page in pages for item in page)

    def get_item(self, key: Item) -> Item:
        """Return one item in a consistent read; a missing item is empty."""
        item: Item = self.call("get_item", TableName=self._name, Key=key, ConsistentRead=True).get("Item", {})
        return item

    def require_layout(self, *, mark: bool) -> None:
        """Raise LayoutError if the table states a layout that is not read; `mark` one that states none with ours."""
        stated = self.get_item(LAYOUT_KEY).get("layout")
        if stated:
            LAYOUT.require(int(stated["N"]), self._name)
        elif mark:
            self.write(self.put(LAYOUT_KEY | {"layout": to_value(LAYOUT.latest)}))

    def increment(self, key: Item, expires: int) -> int:
        """Increment a counter that expires at a Unix time in seconds; return it as it is then."""
        response = self.call(
            "update_item",
            TableName=self._name,
            Key=key,
            UpdateExpression=COUNT,
            ExpressionAttributeNames={"#count": "count", "#expires": "expires"},
            ExpressionAttributeValues={":one": to_value(1), ":expires": to_value(expires)},
            ReturnValues="UPDATED_NEW",
        )
        return int(response["Attributes"]["count"]["N"])

    def call(self, operation: str, **parameters: object) -> dict[str, Any]:
        """Make one call; raise ContendedError for a transient failure and any other error unchanged."""
        try:
            response: dict[str, Any] = getattr(self._client, operation)(**parameters)
        except (HTTPClientError, NoConnectionError) as error:
            raise ContendedError from error
        except ClientError as error:
            raise _ledger_error(error) from error
        return response


def _ledger_error(error: ClientError) -> Exception:
    """Return MovedError for a failed condition, ContendedError for a transient error, else the error itself."""
    unchanged: Exception = error
    reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    if "ConditionalCheckFailed" in reasons:
        return MovedError()
    if _TRANSIENT & (reasons | {error.response["Error"]["Code"]}):
        return ContendedError()
    return unchanged
