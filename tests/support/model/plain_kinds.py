"""What codes, hours, references, adjustments and seals should come to, said as plainly as possible.

Three services: by the session with presence codes, by decision in minutes with a weekly cap, and without numbers. Every
price has a level, which the municipality may put right afterwards: then claims can be adjusted.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.support.chalicelib.sample import HOURS, OPEN, OWN, SERVICE

LEVEL_ORE = 1_001
"""What a level of prices adds to every tariff: no round figure, so that minutes have to be rounded."""
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


@dataclass
class Booked:
    """A recorded claim: what it was, what it costs in all, and in which months."""

    sent: Sent
    owed: tuple[int, int]
    """Amount and fee, adjustments included."""
    rows: list[tuple[str, int, int]]
    """What is booked of it, row by row: month, amount, fee."""
    reversed_in: str | None = None


@dataclass
class Number:
    """A number for sessions with codes (`minutes_week` is none), or for a decision's hours."""

    service: str
    granted: int
    first: date
    last: date
    codes: tuple[str, ...] = ()
    minutes_week: int | None = None
    counsellors: int = 9
    wrong: set[str] = field(default_factory=set)
    claims: dict[Key, Booked] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Give what was granted less what stands."""
        return self.granted - sum(taken(one.sent) for one in self.standing())

    def standing(self) -> list[Booked]:
        """Give the claims that nobody has taken back."""
        return [one for one in self.claims.values() if one.reversed_in is None]

    def left_of_week(self, day: date) -> int | None:
        """Give the minutes that the decision leaves in the week of a day."""
        if self.minutes_week is None:
            return None
        same = [one.sent for one in self.standing() if one.sent.day.isocalendar()[:2] == day.isocalendar()[:2]]
        return self.minutes_week - sum(map(taken, same))

    def locked(self) -> bool:
        """Tell whether too many different wrong codes were sent."""
        return len(self.wrong) >= WRONG_CODES


def taken(sent: Sent) -> int:
    """Give what a claim takes: its minutes, or a session."""
    return sent.minutes or 0 if sent.service == HOURS else 1


def price(sent: Sent, provider: str, level: int) -> tuple[int, int] | None:
    """Give amount and fee, or nothing where the municipality has no price."""
    own = provider == OWN
    if sent.service == HOURS:
        hour_ore = {(False, 1): 86_800, (True, 1): 81_900, (False, 2): 165_100, (True, 2): 155_800}
        if sent.event != "session" or (own, sent.counsellors) not in hour_ore:
            return None
        exact = Decimal(hour_ore[own, sent.counsellors] + level * LEVEL_ORE) * (sent.minutes or 0) / 60
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP)), 0
    if sent.counsellors != 1 or (sent.event == "no_show" and (own or sent.service == OPEN)):
        return None
    base_ore = 50_000 if sent.event == "no_show" else 106_600 if own else 110_400
    return base_ore + level * LEVEL_ORE, FEE_ORE


def again(standing: Booked, sent: Sent) -> str | Booked:
    """Say what comes of a claim whose key is taken."""
    if standing.reversed_in:
        return "reference_reversed" if sent.service == OPEN else "reversed"
    needs_code = standing.sent.service == SERVICE and standing.sent.event == "session"
    same = sent if needs_code else Sent(**{**vars(sent), "code": standing.sent.code})
    return standing if same == standing.sent else "conflict"


def by_number(number: Number, key: Key, sent: Sent, today: date, level: int) -> str | tuple[int, int]:  # noqa: PLR0911 - the contract, line by line
    """Say why a new claim on a number is refused, or what it costs; a wrong code is remembered here."""
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
    """Say why a new claim under a reference is refused, or what it costs."""
    return _date(sent, today) or price(sent, key[0], level) or "no_tariff"


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
    used = {one.sent.code for one in number.standing() if one.sent.event == "session"}
    return "code_used" if sent.code in used else None
