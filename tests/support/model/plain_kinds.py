"""A model of codes, hours, references, adjustments and seals, as simple as possible.

Four services: by the session with presence codes, by decision in minutes with a weekly cap, and two without numbers, of
which one is paid by its budget alone. Every price has a level, which the municipality may correct afterwards: then
claims can be adjusted.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.support.chalicelib.sample import HOURS, OPEN, OWN, SERVICE

UNPAID, MEMBER = "budgeterad", "2303"
WITHOUT_NUMBERS = (OPEN, UNPAID)

LEVEL_ORE = 1_001
"""What a level of prices adds to every tariff: not a round figure, so that prices by the minute have to be rounded."""
FEE_ORE = 45_000
CLAIM_AGE = timedelta(days=90)
WRONG_CODES = 5

Key = tuple[str, str, int]
"""Provider, date (or reference), nth."""


@dataclass(frozen=True)
class Sent:
    """A claim as a provider sends it."""

    service: str
    day: date
    event: str = "session"
    counsellors: int = 1
    minutes: int | None = None
    code: str | None = None
    member: str | None = None
    exempt: bool = False


@dataclass
class Recorded:
    """A recorded claim: what was sent, what it costs in total, and in which months."""

    sent: Sent
    owed: tuple[int, int]
    """Amount and fee, adjustments included."""
    rows: list[tuple[str, int, int]]
    """Its ledger rows: month, amount, fee."""
    reversed_in: str | None = None


@dataclass
class Number:
    """A number for sessions with codes (`minutes_week` is None), or for a decision's hours."""

    service: str
    granted: int
    first: date
    last: date
    codes: tuple[str, ...] = ()
    minutes_week: int | None = None
    counsellors: int = 9
    wrong: set[str] = field(default_factory=set)
    claims: dict[Key, Recorded] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Return what was granted, less claims that are not reversed."""
        return self.granted - sum(taken(record.sent) for record in self.standing())

    def standing(self) -> list[Recorded]:
        """Return the claims that are not reversed."""
        return [record for record in self.claims.values() if record.reversed_in is None]

    def left_of_week(self, day: date) -> int | None:
        """Return the minutes left in the week of a day, or None without a decision."""
        if self.minutes_week is None:
            return None
        week = day.isocalendar()[:2]
        of_week = [record.sent for record in self.standing() if record.sent.day.isocalendar()[:2] == week]
        return self.minutes_week - sum(map(taken, of_week))

    def locked(self) -> bool:
        """Return whether too many different wrong codes were sent."""
        return len(self.wrong) >= WRONG_CODES


def taken(sent: Sent) -> int:
    """Return the units that a claim uses: its minutes, or one session."""
    return sent.minutes or 0 if sent.service == HOURS else 1


def price(sent: Sent, provider: str, level: int) -> tuple[int, int] | None:
    """Return amount and fee in öre, or None if there is no price."""
    own = provider == OWN
    if sent.service == UNPAID:
        return 0, FEE_ORE
    if sent.service == HOURS:
        hour_ore = {(False, 1): 86_800, (True, 1): 81_900, (False, 2): 165_100, (True, 2): 155_800}
        if sent.event != "session" or (own, sent.counsellors) not in hour_ore:
            return None
        exact = Decimal(hour_ore[own, sent.counsellors] + level * LEVEL_ORE) * (sent.minutes or 0) / 60
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP)), 0
    if sent.counsellors != 1 or (sent.event == "no_show" and (own or sent.service == OPEN)):
        return None
    base_ore = 50_000 if sent.event == "no_show" else 106_600 if own else 110_400
    paid_ore = base_ore + level * LEVEL_ORE
    return (paid_ore + FEE_ORE, 0) if sent.exempt else (paid_ore, FEE_ORE)


def again(existing: Recorded, sent: Sent) -> str | Recorded:
    """Return the outcome of a claim whose key is already used: the existing claim, or a code."""
    if existing.reversed_in:
        return "reference_reversed" if sent.service in WITHOUT_NUMBERS else "reversed"
    needs_code = existing.sent.service == SERVICE and existing.sent.event == "session"
    comparable = sent if needs_code else Sent(**{**vars(sent), "code": existing.sent.code})
    return existing if comparable == existing.sent else "conflict"


def by_number(number: Number, key: Key, sent: Sent, today: date, level: int) -> str | tuple[int, int]:  # noqa: PLR0911 - the contract, line by line
    """Return what a new claim on a number costs, or why it is refused; a wrong code is recorded here."""
    provider, _, nth = key
    if sent.day < number.first:
        return "number_not_yet_valid"
    if sent.day > number.last:
        return "number_expired"
    if nth != 1 + sum((by, on) == key[:2] for by, on, _ in number.claims):
        return "nth_skipped"
    refused = _date(sent, today)
    if refused:
        return refused
    owed = price(sent, provider, level)
    if owed is None:
        return "no_tariff"
    if sent.counsellors > number.counsellors:
        return "counsellors_not_granted"
    left_of_week = number.left_of_week(sent.day)
    if left_of_week is not None and taken(sent) > left_of_week:
        return "week_full"
    if taken(sent) > number.left:
        return "exhausted"
    return _presence(number, sent) or owed


def by_reference(key: Key, sent: Sent, today: date, level: int) -> str | tuple[int, int]:
    """Return what a new claim under a reference costs, or why it is refused."""
    return _date(sent, today) or _said(sent) or price(sent, key[0], level) or "no_tariff"


def _said(sent: Sent) -> str | None:
    """Return why a claim cannot say who is exempt, or where the resident lives."""
    if sent.exempt and sent.service == UNPAID:
        return "exempt_not_on_claim"
    return None if sent.member == MEMBER else "unknown_member" if sent.member else "member_required"


def _date(sent: Sent, today: date) -> str | None:
    if sent.day > today:
        return "date_in_future"
    if sent.day < today - CLAIM_AGE:
        return "too_old"
    return "minutes_required" if sent.service == HOURS and sent.minutes is None else None


def _presence(number: Number, sent: Sent) -> str | None:
    if number.service != SERVICE or sent.event != "session":
        return None
    if number.locked():
        return "codes_locked"
    if sent.code is None:
        return "code_missing"
    if sent.code not in number.codes:
        number.wrong.add(sent.code)
        return "codes_locked" if number.locked() else "code_wrong"
    used = {record.sent.code for record in number.standing() if record.sent.event == "session"}
    return "code_used" if sent.code in used else None
