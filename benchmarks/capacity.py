"""What a number and a claim take of DynamoDB: read and write units and bytes, from what the real adapter asks of it.

The rules are AWS' own (read and write capacity, item sizes): a transactional read takes two units for each 4 KB of an
item, a transactional write two for each 1 KB, and every index that holds the item one more for each 1 KB. The cost page
reckons with these figures, and a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import Measurement
from benchmarks.store_calls import NOW, TABLE, bench
from catalogue.views import running_costs
from chalicelib.ledger.dynamodb_items import Item
from chalicelib.ledger.dynamodb_table import Client, table
from chalicelib.rules.claim import Claim

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
    with bench(root) as on:
        asked = _Asked(on.client)
        number = on.issue()
        taken = {"issue": _units(on.client, asked)}
        on.desk.check(on.provider, number, on.service, NOW.date())
        taken["check"] = _units(on.client, asked)
        on.desk.claim(on.provider, number, Claim(on.service, NOW.date()))
        taken["claim"] = _units(on.client, asked)
    return taken


def measure(root: Path) -> Iterator[Measurement]:
    """One line a deed and unit; the peer is what the cost page reckons with."""
    told = running_costs.load(root / "site").values()
    for deed, units in measured(root).items():
        for unit, found in by_name(units).items():
            yield Measurement(f"{deed}-{unit}", found, "cost page", float(told[f"{deed}_{unit}"]), unit)


def by_name(units: Units) -> dict[str, int]:
    """Give the three by name."""
    return {"reads": units.reads, "writes": units.writes, "bytes": units.bytes}


def _units(client: Client, asked: _Asked) -> Units:
    """Reckon what was asked since the last time."""
    sizes = {_key(item): item for item in client.scan(TableName=TABLE, ConsistentRead=True)["Items"]}
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
