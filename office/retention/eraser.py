"""Deletion from the ledger: allowed to the office once the retention period is over, and never to the endpoint.

It is outside the function's package, so that no code that deletes is deployed where claims are recorded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chalicelib.ledger.port import ClaimLocation, Ledger, LedgerQuery
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, NumberRow, ReversalRow
from chalicelib.ledger.stated_rows import ContactRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim and its corrections, which are deleted together when the last of them may be (2018:597 3:7)."""

    claim: ClaimRow
    corrections: tuple[ReversalRow | AdjustmentRow, ...]

    @property
    def last_month(self) -> str:
        """Return the latest posting period of the claim and its corrections."""
        return max(row.booking_month for row in (self.claim, *self.corrections))


class Eraser(Protocol):
    """The interface of an eraser; each operation is atomic and idempotent."""

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete claims with their corrections and the pointers to them."""
        ...

    def last_posted(self, number_hash: str) -> str:
        """Return the latest posting period of any row on a number, or an empty text if there is none."""
        ...

    def erase_number(self, number: NumberRow) -> None:
        """Delete a number and its events."""
        ...

    def erase_contact(self, contact: ContactRow) -> None:
        """Delete a contact with the reception."""
        ...

    def unseal(self, month: str) -> None:
        """Delete a month's seal."""
        ...

    def delete_failures(self, hour: str) -> None:
        """Delete the counters of failed look-ups before an hour."""
        ...


@contextmanager
def open_eraser(ledger_name: str) -> Iterator[Eraser]:
    """Yield an open eraser for a ledger, sqlite:FILE or dynamodb:TABLE."""
    kind, _, path = ledger_name.partition(":")
    if kind == "sqlite":
        from office.retention.eraser_sqlite import SqliteEraser  # noqa: PLC0415 - only the used ledger is imported

        eraser = SqliteEraser(Path(path))
        try:
            yield eraser
        finally:
            eraser.close()
        return
    from chalicelib.ledger.dynamodb_table import connect  # noqa: PLC0415 - as above
    from office.retention.eraser_dynamodb import DynamoEraser  # noqa: PLC0415 - as above

    yield DynamoEraser(connect(), path)


def read_entry(ledger: Ledger, claim: ClaimRow) -> Entry | None:
    """Return a claim from an index with its corrections, or None if it is already deleted, because an index may lag."""
    snapshot = ledger.snapshot(LedgerQuery((claim.place,), claim.provider, "", claim.slot))
    if snapshot.claim is None:
        return None
    adjustments = ledger.adjustments(ClaimLocation(claim.place, claim.slot))
    reversals = [] if snapshot.reversal is None else [snapshot.reversal]
    return Entry(snapshot.claim, (*adjustments, *reversals))
