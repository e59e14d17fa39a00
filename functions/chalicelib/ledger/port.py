"""The ledger's port: its rows, its errors and its operations.

Rows are stored as they are declared: dates and moments are ISO texts, so that they sort chronologically, and amounts
are in öre. The rules are in `chalicelib.rules`: a ledger only reads, and writes if nothing has changed since it was
read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.ledger.month_rows import ExportRow, SealRow
from chalicelib.ledger.rows import (
    AdjustmentRow,
    ClaimKey,
    ClaimRow,
    EventRow,
    LedgerEntry,
    NumberRow,
    ReversalRow,
)
from chalicelib.ledger.stated_rows import AvailabilityRow, ContactRow


class BusyError(Exception):
    """The ledger was unreachable or contended for too long; the same request may be sent again."""


class ContendedError(Exception):
    """One attempt conflicted with another or got no answer: its outcome is unknown, and it is safe to read again."""


class MovedError(ContendedError):
    """Something has changed since the snapshot, so nothing was written: read again and decide again."""


class UnwritableError(Exception):
    """The disk is full or has failed, or the file is damaged: nothing was written; the request may be sent later."""


@dataclass(frozen=True, slots=True)
class ClaimLocation:
    """The key of a claim that is known by its id: its `place` and its `slot` there."""

    place: str = field(repr=False)
    slot: ClaimKey


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """What a snapshot reads: the possible hashes of a number (`places`), and a caller's failures in an hour.

    For a claim also its `slot`, and the seal of the month in which a row would be booked now.
    """

    places: tuple[str, ...] = field(repr=False)
    caller: str
    hour: str
    slot: ClaimKey | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """The ledger's state at one instant; `sealed` means that the queried month has been paid."""

    number: NumberRow | None
    claim: ClaimRow | None
    reversal: ReversalRow | None
    failures: int
    sealed: bool = False


class Ledger(Protocol):
    """The operations of every ledger; a write raises MovedError, with nothing written, if the data changed meanwhile.

    Any of them may raise ContendedError, after which the outcome is unknown and the caller reads again, or
    UnwritableError, which is not transient.
    """

    def snapshot(self, query: LedgerQuery) -> LedgerSnapshot:
        """Return all that a decision needs, as of one instant."""
        ...

    def numbers(self, number_hashes: Sequence[str]) -> Mapping[str, NumberRow]:
        """Return the numbers that exist under these hashes, by hash, as of one instant."""
        ...

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write a number where there is none, and the event of issuing it."""
        ...

    def change(self, number: NumberRow, event: EventRow | None) -> None:
        """Write a number's next version, and the event that made it."""
        ...

    def replace(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write the old number's next version, the new number where there is none, and the events of both."""
        ...

    def give_back(self, old: NumberRow, new: NumberRow, events: Sequence[EventRow]) -> None:
        """Write the next versions of a number and of the one that had replaced it, and the events of both."""
        ...

    def append_claim(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Write a claim where there is none, its location by id, and the number's next version if there is a number.

        Version 1 is a client's first, and is written where there is none.
        """
        ...

    def find_claim(self, claim_id: str) -> ClaimLocation | None:
        """Return the location of the claim with that id, or None."""
        ...

    def rows_of(self, places: Sequence[str], provider: str, key: str) -> Sequence[LedgerEntry]:
        """Return a provider's rows at the possible hashes of a number under a claim's key, as they were recorded."""
        ...

    def adjustments(self, location: ClaimLocation) -> Sequence[AdjustmentRow]:
        """Return a claim's adjustments in their order."""
        ...

    def adjust(self, adjustment: AdjustmentRow) -> None:
        """Write an adjustment where there is none, of a claim that exists and is not reversed, in an unsealed month."""
        ...

    def reverse(self, reversal: ReversalRow, adjustment_count: int, numbers: Sequence[NumberRow]) -> None:
        """Write a reversal where there is none, and the numbers' next versions.

        The claim must exist with exactly `adjustment_count` adjustments, and the booking month must be unsealed.
        """
        ...

    def count_failure(self, caller: str, hour: str) -> int:
        """Count one more failed look-up, and return the count with it; it may be deleted after the hour."""
        ...

    def entries(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[LedgerEntry]:
        """Return at most `limit` rows of a booking month, a provider's or all, in sequence after the given one."""
        ...

    def scan_month(self, month: str, on_page: Callable[[], None] = lambda: None) -> Iterator[LedgerEntry]:
        """Yield every row of a booking month from the rows themselves, without any index, in no order.

        `on_page` is called before each page that is read, also those without a row of the month; it may raise.
        """
        ...

    def numbers_issued(self, month: str, *, clients: bool = False) -> Iterator[NumberRow]:
        """Yield the numbers issued in a month in Stockholm, in their present state, in no order.

        With `clients`, yield the rows of the clients whose first claim was recorded then: these are never issued.
        """
        ...

    def seals(self, months: Sequence[str]) -> Mapping[str, SealRow]:
        """Return the seals of these booking months, by month, as of one instant; an unsealed month has none."""
        ...

    def seal(self, seal: SealRow) -> None:
        """Write a booking month's seal where there is none."""
        ...

    def exports(self, months: Sequence[str]) -> Mapping[str, ExportRow]:
        """Return the marks of those of these booking months whose files were taken, by month, as of one instant."""
        ...

    def mark_exported(self, export: ExportRow) -> None:
        """Write the mark of a closed booking month where there is none."""
        ...

    def availability(self) -> Sequence[AvailabilityRow]:
        """Return what providers have said of their services, sorted by provider and service."""
        ...

    def put_availability(self, rows: Sequence[AvailabilityRow]) -> None:
        """Write what a provider says now, in place of what it said before: all of the rows or none."""
        ...

    def contact(self, ids: Sequence[str]) -> ContactRow | None:
        """Return the contact that was counted under one of these ids, or None."""
        ...

    def add_contact(self, contact: ContactRow) -> None:
        """Write a contact where there is none."""
        ...

    def undo_contact(self, contact: ContactRow) -> None:
        """Write a contact that was undone in place of the one that was counted; what it says never changes else."""
        ...

    def contacts(self, month: str) -> Iterator[ContactRow]:
        """Yield the contacts of a month in Stockholm, the undone ones too, in no order."""
        ...

    def require_layout(self, *, mark: bool) -> None:
        """Raise LayoutError if the ledger has a layout that is not read here; `mark` one that states none with ours."""
        ...

    def probe(self) -> None:
        """Check that a claim could be written now, by a write without meaning; raise UnwritableError if not."""
        ...


def span(provider: str | None, after: str) -> tuple[str, str]:
    """Return the least and the greatest sequence that `entries` reads after `after`: a provider's rows or (None) all.

    >>> span("parhuset", ""), span(None, "parhuset#2026")
    (('parhuset#!', 'parhuset#~'), ('parhuset#2026!', '~'))
    """
    begin = "" if provider is None else f"{provider}#"
    last = f"{begin}~"
    return min(f"{max(begin, after)}!", last), last
