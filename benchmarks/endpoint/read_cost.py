"""DynamoDB read units of a year's payment runs and report, from the sizes of the items that the adapter writes.

A unit is one consistent read of up to 4 kB, or two eventually consistent ones (an index); a query or a scan is charged
by all that its pages hold, and an item of TransactGetItems two units (AWS, "Read consistency" and "Capacity unit
consumption"). No price is given: it differs by region and changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.report import Measurement
from chalicelib.ledger.dynamodb_items import entry_item, event_item, number_item, pointer_item
from chalicelib.ledger.rows import ClaimRow, EventRow, NumberRow

UNIT_BYTES = 4_096
SESSIONS_A_NUMBER = 5
NUMBER_HASH, CLAIM_ID = "a" * 64, "b" * 32
NUMBER = NumberRow(
    place=NUMBER_HASH,
    service="familjeradgivning",
    member=None,
    residence="checked",
    exempt=False,
    granted=5,
    used=5,
    valid_from="2025-01-02",
    valid_to="2026-01-01",
    status="live",
    nth={f"exempelbyran#2025-{month:02}-02": 1 for month in range(1, SESSIONS_A_NUMBER + 1)},
    version=6,
    issued_at="2025-01-02T09:00:00.000000Z",
    request="c" * 64,
    fingerprint="d" * 64,
    told=True,
)
CLAIM = ClaimRow(
    place=NUMBER_HASH,
    provider="exempelbyran",
    date="2025-01-20",
    nth=1,
    claim_id=CLAIM_ID,
    service="familjeradgivning",
    member=None,
    event="session",
    counsellors=1,
    minutes=None,
    consumed=1,
    exempt=False,
    amount_ore=110_400,
    fee_ore=45_000,
    tariff="familjeradgivning/session/private/1/2022-01-01",
    register="e" * 64,
    left=4,
    recorded_at="2025-01-20T16:00:00.000000Z",
    booking_month="2025-01",
    fingerprint="f" * 64,
)
EVENT = EventRow(NUMBER_HASH, NUMBER.issued_at, 1, "issue", "reception", reason=None, told=True, granted=5)


@dataclass(frozen=True)
class Cost:
    """Read units of a year: of all payment runs, and of one report."""

    runs: float
    report: float
    claim_bytes: int


def item_bytes(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Return an item's size in bytes as DynamoDB charges it: names and values in UTF-8.

    >>> item_bytes({"pk": {"S": "åa"}, "n": {"N": "1104"}, "b": {"BOOL": True}, "l": {"L": [{"S": "x"}]}})
    18
    """
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def year_cost(claims: int) -> Cost:
    """Compute a year whose table began empty; each run scans all rows there are by then, consistently.

    A run queries its month in the index twice (rows, then statements); the report queries it twice, reads the number of
    each first session, and each number that was issued.
    """
    numbers = claims / SESSIONS_A_NUMBER
    claim = item_bytes(entry_item(CLAIM))
    table = claims * (claim + item_bytes(pointer_item(CLAIM))) + numbers * (
        item_bytes(number_item(NUMBER)) + item_bytes(event_item(EVENT))
    )
    index = 0.5 * claims * claim / UNIT_BYTES
    scans = sum(month / 12 for month in range(1, 13)) * table / UNIT_BYTES
    looked_up = 2 * numbers
    return Cost(2 * index + scans, 2 * index + 2 * looked_up, claim)


def measure(claims: int) -> Iterator[Measurement]:
    """Yield the cost of runs and report, compared with reading every claim individually."""
    cost = year_cost(claims)
    details = {"claim_bytes": cost.claim_bytes, "sessions_a_number": SESSIONS_A_NUMBER}
    one_by_one = 12 * claims
    yield Measurement(
        f"dynamodb-runs-{claims}", round(cost.runs), "every claim alone a run", one_by_one, "units", details
    )
    yield Measurement(f"dynamodb-report-{claims}", round(cost.report), "every claim alone", claims, "units", details)


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return len(content.lstrip("-0.").replace(".", "")) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_bytes(element) for element in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_bytes(element) for name, element in content.items())
        case "BOOL":
            return 1
        case _:
            return len(content.encode())
