"""The rows of the ledger, as they are stored: dates and moments are ISO texts, and amounts are in öre.

`place` is the key that rows belong to: the HMAC of a control number, which itself is never stored, or a provider and
a service that has no numbers, with the client where the provider attests residence (D25).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LIVE, REVOKED, REPLACED = "live", "revoked", "replaced"
MAX_WRONG_CODES = 5
WITHOUT_NUMBER = "P#"  # what a `place` begins with that is no number's hash


@dataclass(frozen=True, slots=True)
class NumberRow:
    """An issued number, identified by its hash alone: the only row that is updated, and `version` counts the updates.

    `granted` and `used` are sessions, or whole minutes where a decision grants hours; `used` is that of claims less
    that of reversals. `nth` is the highest `nth` claimed, by provider and date.
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
    """How many counsellors at once the decision grants."""
    weeks: Mapping[str, int] = field(default_factory=dict, repr=False)
    """The minutes used, by ISO week."""
    shared: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    """The reports of hours that two providers performed together: `rules.shared_hours`."""
    codes: tuple[int, ...] = field(default=(), repr=False)
    """The presence codes that claims have used, by their index from 1."""
    wrong_codes: tuple[str, ...] = field(default=(), repr=False)
    """The hashes of the wrong presence codes that were sent since the number was last unlocked."""
    granted_before: int | None = None
    """The highest total before its latest change: presence codes up to there were handed out and stay valid."""
    used_before: int = 0
    """Sessions used on the numbers that this one replaces."""
    replaces: bool = False
    """Whether it was issued for a lost number, so that it does not count as another resident."""
    successor: str | None = field(default=None, repr=False)
    """The hash of the number that replaced this one."""
    told: bool | None = None
    """Whether the resident was informed of every provider."""
    recommended: str | None = None
    """The provider that the reception recommended, if it did."""
    because: str | None = None
    """Why the reception recommended that provider."""
    beyond: str | None = None
    """Why more than the service's rule was granted, if it was."""
    exempt_changed: bool = False
    """Whether the exemption has been set or ended since the number was issued."""
    supplier: str | None = None
    """The supplier of a framework agreement that the number was handed over to: nobody else can claim on it."""
    supplier_because: str | None = None
    """Why it was another one than the supplier whose turn it was, if it was."""

    @property
    def left(self) -> int:
        """Return the sessions (or minutes) that can still be claimed."""
        return self.granted - self.used

    @property
    def highest(self) -> int:
        """Return the highest total ever granted on this number, which is how many presence codes were handed out."""
        return max(self.granted, self.granted_before or 0)

    @property
    def codes_locked(self) -> bool:
        """Return whether too many wrong presence codes were sent."""
        return len(self.wrong_codes) >= MAX_WRONG_CODES


@dataclass(frozen=True, slots=True)
class EventRow:
    """A change that the reception made to a number, by whom and why, written together with the change.

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
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """A claim's natural key at its `place`: the nth of one provider under a key.

    The key is the session's date, or the provider's own reference where the service has no numbers.
    """

    provider: str
    key: str
    nth: int

    @property
    def day(self) -> str:
        """Return the key under which the number counts its claims (`nth`)."""
        return f"{self.provider}#{self.key}"


def without_number(provider: str, service: str, client: str | None = None) -> str:
    """Return the `place` of a provider's claims for a service without numbers, or of those for one of its clients."""
    return "#".join((WITHOUT_NUMBER + provider, service, *([] if client is None else [client])))


def client_of(place: str) -> str | None:
    """Return the provider's running number of the client that a `place` belongs to, or None; ids have no `#`."""
    parts = place.split("#")
    return parts[3] if len(parts) > 3 else None  # noqa: PLR2004 - P, provider, service, client


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
    attested: bool = False
    """Whether the provider confirmed that it had checked where the client lives."""
    anonymous: bool = False
    """Whether the number says that nobody checked where the resident lives."""
    partner: str | None = None
    """The other provider of an hour that two performed together, each of whom reports it."""

    @property
    def slot(self) -> ClaimKey:
        """Return the natural key."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Return the key that a month's rows are sorted by: by provider, then in the order of recording."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}"


@dataclass(frozen=True, slots=True)
class ReversalRow:
    """The reversal of a claim, written once: amounts are negative, so that a month's rows add up."""

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
        """Return the natural key of the claim."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Return the key that a month's rows are sorted by; it differs from the claim's even in the same instant."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}#R"


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A correction of a claim's price, written once: the amounts are differences to what the claim was paid.

    `n` counts a claim's adjustments; `tariff` and `register` name the entry and the register that apply.
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
        """Return the natural key of the claim."""
        return ClaimKey(self.provider, self.reference or self.date, self.nth)

    @property
    def sequence(self) -> str:
        """Return the key that a month's rows are sorted by."""
        return f"{self.provider}#{self.recorded_at}#{self.claim_id}#A{self.n}"


LedgerEntry = ClaimRow | ReversalRow | AdjustmentRow
