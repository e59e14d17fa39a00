"""The ledger's port: what is kept, and the few ways in which it is read and written.

Rows are kept as they are written here: dates and moments are ISO texts, so that they sort as they happened, and
amounts are öre. The rules stand elsewhere (claim, issue, reversal): a ledger only reads, and writes where nothing
has moved since it was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.ledger.rows import (
    LIVE,
    MAX_WRONG_CODES,
    REPLACED,
    REVOKED,
    AdjustmentRow,
    Booked,
    ClaimKey,
    ClaimRow,
    EventRow,
    NumberRow,
    ReversalRow,
    SealRow,
    span,
    without_number,
)

__all__ = [
    "LIVE",
    "MAX_WRONG_CODES",
    "REPLACED",
    "REVOKED",
    "AdjustmentRow",
    "Booked",
    "BusyError",
    "ClaimKey",
    "ClaimLocation",
    "ClaimRow",
    "ContendedError",
    "EventRow",
    "Ledger",
    "LedgerQuery",
    "LedgerSnapshot",
    "MovedError",
    "NumberRow",
    "ReversalRow",
    "SealRow",
    "UnwritableError",
    "span",
    "without_number",
]


class BusyError(Exception):
    """The ledger could not be reached or was too contended for too long; the same request may be sent again."""


class ContendedError(Exception):
    """One attempt met another's or got no answer; nothing is known, and looking again is safe."""


class MovedError(ContendedError):
    """Something moved since the look, so nothing was written: look again and decide again."""


class UnwritableError(Exception):
    """Nothing can be written: the disk is full, or has failed. Nothing was, and the same request may be sent later."""


@dataclass(frozen=True, slots=True)
class ClaimLocation:
    """Where the claim of an id stands."""

    place: str = field(repr=False)
    slot: ClaimKey


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """What one look reads: the places of a number, and whose failures in which hour.

    Where a claim is meant, also its slot, and the seal of the month in which a row would be booked now.
    """

    places: tuple[str, ...] = field(repr=False)
    caller: str
    hour: str
    slot: ClaimKey | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """What stood at one instant; `sealed` tells that the month which was asked about has been paid."""

    number: NumberRow | None
    standing: ClaimRow | None
    reversal: ReversalRow | None
    failures: int
    sealed: bool = False


class Ledger(Protocol):
    """What every ledger does; a write raises MovedError, having written nothing, when something moved since the look.

    Any of these may raise ContendedError, after which nothing is known and the caller looks again, or UnwritableError,
    which does not pass by itself.
    """

    def look(self, look: LedgerQuery) -> LedgerSnapshot:
        """Read all that a decision needs, as it stood at one instant."""
        ...

    def numbers(self, places: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read the numbers that stand at these places, at one instant."""
        ...

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write a number where none stands, and the event of issuing it."""
        ...

    def change(self, number: NumberRow, event: EventRow | None) -> None:
        """Write a number's next version, and the event that made it."""
        ...

    def replace(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write the old number's next version, the new number where none stands, and the events of both."""
        ...

    def give_back(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write the next versions of a number and of the one that had replaced it, and the events of both."""
        ...

    def record(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Write a claim where none stands, its pointer, and the number's next version if there is a number."""
        ...

    def find(self, claim_id: str) -> ClaimLocation | None:
        """Find where the claim of an id stands."""
        ...

    def adjustments(self, pointer: ClaimLocation) -> Sequence[AdjustmentRow]:
        """Read a claim's adjustments in their order."""
        ...

    def adjust(self, adjustment: AdjustmentRow) -> None:
        """Write an adjustment where none stands, of a claim that does and has no reversal, in an unsealed month."""
        ...

    def reverse(self, reversal: ReversalRow, adjusted: int, numbers: Sequence[NumberRow]) -> None:
        """Write a reversal where none stands, of a claim that does and was adjusted so often; move the numbers on.

        The month in which it is booked is unsealed.
        """
        ...

    def fail(self, caller: str, hour: str) -> None:
        """Count one more failed look-up; the count may be forgotten when the hour has passed."""
        ...

    def month(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[Booked]:
        """Read a booking month in sequence, a provider's rows or all, at most so many, after the given sequence."""
        ...

    def booked(self, month: str) -> Iterator[Booked]:
        """Read a booking month whole from the rows themselves, past every index, in no order."""
        ...

    def issued(self, month: str) -> Iterator[NumberRow]:
        """Read the numbers that were issued in a month in Stockholm, as they stand now, in no order."""
        ...

    def seals(self, months: Sequence[str]) -> Mapping[str, SealRow]:
        """Read the seals that stand on these booking months, at one instant."""
        ...

    def seal(self, seal: SealRow) -> None:
        """Write a booking month's seal where none stands."""
        ...

    def probe(self) -> None:
        """Write what counts for nothing, and so find out whether a claim could be written now."""
        ...
