"""Follow-up: what the council asks for through the year (D4, D14, D23, D24, D30): for officers' eyes.

Nothing here is suppressed, for nothing here is published; it says nothing of anyone but providers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from chalicelib.ledger.port import LIVE, Ledger, NumberRow
from chalicelib.register.parser import Budget, Register
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.yearly_counts import YearCounts
from chalicelib.rules.issuing import BECAUSE

ALERT_AT = 0.9
"""The share of the budget that calls for attention."""


@dataclass(slots=True)
class Numbers:
    """Numbers issued in a year as they stand now: granted = used + left + expired + closed, in sessions or minutes."""

    issued: int = 0
    replaced: int = 0
    exempt: int = 0
    granted: int = 0
    used: int = 0
    left: int = 0
    expired: int = 0
    closed: int = 0

    def add(self, row: NumberRow, today: date) -> None:
        """Count one: one that replaces a lost number is no further resident."""
        self.issued += not row.replaces
        self.replaced += row.replaces
        self.exempt += row.exempt and not row.replaces
        self.granted += row.granted
        self.used += row.used
        if row.status != LIVE:
            self.closed += row.left
        elif row.valid_to < today.isoformat():
            self.expired += row.left
        else:
            self.left += row.left


@dataclass(frozen=True, slots=True)
class Spending:
    """A year's money beside its budget; what the council has not said is None."""

    amount_ore: int
    fee_ore: int
    budget_ore: int | None
    reserve_ore: int | None
    used_share: float | None
    alert: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A service's year so far."""

    year: int
    numbers: Numbers
    sessions: int
    late_cancellations: int
    no_shows: int
    exempt_sessions: int
    own_sessions: int
    own_share: float | None
    own_share_of_first_choices: float | None
    """Of those who came to the reception first: how many chose the own unit."""
    told_of_every_provider: int
    recommended_own: int
    recommended_private: int
    recommended_because: Mapping[str, int]
    budget_sessions: int | None
    own_budget_sessions: int | None
    occupancy: float | None
    spending: Spending
    corrections_of_earlier_years: int

    def told(self) -> dict[str, object]:
        """Give everything as plain data."""
        return asdict(self)


def of_year(ledger: Ledger, register: Register, year: int, counted: YearCounts, today: date) -> FollowUp:
    """Put the year together, as it stands today."""
    budgets = [one for one in register.budgets if one.year == year]
    return FollowUp(
        year=year,
        numbers=_numbers(ledger, year, today),
        sessions=counted.count("events×event", "session"),
        late_cancellations=counted.count("events×event", "late_cancellation"),
        no_shows=counted.count("events×event", "no_show"),
        exempt_sessions=counted.count("sessions×fee", "exempt"),
        own_sessions=counted.count("sessions×regi", "own"),
        own_share=share(counted.count("sessions×regi", "own"), counted.count("events×event", "session")),
        own_share_of_first_choices=share(counted.count("firsts×regi", "own"), counted.count("firsts")),
        told_of_every_provider=counted.count("numbers×told", "yes"),
        recommended_own=counted.count("numbers×recommended", "own"),
        recommended_private=counted.count("numbers×recommended", "private"),
        recommended_because={one: counted.count("numbers×because", one) for one in BECAUSE},
        budget_sessions=_sum([one.sessions for one in budgets]),
        own_budget_sessions=_sum([one.own_unit_sessions for one in budgets]),
        occupancy=share(counted.count("sessions×regi", "own"), _sum([one.own_unit_sessions for one in budgets])),
        spending=spending(counted, budgets),
        corrections_of_earlier_years=counted.corrections,
    )


def spending(counted: YearCounts, budgets: Sequence[Budget]) -> Spending:
    """Hold what was paid against budget and reserve; the alert comes at nine tenths of the budget (D23)."""
    budget_ore = _sum([one.amount_ore for one in budgets])
    used = share(counted.amount_ore, budget_ore)
    return Spending(
        amount_ore=counted.amount_ore,
        fee_ore=counted.fee_ore,
        budget_ore=budget_ore,
        reserve_ore=_sum([one.reserve_ore for one in budgets]),
        used_share=used,
        alert=used is not None and used >= ALERT_AT,
    )


def share(part: int, whole: int | None) -> float | None:
    """Give a share to four decimals; of nothing there is none (D30: performed / budgeted).

    >>> share(5163, 5808), share(1, 0)
    (0.8889, None)
    """
    return round(part / whole, 4) if whole else None


def _numbers(ledger: Ledger, year: int, today: date) -> Numbers:
    found = Numbers()
    for month in yearly_counts.months(year):
        for row in ledger.numbers_issued(month):
            found.add(row, today)
    return found


def _sum(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
