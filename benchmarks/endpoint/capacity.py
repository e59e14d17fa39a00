"""DynamoDB capacity of a number and a claim: read and write units and bytes, from the real adapter's requests.

The rules are AWS' own (read and write capacity, item sizes): a transactional read takes two units for each 4 KB of an
item, a transactional write two for each 1 KB, and every index that holds the item one more for each 1 KB. The cost page
uses these figures, and a test compares the two.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.endpoint.store_calls import NOW, TABLE, bench
from benchmarks.report import Measurement
from catalogue.handbook import costs
from chalicelib.ledger.dynamodb_items import Item
from chalicelib.ledger.dynamodb_table import Client, table
from chalicelib.rules.claim_request import Claim

READ_BYTES, WRITE_BYTES = 4096, 1024
TRANSACTIONAL = 2
INDEX_OVERHEAD_BYTES = 100


@dataclass(frozen=True)
class Units:
    """Read units, write units, and bytes stored (indexes included) by one operation."""

    reads: int
    writes: int
    bytes: int


class _Recorder:
    """Records the transactions that a botocore client sends."""

    def __init__(self, client: Client) -> None:
        self.calls: list[list[dict[str, Any]]] = []
        client.meta.events.register("provide-client-params.dynamodb.*", self._note)

    def _note(self, params: Mapping[str, Any], **_: object) -> None:
        if "TransactItems" in params:
            self.calls.append(params["TransactItems"])


def measure_units(root: Path) -> dict[str, Units]:
    """Issue a number, check it, and claim a session, by the municipality's own rules; return the units of each."""
    with bench(root) as on:
        recorder = _Recorder(on.client)
        number = on.issue()
        units = {"issue": _units(on.client, recorder)}
        on.claims.check(on.provider, number, on.service, NOW.date())
        units["check"] = _units(on.client, recorder)
        on.claims.claim(on.provider, number, Claim(on.service, NOW.date()))
        units["claim"] = _units(on.client, recorder)
    return units


def measure(root: Path) -> Iterator[Measurement]:
    """Yield a measurement for each operation and unit; the peer is the figure of the cost page."""
    expected = costs.load().values()
    for operation, units in measure_units(root).items():
        for unit, value in as_dict(units).items():
            yield Measurement(f"{operation}-{unit}", value, "cost page", float(expected[f"{operation}_{unit}"]), unit)


def as_dict(units: Units) -> dict[str, int]:
    """Return the three figures by name."""
    return {"reads": units.reads, "writes": units.writes, "bytes": units.bytes}


def _units(client: Client, recorder: _Recorder) -> Units:
    """Compute the units of the transactions recorded since the last call."""
    sizes = {_key(item): item for item in client.scan(TableName=TABLE, ConsistentRead=True)["Items"]}
    reads = writes = stored = 0
    for steps in recorder.calls:
        for step in steps:
            ((kind, request),) = step.items()
            item = sizes.get(_key(request.get("Item") or request["Key"]), {})
            if kind == "Get":
                reads += TRANSACTIONAL * _blocks(size(item), READ_BYTES)
                continue
            writes += TRANSACTIONAL * _blocks(size(item), WRITE_BYTES)
            if kind == "Put":
                copies = [*map(size, _copies(item))]
                writes += sum(_blocks(copy, WRITE_BYTES) for copy in copies)
                stored += size(item) + sum(copy + INDEX_OVERHEAD_BYTES for copy in copies)
    recorder.calls.clear()
    return Units(reads, writes, stored)


def _copies(item: Item) -> Iterator[Item]:
    """Yield what each index stores of an item, by the table's own definition."""
    definition = table("")
    keys = {"pk", "sk"}
    for index in definition["GlobalSecondaryIndexes"]:
        index_keys = {key["AttributeName"] for key in index["KeySchema"]}
        projection = index["Projection"]
        if index_keys <= item.keys():
            names = (
                item.keys()
                if projection["ProjectionType"] == "ALL"
                else keys | index_keys | {*projection["NonKeyAttributes"]}
            )
            yield {name: value for name, value in item.items() if name in names}


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _blocks(count_bytes: int, block_bytes: int) -> int:
    return max(1, -(-count_bytes // block_bytes))


def size(item: Item) -> int:
    """Return an item's size in bytes as AWS counts it: names and values, in UTF-8.

    >>> size({"pk": {"S": "N#å"}, "used": {"N": "12"}, "told": {"BOOL": True}})
    17
    """
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content.lstrip("-")) // 2 + 1
        case "L":
            return 3 + sum(1 + _value(element) for element in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(element) for name, element in content.items())
        case _:
            return 1
