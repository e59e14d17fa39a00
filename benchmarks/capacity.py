"""What a number and a claim take of DynamoDB: read and write units and bytes, from what the real adapter asks of it.

The rules are AWS' own (read and write capacity, item sizes): a transactional read takes two units for each 4 KB of an
item, a transactional write two for each 1 KB, and every index that holds the item one more for each 1 KB. The cost page
reckons with these figures, and a test holds the two together.
"""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moto import mock_aws

from benchmarks.report import Measurement
from catalogue import policy, register_json
from chalicelib.claim import Claim
from chalicelib.desk import Desk
from chalicelib.dynamodb_items import Item
from chalicelib.dynamodb_table import Client, connect, table
from chalicelib.issue import Order
from chalicelib.keys import KeyRing
from chalicelib.ledger_dynamodb import DynamoLedger
from chalicelib.outcome import Issued
from chalicelib.register import parse

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
READ_BYTES, WRITE_BYTES = 4096, 1024
TRANSACTIONAL = 2
INDEX_OVERHEAD_BYTES = 100


@dataclass(frozen=True)
class Units:
    """What one deed takes: units, and the bytes that it leaves behind, indexes counted."""

    reads: int
    writes: int
    bytes: int


class _Asked:
    """Remembers what leaves a botocore client."""

    def __init__(self, client: Client) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        client.meta.events.register("provide-client-params.dynamodb.*", self._note)

    def _note(self, params: Mapping[str, Any], **_: object) -> None:
        if "TransactItems" in params:
            self.calls.append(params["TransactItems"])


def measured(root: Path) -> dict[str, Units]:
    """Issue a number, check it, and claim a session, by the municipality's own rules."""
    rules, _ = policy.load(root / "policy", root)
    if rules is None:
        raise ValueError("the policy has problems: see build.py check")
    register = parse(register_json.register(rules))
    service = next(iter(register.services.values()))
    provider = next(one.id for one in register.providers.values() if one.authorised(service.id, NOW.date()))
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with mock_aws():
        client = connect("eu-north-1")
        client.create_table(**table("ledger"))
        asked = _Asked(client)
        desk = Desk(register, KeyRing((bytes(range(32)),)), DynamoLedger(client, "ledger"), lambda: NOW)
        issued = desk.issue(Order(service.id, told=True), "reception-1", "benchmark")
        if not isinstance(issued, Issued):
            raise TypeError(f"no number was issued: {issued}")
        taken = {"issue": _units(client, asked)}
        desk.check(provider, issued.number, service.id, NOW.date())
        taken["check"] = _units(client, asked)
        desk.claim(provider, issued.number, Claim(service.id, NOW.date()))
        taken["claim"] = _units(client, asked)
        client.close()
    return taken


def measure(root: Path) -> Iterator[Measurement]:
    """One line a deed and unit; the peer is what the cost page reckons with."""
    from catalogue import costs  # noqa: PLC0415 - as the page reads them

    told = costs.load(root / "site").values()
    for deed, units in measured(root).items():
        for unit, found in by_name(units).items():
            yield Measurement(f"{deed}-{unit}", found, "cost page", float(told[f"{deed}_{unit}"]), unit)


def by_name(units: Units) -> dict[str, int]:
    """Give the three by name."""
    return {"reads": units.reads, "writes": units.writes, "bytes": units.bytes}


def _units(client: Client, asked: _Asked) -> Units:
    """Reckon what was asked since the last time."""
    sizes = {_key(item): item for item in client.scan(TableName="ledger", ConsistentRead=True)["Items"]}
    reads = writes = left = 0
    for steps in asked.calls:
        for step in steps:
            ((kind, told),) = step.items()
            item = sizes.get(_key(told.get("Item") or told["Key"]), {})
            if kind == "Get":
                reads += TRANSACTIONAL * _blocks(size(item), READ_BYTES)
                continue
            writes += TRANSACTIONAL * _blocks(size(item), WRITE_BYTES)
            if kind == "Put":
                copies = [*map(size, _copies(item))]
                writes += sum(_blocks(copy, WRITE_BYTES) for copy in copies)
                left += size(item) + sum(copy + INDEX_OVERHEAD_BYTES for copy in copies)
    asked.calls.clear()
    return Units(reads, writes, left)


def _copies(item: Item) -> Iterator[Item]:
    """Give what the indexes hold of an item, by the table's own definition."""
    definition = table("")
    keys = {"pk", "sk"}
    for index in definition["GlobalSecondaryIndexes"]:
        own = {key["AttributeName"] for key in index["KeySchema"]}
        kept = index["Projection"]
        if own <= item.keys():
            names = item.keys() if kept["ProjectionType"] == "ALL" else keys | own | {*kept["NonKeyAttributes"]}
            yield {name: value for name, value in item.items() if name in names}


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _blocks(count_bytes: int, block_bytes: int) -> int:
    return max(1, -(-count_bytes // block_bytes))


def size(item: Item) -> int:
    """Give an item's bytes as AWS counts them: names and values, in UTF-8.

    >>> size({"pk": {"S": "N#å"}, "used": {"N": "12"}, "told": {"BOOL": True}})
    17
    """
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, found),) = value.items()
    match kind:
        case "S":
            return len(found.encode())
        case "N":
            return len(found.lstrip("-")) // 2 + 1
        case "L":
            return 3 + sum(1 + _value(one) for one in found)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in found.items())
        case _:
            return 1
