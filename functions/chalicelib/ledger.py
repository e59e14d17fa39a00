"""The ledger's port: what is kept, and the few ways in which it is read and written.

Rows are kept as they are written here: dates and moments are ISO texts, so that they sort as they happened, and
amounts are öre. The rules stand elsewhere (claim, issue, reversal): a ledger only reads, and writes where nothing
has moved since it was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LIVE = "live"
REVOKED = "revoked"


class BusyError(Exception):
    """The ledger could not be reached or was too contended for too long; the same request may be sent again."""


class ContendedError(Exception):
    """One attempt met another's or got no answer; nothing is known, and looking again is safe."""


class MovedError(ContendedError):
    """Something moved since the look, so nothing was written: look again and decide again."""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """An issued number, known by its place alone: the one row that changes, and `version` counts its changes.

    `used` is the sessions of claims less those of reversals; `nth` is the highest one taken by provider and date.
    """

    place: str = field(repr=False)
    service: str
    member: str | None
    residence: str
    exempt: bool
    granted: int
    used: int
    valid_from: str
    valid_to: str
    status: str
    nth: Mapping[str, int] = field(repr=False)
    version: int
    issued_at: str
    request: str = field(repr=False)
    fingerprint: str = field(repr=False)

    @property
    def left(self) -> int:
        """Give the sessions that can still be claimed."""
        return self.granted - self.used


@dataclass(frozen=True, slots=True)
class EventRow:
    """What the reception did to a number, by whom and for which reason, written with the deed itself."""

    place: str = field(repr=False)
    at: str
    n: int
    kind: str
    by: str = field(repr=False)
    reason: str | None
    told: bool | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A claim's natural key under its number: the nth of one provider on one date."""

    provider: str
    date: str
    nth: int

    @property
    def day(self) -> str:
        """Give the key that the number counts its claims by."""
        return f"{self.provider}#{self.date}"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A recorded claim with its price, written once and never changed."""

    place: str = field(repr=False)
    provider: str
    date: str
    nth: int
    claim_id: str
    service: str
    member: str | None
    event: str
    counsellors: int
    minutes: int | None
    consumed: int
    exempt: bool
    amount_ore: int
    fee_ore: int
    tariff: str
    register: str
    left: int
    recorded_at: str
    booking_month: str
    fingerprint: str = field(repr=False)

    @property
    def slot(self) -> Slot:
        """Give the natural key."""
        return Slot(self.provider, self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Give the key that a month's rows are sorted by."""
        return f"{self.recorded_at}#{self.claim_id}"


@dataclass(frozen=True, slots=True)
class ReversalRow:
    """A claim taken back, written once: amounts are negative, so that a month's rows add up."""

    place: str = field(repr=False)
    provider: str
    date: str
    nth: int
    claim_id: str
    service: str
    member: str | None
    event: str
    consumed: int
    amount_ore: int
    fee_ore: int
    tariff: str
    reason: str
    by: str = field(repr=False)
    left: int
    recorded_at: str
    booking_month: str

    @property
    def slot(self) -> Slot:
        """Give the natural key, the claim's own."""
        return Slot(self.provider, self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Give the key that a month's rows are sorted by; it differs from the claim's own even in the same instant."""
        return f"{self.recorded_at}#{self.claim_id}#R"


Booked = ClaimRow | ReversalRow


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the claim of an id stands."""

    place: str = field(repr=False)
    slot: Slot


@dataclass(frozen=True, slots=True)
class Look:
    """What one look reads: the places of a number, whose failures in which hour, and a claim's slot if one is meant."""

    places: tuple[str, ...] = field(repr=False)
    provider: str
    hour: str
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What stood at one instant."""

    number: NumberRow | None
    standing: ClaimRow | None
    reversal: ReversalRow | None
    failures: int


class Ledger(Protocol):
    """What every ledger does; a write raises MovedError, having written nothing, when something moved since the look.

    Any of these may raise ContendedError, after which nothing is known and the caller looks again.
    """

    def look(self, look: Look) -> View:
        """Read all that a decision needs, as it stood at one instant."""
        ...

    def numbers(self, places: Sequence[str]) -> Mapping[str, NumberRow]:
        """Read the numbers that stand at these places, at one instant."""
        ...

    def issue(self, number: NumberRow, event: EventRow) -> None:
        """Write a number where none stands, and the event of issuing it."""
        ...

    def record(self, claim: ClaimRow, number: NumberRow) -> None:
        """Write a claim where none stands, its pointer, and the number's next version."""
        ...

    def find(self, claim_id: str) -> Pointer | None:
        """Find where the claim of an id stands."""
        ...

    def reverse(self, reversal: ReversalRow, number: NumberRow) -> None:
        """Write a reversal where none stands of a claim that does, and the number's next version."""
        ...

    def fail(self, provider: str, hour: str) -> None:
        """Count one more failed look-up; the count may be forgotten when the hour has passed."""
        ...

    def month(self, provider: str, month: str, after: str, limit: int) -> Sequence[Booked]:
        """Read a provider's rows of a booking month in sequence, at most so many, after the given one."""
        ...
