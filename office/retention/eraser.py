"""Deleting from the ledger: what the office may do once the law lets go of a row, and the endpoint never can.

It stands outside the function's package, so that no code which deletes travels to where claims are recorded.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chalicelib.ledger.port import AdjustmentRow, ClaimLocation, ClaimRow, Ledger, LedgerQuery, NumberRow, ReversalRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim and all that corrects it: they go together, when the last of them may (2018:597 3:7)."""

    claim: ClaimRow
    corrections: tuple[ReversalRow | AdjustmentRow, ...]

    @property
    def last_month(self) -> str:
        """Give the latest month in which any of it was booked."""
        return max(row.booking_month for row in (self.claim, *self.corrections))


class Eraser(Protocol):
    """What deletes; each step is whole, and done again it does no harm."""

    def erase(self, entries: Sequence[Entry]) -> None:
        """Delete claims with their corrections and what leads to them."""
        ...

    def last_booked(self, place: str) -> str:
        """Give the latest booking month of any row at a number's place, or nothing when none is left."""
        ...

    def erase_number(self, number: NumberRow) -> None:
        """Delete a number and what was done to it."""
        ...

    def unseal(self, month: str) -> None:
        """Delete a month's seal."""
        ...

    def forget_failures(self, hour: str) -> None:
        """Delete the counters of failed look-ups of earlier hours."""
        ...


@contextmanager
def opened(place: str) -> Iterator[Eraser]:
    """Open what deletes from the ledger of a place, sqlite:FILE or dynamodb:TABLE."""
    kind, _, path = place.partition(":")
    if kind == "sqlite":
        from office.retention.eraser_sqlite import SqliteEraser  # noqa: PLC0415 - only the ledger that is used is imported

        eraser = SqliteEraser(Path(path))
        try:
            yield eraser
        finally:
            eraser.close()
        return
    from chalicelib.ledger.dynamodb_table import connect  # noqa: PLC0415 - as above
    from office.retention.eraser_dynamodb import DynamoEraser  # noqa: PLC0415 - as above

    yield DynamoEraser(connect(), path)


def entry(ledger: Ledger, claim: ClaimRow) -> Entry | None:
    """Read what corrects a claim that an index gave; nothing when the claim is gone already, for an index may lag."""
    view = ledger.snapshot(LedgerQuery((claim.place,), claim.provider, "", claim.slot))
    if view.claim is None:
        return None
    adjustments = ledger.adjustments(ClaimLocation(claim.place, claim.slot))
    reversals = [] if view.reversal is None else [view.reversal]
    return Entry(view.claim, (*adjustments, *reversals))
