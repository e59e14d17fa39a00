"""The ledger in one DynamoDB table: one consistent read and one conditional write per claim.

number      pk N#<place>  sk #                              the one mutable row
event       pk N#<place>  sk E#<time>#<n>                   written with the change
claim       pk N#<place>  sk C#<provider>#<date>#<nth>      put once
reversal    pk N#<place>  sk R#<provider>#<date>#<nth>      put once
adjustment  pk N#<place>  sk A#<provider>#<date>#<nth>#<n>  put once
pointer     pk I#<claim id>                sk #             put once, with the claim
failures    pk F#<caller>#<hour>           sk #             counter that expires
seal        pk RUN#<booking month>         sk #             put once, when the month is closed
export      pk RUN#<booking month>         sk EXPORT        put once, when the files of a closed month are taken
available   pk AVAILABILITY                sk #<provider>#<service>  what the provider said last
contact     pk CONTACT#<id>                sk #             put once, and once more if it is undone
layout      pk LAYOUT                      sk #             put once, when the table is first used
by month    index month_pk B#<booking month>     month_sk <provider>#<recorded at>#<claim id>    ledger entries
contacts    index month_pk K#<month>             month_sk <id>                                   contacts
issued      index issued_pk M#<month of issue>   issued_sk <time>                                numbers
begun       index issued_pk K#<month of first claim>  issued_sk <time>                           clients

`place` is the hash of the control number. Where a service has no numbers, pk is P#<provider>#<service>, and the
provider's own reference takes the place of the date; with clients, pk is P#<provider>#<service>#<client>.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.ledger.dynamodb_items import (
    BY_MONTH,
    adjustment_key,
    entry_item,
    event_item,
    export_key,
    failure_key,
    first_row,
    from_value,
    issued_partition,
    number_item,
    number_key,
    pointer_item,
    pointer_key,
    seal_key,
    slot_key,
    slots_prefix,
    to_entry,
    to_item,
    to_row,
    to_value,
)
from chalicelib.ledger.dynamodb_table import ISSUED, Client, Table
from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.port import ClaimLocation, LedgerQuery, LedgerSnapshot, span
from chalicelib.ledger.rows import (
    AdjustmentRow,
    ClaimKey,
    ClaimRow,
    EventRow,
    LedgerEntry,
    NumberRow,
    ReversalRow,
)
from chalicelib.ledger.stated import DynamoStated

ISSUED_IN = "#issued_pk = :month"
MAX_READS = 100  # the limit of TransactGetItems
OF_MONTH = "#month_pk = :month AND #month_sk BETWEEN :first AND :last"
IN_MONTH = "#booking_month = :month"


class DynamoLedger(DynamoStated):
    """A ledger in a table that exists."""

    def __init__(self, client: Client, table_name: str) -> None:
        self._table = Table(client, table_name)

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Read everything with one TransactGetItems."""
        key_groups = [[number_key(place) for place in query.places], [failure_key(query.caller, query.hour)]]
        slots = [] if query.slot is None else [query.slot]
        key_groups += [[slot_key(kind, place, slot) for slot in slots for place in query.places] for kind in "CR"]
        key_groups += [[] if query.month is None else [seal_key(query.month)]]
        items = iter(self._table.get_items([key for keys in key_groups for key in keys]))
        numbers, failures, claims, reversals, seals = ([next(items) for _ in keys] for keys in key_groups)
        return LedgerSnapshot(
            number=first_row(NumberRow, numbers),
            claim=first_row(ClaimRow, claims),
            reversal=first_row(ReversalRow, reversals),
            failures=int(failures[0]["count"]["N"]) if failures[0] else 0,
            sealed=any(seals),
        )

    def numbers(self, number_hashes: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read the numbers with one TransactGetItems."""
        items = self._table.get_items([number_key(number_hash) for number_hash in number_hashes])
        return {
            number_hash: to_row(NumberRow, item) for number_hash, item in zip(number_hashes, items, strict=True) if item
        }

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write number and event where there is no number."""
        self._table.write(self._table.put(number_item(number)), self._table.put(event_item(event)))

    def change(self, number: NumberRow, event: EventRow | None) -> None:
        """Update the number, and write the event."""
        events = [] if event is None else [self._table.put(event_item(event))]
        self._table.write(self._table.update_number(number), *events)

    def replace(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Update the old number, write the new one where there is none, and their events."""
        puts = [self._table.put(event_item(event)) for event in events]
        self._table.write(self._table.update_number(old), self._table.put(number_item(new)), *puts)

    def give_back(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Update both numbers, and write their events."""
        puts = [self._table.put(event_item(event)) for event in events]
        self._table.write(self._table.update_number(old), self._table.update_number(new), *puts)

    def append_claim(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Write claim and pointer where there are none, and update the number.

        The seal was read with the snapshot and is not checked again: all claims of a month would contend for that one
        item. A month cannot be sealed between the two: that would take a clock an hour slow, and AWS refuses a call
        signed by a clock that is more than five minutes wrong (Signature Version 4).
        """
        is_new = number is not None and number.version == 1
        moves = [] if number is None or is_new else [self._table.update_number(number)]
        puts = [entry_item(claim), pointer_item(claim), *([number_item(number)] if number and is_new else [])]
        self._table.write(*map(self._table.put, puts), *moves)

    def find_claim(self, claim_id: str) -> ClaimLocation | None:
        """Read the pointer."""
        item = self._table.get_item(pointer_key(claim_id))
        return ClaimLocation(item["place"]["S"], ClaimKey(**from_value(item["slot"]))) if item else None

    def rows_of(self, places: Sequence[str], provider: str, key: str) -> Sequence[LedgerEntry]:
        """Query the rows of each kind consistently, and sort them."""
        prefixes = [slots_prefix(kind, place, provider, key) for kind in "CRA" for place in places]
        rows = [to_entry(item) for prefix in prefixes for item in self._table.beginning(prefix)]
        return sorted(rows, key=lambda row: row.sequence)

    def adjustments(self, location: ClaimLocation) -> Sequence[AdjustmentRow]:
        """Query the claim's adjustments, consistently."""
        items = self._table.beginning(adjustment_key(location.place, location.slot, ""))
        return sorted((to_row(AdjustmentRow, item) for item in items), key=lambda row: row.n)

    def adjust(self, adjustment: AdjustmentRow) -> None:
        """Write the adjustment where there is none, if its claim exists and is not reversed and its month is open."""
        self._table.write(
            self._table.put(entry_item(adjustment)),
            self._table.require_claim(adjustment),
            self._table.require_absent(slot_key("R", adjustment.place, adjustment.slot)),
            self._table.require_absent(seal_key(adjustment.booking_month)),
        )

    def reverse(self, reversal: ReversalRow, adjustment_count: int, numbers: Sequence[NumberRow]) -> None:
        """Write the reversal where there is none, if its claim exists and its month is open, and update the numbers."""
        self._table.write(
            self._table.put(entry_item(reversal)),
            self._table.require_claim(reversal),
            self._table.require_absent(adjustment_key(reversal.place, reversal.slot, adjustment_count + 1)),
            self._table.require_absent(seal_key(reversal.booking_month)),
            *(self._table.update_number(number) for number in numbers),
        )

    def count_failure(self, caller: str, hour: str) -> int:
        """Count a failed look-up in one call; the counter expires some time after its hour."""
        expires = datetime.fromisoformat(f"{hour}:00:00+00:00") + timedelta(hours=2)
        return self._table.increment(failure_key(caller, hour), int(expires.timestamp()))

    def entries(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[LedgerEntry]:
        """Query the index by month, which is eventually consistent, until the limit or the end."""
        first, last = span(provider, after)
        rows: list[LedgerEntry] = []
        pages = self._table.pages(
            "query",
            IndexName=BY_MONTH,
            KeyConditionExpression=OF_MONTH,
            ExpressionAttributeNames={"#month_pk": "month_pk", "#month_sk": "month_sk"},
            ExpressionAttributeValues={
                ":month": to_value(f"B#{month}"),
                ":first": to_value(first),
                ":last": to_value(last),
            },
            Limit=limit,
        )
        for page in pages:
            rows += [to_entry(item) for item in page]
            if len(rows) >= limit:
                break
        return rows[:limit]

    def scan_month(self, month: str, on_page: Callable[[], None] = lambda: None) -> Iterator[LedgerEntry]:
        """Scan the whole table consistently: the cost grows with the table, and only closing a month needs it."""
        on_page()
        pages = self._table.pages(
            "scan",
            ConsistentRead=True,
            FilterExpression=IN_MONTH,
            ExpressionAttributeNames={"#booking_month": "booking_month"},
            ExpressionAttributeValues={":month": to_value(month)},
        )
        for page in pages:
            yield from map(to_entry, page)
            on_page()

    def numbers_issued(self, month: str, *, clients: bool = False) -> Iterator[NumberRow]:
        """Query the index of issued numbers, and read the numbers in batches."""
        pages = self._table.pages(
            "query",
            IndexName=ISSUED,
            KeyConditionExpression=ISSUED_IN,
            ExpressionAttributeNames={"#issued_pk": "issued_pk"},
            ExpressionAttributeValues={":month": issued_partition(month, clients=clients)},
        )
        for page in pages:
            number_hashes = [item["pk"]["S"].removeprefix("N#") for item in page]
            for start in range(0, len(number_hashes), MAX_READS):
                yield from self.numbers(number_hashes[start : start + MAX_READS]).values()

    def seals(self, months: Sequence[str]) -> Mapping[str, SealRow]:
        """Read the seals with one TransactGetItems."""
        items = self._table.get_items([seal_key(month) for month in months])
        return {month: to_row(SealRow, item) for month, item in zip(months, items, strict=True) if item}

    def seal(self, seal: SealRow) -> None:
        """Write the seal where there is none."""
        self._table.write(self._table.put(seal_key(seal.month) | to_item(seal)))

    def exports(self, months: Sequence[str]) -> Mapping[str, ExportRow]:
        """Read the marks with one TransactGetItems."""
        items = self._table.get_items([export_key(month) for month in months])
        return {month: to_row(ExportRow, item) for month, item in zip(months, items, strict=True) if item}

    def mark_exported(self, export: ExportRow) -> None:
        """Write the mark of a month that has a seal, where there is none."""
        self._table.write(
            self._table.put(export_key(export.month) | to_item(export)),
            self._table.require_present(seal_key(export.month)),
        )

    def require_layout(self, *, mark: bool) -> None:
        """Read the item that states the table's layout, and put it where there is none."""
        self._table.require_layout(mark=mark)

    def probe(self) -> None:
        """Write nothing: a table grows by itself, and every write costs money."""
