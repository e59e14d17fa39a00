"""What the endpoint should do, said as plainly as possible: dictionaries, no ledger, no versions, no retries.

It knows the sample's rules: a session 1 104 kr at a private provider and 1 066 kr at the own
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
    """A claim that was recorded: what it was, what it costs, when, and whether it has been taken back."""

    event: str
    amount_ore: int
    fee_ore: int
    left: int
    month: str
    reversed_in: str | None = None


@dataclass
class Number:
    """A number as the reception and the providers see it."""

    granted: int
    first: date
    last: date
    secret: int
    status: str = "live"
    claims: dict[Key, Claimed] = field(default_factory=dict)
    heir: "Number | None" = None
    before: int = 0
    """Sessions that stand on the numbers that it replaces."""

    @property
    def used(self) -> int:
        """Give the sessions of claims that stand."""
        return sum(EVENTS[one.event] for one in self.claims.values() if one.reversed_in is None)

    @property
    def left(self) -> int:
        """Give what was granted less claims that stand."""
        return self.granted - self.used


def claim(number: Number | None, key: Key, event: str, today: date) -> str | Claimed:  # noqa: PLR0911 - the contract, line by line
    """Say what comes of a claim: the one that stands, a new one that is recorded here, or the code of the refusal."""
    if number is None:
        return "number_unknown"
    provider, day, nth = key
    standing = number.claims.get(key)
    if standing:
        if standing.reversed_in:
            return "reversed"
        return standing if standing.event == event else "conflict"
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
    amount_ore, fee_ore = (PHONE_ORE, 0) if event == "phone" else (PRICE_ORE[provider], FEE_ORE)
    made = Claimed(event, amount_ore, fee_ore, number.left - EVENTS[event], f"{today:%Y-%m}")
    number.claims[key] = made
    return made


def closed(number: Number, day: date) -> str | None:
    """Say why a number is of no use on a day, whatever is left on it."""
    if number.status != "live":
        return f"number_{number.status}"
    if day < number.first:
        return "number_not_yet_valid"
    return "number_expired" if day > number.last else None


def reverse(number: Number, key: Key, today: date) -> int:
    """Take a claim back, and give what is left then on the number, or on the one that has replaced it."""
    made = number.claims[key]
    heir, between = number, []
    while heir.heir:
        heir = heir.heir
        between.append(heir)
    if made.reversed_in is None:
        made.reversed_in = f"{today:%Y-%m}"
        for one in between:
            one.before -= EVENTS[made.event]
        if heir is not number:
            number.granted -= EVENTS[made.event]
            heir.granted += EVENTS[made.event]
    return heir.left


def extend(number: Number, granted: int, most: int, today: date) -> str | None:
    """Grant another total, or say why not: no fewer than are used, no more than policy grants to one resident."""
    refused = closed(number, today)
    if refused:
        return refused
    if granted < number.used:
        return "used_is_more"
    if granted > max(number.granted, most - number.before):
        return "not_within_limits"
    number.granted = granted
    return None


def replace(number: Number, secret: int) -> Number:
    """Give another number what is left on this one."""
    heir = Number(number.left, number.first, number.last, secret, before=number.before + number.used)
    number.granted, number.status, number.heir = number.used, "replaced", heir
    return heir


def give_back(number: Number, heir: Number, today: date) -> str | None:
    """Undo a replacing, or say why not: nobody has used the number that took the other's place."""
    if number.heir is not heir:
        return None if number.status == "live" else f"number_{number.status}"
    refused = closed(heir, today)
    if refused:
        return refused
    if heir.claims:
        return "new_number_used"
    number.granted, number.status, number.heir = number.granted + heir.granted, "live", None
    heir.granted, heir.status = 0, "revoked"
    return None
