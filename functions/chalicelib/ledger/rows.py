"""The rows of the ledger, as they are written: dates and moments are ISO texts, and amounts are öre."""

from collections.abc import Mapping
from dataclasses import dataclass, field

LIVE = "live"
REVOKED = "revoked"
REPLACED = "replaced"
MAX_WRONG_CODES = 5


@dataclass(frozen=True, slots=True)
class NumberRow:
    """An issued number, known by its place alone: the one row that changes, and `version` counts its changes.

    `granted` and `used` are sessions, or whole minutes where a decision grants hours; `used` is those of claims less
    those of reversals. `nth` is the highest one taken by provider and date.
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
    minutes_week: int | None = None
    """What the decision grants in one ISO week."""
    counsellors: int | None = None
    """How many at once the decision grants."""
    weeks: Mapping[str, int] = field(default_factory=dict, repr=False)
    """The minutes used, by ISO week."""
    codes: tuple[int, ...] = field(default=(), repr=False)
    """The presence codes that claims have taken, by their index from 1."""
    wrong_codes: tuple[str, ...] = field(default=(), repr=False)
    """The marks of the wrong presence codes that were sent since the last unlocking."""
    granted_before: int | None = None
    """The highest total before the latest change of it: presence codes were handed out up to there, and stay good."""
    used_before: int = 0
    """Sessions used on the numbers that this one replaces."""
    replaces: bool = False
    """It was issued for a lost number, and counts as no further resident."""
    successor: str | None = field(default=None, repr=False)
    """The place of the number that replaced this one."""
    told: bool | None = None
    """The resident was told of every provider."""
    recommended: str | None = None
    """The provider that the reception recommended, if it did."""
    because: str | None = None
    """Why it did."""

    @property
    def left(self) -> int:
        """Give the sessions (or minutes) that can still be claimed."""
        return self.granted - self.used

    @property
    def highest(self) -> int:
        """Give the highest total that was ever granted on this number: so many presence codes were handed out."""
        return max(self.granted, self.granted_before or 0)

    @property
    def codes_locked(self) -> bool:
        """Tell whether too many wrong presence codes were sent."""
        return len(self.wrong_codes) >= MAX_WRONG_CODES


@dataclass(frozen=True, slots=True)
class EventRow:
    """What the reception did to a number, by whom and for which reason, written with the deed itself.

    `granted` is the total from then on.
    """

    place: str = field(repr=False)
    at: str
    n: int
    kind: str
    by: str = field(repr=False)
    reason: str | None
    told: bool | None
    granted: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """A claim's natural key at its place: the nth of one provider under a key.

    The key is the session's date, or the provider's own reference where the service has no numbers.
    """

    provider: str
    key: str
    nth: int

    @property
    def day(self) -> str:
        """Give the key that the number counts its claims by."""
        return f"{self.provider}#{self.key}"


def without_number(provider: str, service: str) -> str:
    """Name the place of a provider's claims for a service that has no numbers; no place of a number looks like it."""
    return f"P#{provider}#{service}"


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
    left: int | None
    recorded_at: str
    booking_month: str
    fingerprint: str = field(repr=False)
    code: int | None = field(default=None, repr=False)
    visits_before: int = 0
    reference: str | None = None

    @property
    def slot(self) -> ClaimKey:
        """Give the natural key."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Give the key that a month's rows are sorted by: provider by provider, as they were recorded."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}"


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
    left: int | None
    recorded_at: str
    booking_month: str
    reference: str | None = None

    @property
    def slot(self) -> ClaimKey:
        """Give the natural key, the claim's own."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Give the key that a month's rows are sorted by; it differs from the claim's own even in the same instant."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}#R"


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A claim's price put right, written once: the amounts are what is to be added to what the claim was paid.

    `n` counts a claim's adjustments; `tariff` and `register` say which entry of which register is right.
    """

    place: str = field(repr=False)
    provider: str
    date: str
    nth: int
    n: int
    claim_id: str
    service: str
    member: str | None
    event: str
    amount_ore: int
    fee_ore: int
    tariff: str
    register: str
    reason: str
    by: str = field(repr=False)
    recorded_at: str
    booking_month: str
    reference: str | None = None

    @property
    def slot(self) -> ClaimKey:
        """Give the natural key, the claim's own."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Give the key that a month's rows are sorted by."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}#A{self.n}"


Booked = ClaimRow | ReversalRow | AdjustmentRow


def span(provider: str | None, after: str) -> tuple[str, str]:
    """Give the least and the greatest sequence that can follow one, of a provider's rows or (None) of all.

    >>> span("parhuset", ""), span(None, "parhuset#2026")
    (('parhuset#!', 'parhuset#~'), ('parhuset#2026!', '~'))
    """
    begin = "" if provider is None else f"{provider}#"
    last = f"{begin}~"
    return min(f"{max(begin, after)}!", last), last


@dataclass(frozen=True, slots=True)
class SealRow:
    """A booking month that has been paid, put once: how many rows it had, their sum, and the hash of the first run.

    Nothing is booked in a sealed month any more.
    """

    month: str
    count: int
    sum_ore: int
    sha256: str
    sealed_at: str
    by: str = field(repr=False)
    layout: int = 1
    """How the files of the first run were written; seals that do not say are of the first layout."""
