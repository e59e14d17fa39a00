"""A model of the endpoint, as simple as possible: dictionaries, no ledger, no versions, no retries.

It has the sample's rules: a session 1 104 kr at a private provider and 1 066 kr at the own
unit, a fee of 450 kr on top, 90 days to claim, twelve months to use.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

PRICE_ORE = {"stadens-egen": 106_600, "lugna-samtal": 110_400, "parhuset": 110_400}
FEE_ORE = 45_000
CLAIM_AGE_DAYS = 90
EVENTS = {"session": 1, "phone": 0}
PHONE_ORE = 20_000

Key = tuple[str, date, int]


@dataclass
class Claimed:
    """A recorded claim: its event, costs, month, and when it was reversed."""

    event: str
    amount_ore: int
    fee_ore: int
    left: int
    month: str
    reversed_in: str | None = None


@dataclass
class Number:
    """A control number, as the reception and the providers see it."""

    granted: int
    first: date
    last: date
    secret: int
    status: str = "live"
    claims: dict[Key, Claimed] = field(default_factory=dict)
    successor: "Number | None" = None
    before: int = 0
    """Sessions claimed on the numbers that it replaces."""
    exempt: bool = False
    beyond: str | None = None

    @property
    def used(self) -> int:
        """Return the sessions of claims that are not reversed."""
        return sum(EVENTS[claimed.event] for claimed in self.claims.values() if claimed.reversed_in is None)

    @property
    def left(self) -> int:
        """Return the sessions granted, less those used."""
        return self.granted - self.used


def claim(number: Number | None, key: Key, event: str, today: date) -> str | Claimed:  # noqa: PLR0911 - the contract, line by line
    """Return the outcome of a claim: the existing one, a new one that is recorded here, or the code of the refusal."""
    if number is None:
        return "number_unknown"
    provider, day, nth = key
    existing = number.claims.get(key)
    if existing:
        if existing.reversed_in:
            return "reversed"
        return existing if existing.event == event else "conflict"
    refused = closed(number, day)
    if refused:
        return refused
    if nth != 1 + sum((by, on) == (provider, day) for by, on, _ in number.claims):
        return "nth_skipped"
    if day > today:
        return "date_in_future"
    if day < today - timedelta(days=CLAIM_AGE_DAYS):
        return "too_old"
    if event == "phone" and provider == "stadens-egen":
        return "no_tariff"
    if EVENTS[event] > number.left:
        return "exhausted"
    claimed = Claimed(event, *price(number, provider, event), number.left - EVENTS[event], f"{today:%Y-%m}")
    number.claims[key] = claimed
    return claimed


def price(number: Number, provider: str, event: str) -> tuple[int, int]:
    """Return what the municipality and the resident pay; the municipality also pays the fee of whoever is exempt."""
    if event == "phone":
        return PHONE_ORE, 0
    return (PRICE_ORE[provider] + FEE_ORE, 0) if number.exempt else (PRICE_ORE[provider], FEE_ORE)


def closed(number: Number, day: date) -> str | None:
    """Return the code why a number cannot be used on a day, whatever is left on it, or None."""
    if number.status != "live":
        return f"number_{number.status}"
    if day < number.first:
        return "number_not_yet_valid"
    return "number_expired" if day > number.last else None


def reverse(number: Number, key: Key, today: date) -> int:
    """Reverse a claim; return what is left then on the number, or on the last one that replaced it."""
    claimed = number.claims[key]
    successor, between = number, []
    while successor.successor:
        successor = successor.successor
        between.append(successor)
    if claimed.reversed_in is None:
        claimed.reversed_in = f"{today:%Y-%m}"
        for number_between in between:
            number_between.before -= EVENTS[claimed.event]
        if successor is not number:
            number.granted -= EVENTS[claimed.event]
            successor.granted += EVENTS[claimed.event]
    return successor.left


def extend(number: Number, granted: int, beyond: str | None, limits: tuple[int, int], today: date) -> str | None:
    """Change the total granted, or return why not; `limits` are what the rule gives, and the most there is."""
    rule, most = (limit - number.before for limit in limits)
    refused = closed(number, today)
    if refused or granted == number.granted:
        return refused
    if granted < number.used:
        return "used_is_more"
    if granted > max(number.granted, most):
        return "not_within_limits"
    if granted > max(number.granted, rule) and beyond is None:
        return "beyond_required"
    number.granted, number.beyond = granted, None if granted <= rule else beyond or number.beyond
    return None


def exempt(number: Number, today: date, *, is_exempt: bool) -> str | None:
    """Set or end the exemption, or return why not."""
    refused = closed(number, today)
    if refused is None:
        number.exempt = is_exempt
    return refused


def replace(number: Number, secret: int) -> Number:
    """Replace a number; return the new one, with the sessions left."""
    successor = Number(number.left, number.first, number.last, secret, before=number.before + number.used)
    successor.exempt, successor.beyond = number.exempt, number.beyond
    number.granted, number.status, number.successor, number.beyond = number.used, "replaced", successor, None
    return successor


def give_back(number: Number, successor: Number, today: date) -> str | None:
    """Undo a replacement, or return why not: the new number must not have been used."""
    if number.successor is not successor:
        return None if number.status == "live" else f"number_{number.status}"
    refused = closed(successor, today)
    if refused:
        return refused
    if successor.claims:
        return "new_number_used"
    number.granted, number.status, number.successor = number.granted + successor.granted, "live", None
    number.exempt, number.beyond = successor.exempt, successor.beyond
    successor.granted, successor.status, successor.beyond = 0, "revoked", None
    return None
