"""Follow-up: what the council asks for during the year (D4, D14, D23, D24, D30), for internal use by officers.

Nothing here is suppressed, because nothing here is published; it concerns providers only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import LIVE, REPLACED, NumberRow
from chalicelib.register.codes import BECAUSE
from chalicelib.register.model import Register, RegisterBudget
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.counts import YearCounts
from chalicelib.reporting.own_unit import OwnUnit, own_unit
from chalicelib.reporting.yearly_counts import ByService

ALERT_AT = 0.9
"""The share of the budget at which an alert is raised."""


@dataclass(slots=True)
class Beyond:
    """Numbers that were granted more than the rule for one reason, and the sessions above it."""

    numbers: int = 0
    sessions: int = 0


@dataclass(slots=True)
class HandedOver:
    """Numbers that a supplier of a framework agreement performs: in turn, or by the reason why not."""

    in_turn: int = 0
    because: dict[str, int] = field(default_factory=dict)

    def add(self, because: str | None) -> None:
        """Count one number."""
        if because is None:
            self.in_turn += 1
        else:
            self.because[because] = self.because.get(because, 0) + 1


@dataclass(slots=True)
class Numbers:
    """Numbers issued in a year as they stand now: granted = used + left + expired + closed, in sessions or minutes."""

    issued: int = 0
    replaced: int = 0
    exempt: int = 0
    exempt_set: int = 0
    """Numbers that became exempt after they were issued, then those whose exemption has ended."""
    exempt_ended: int = 0
    granted: int = 0
    used: int = 0
    left: int = 0
    expired: int = 0
    closed: int = 0
    beyond: dict[str, Beyond] = field(default_factory=dict)
    """What was granted beyond the rule, by the reason."""
    handed_over: dict[str, HandedOver] = field(default_factory=dict)
    """The numbers that are at suppliers, by supplier."""

    def add(self, row: NumberRow, today: date, by_rule: int) -> None:
        """Count one number; a replacement for a lost number is not another resident.

        What a number and those that it replaces were granted together is held against the rule.
        """
        if row.beyond is not None:
            beyond = self.beyond.setdefault(row.beyond, Beyond())
            beyond.numbers += 1
            beyond.sessions += max(0, row.granted + row.used_before - by_rule)
        if row.supplier is not None and row.status != REPLACED:
            self.handed_over.setdefault(row.supplier, HandedOver()).add(row.supplier_because)
        self.exempt_set += row.exempt_changed and row.exempt
        self.exempt_ended += row.exempt_changed and not row.exempt
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
    """A year's money beside its budget; None where the council has not decided."""

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
    service: str
    numbers: Numbers
    sessions: int
    late_cancellations: int
    no_shows: int
    exempt_sessions: int
    exempt_sessions_by_member: Mapping[str, int]
    """By the code of the municipality that the resident lives in; empty for a municipality on its own."""
    own_sessions: int
    own_share: float | None
    own_share_of_first_choices: float | None
    """The share of first sessions that are at the own unit."""
    framework_sessions: int
    framework_share: float | None
    """What suppliers of a framework agreement performed, and its share of all sessions."""
    told_of_every_provider: int
    recommended_own: int
    recommended_private: int
    recommended_because: Mapping[str, int]
    budget_sessions: int | None
    own_budget_sessions: int | None
    occupancy: float | None
    spending: Spending
    own_unit: OwnUnit | None
    corrections_of_earlier_years: int

    def as_dict(self) -> dict[str, object]:
        """Return everything as plain data."""
        return asdict(self)


def follow_up_of_year(
    ledger: Ledger, register: Register, year: int, by_service: ByService, today: date
) -> list[FollowUp]:
    """Return the follow-up of a year as of today, service by service."""
    numbers = _numbers(ledger, register, year, today)
    return [
        _of_service(register, year, service, by_service[service], numbers[service], today)
        for service in register.services
    ]


def document(year: int, services: Sequence[FollowUp]) -> dict[str, object]:
    """Return the follow-up of a year as plain data."""
    return {"year": year, "services": [service.as_dict() for service in services]}


def _of_service(  # noqa: PLR0913, PLR0917 - a service's year, by the rules and as of a day
    register: Register, year: int, service: str, counts: YearCounts, numbers: Numbers, today: date
) -> FollowUp:
    budgets = [budget for budget in register.budgets if (budget.year, budget.service) == (year, service)]
    suppliers = {provider.id for provider in register.providers.values() if provider.framework}
    framework = sum(counts.cells.get(("sessions", ()), Counter())[supplier] for supplier in suppliers)
    return FollowUp(
        year=year,
        service=service,
        numbers=numbers,
        sessions=counts.count("events×event", "session"),
        late_cancellations=counts.count("events×event", "late_cancellation"),
        no_shows=counts.count("events×event", "no_show"),
        exempt_sessions=counts.count("sessions×fee", "exempt"),
        exempt_sessions_by_member={member: counts.exempt_by_member[member] for member in register.municipality.members},
        own_sessions=counts.count("sessions×regi", "own"),
        own_share=share(counts.count("sessions×regi", "own"), counts.count("events×event", "session")),
        own_share_of_first_choices=share(counts.count("firsts×regi", "own"), counts.count("firsts")),
        framework_sessions=framework,
        framework_share=share(framework, counts.count("events×event", "session")),
        told_of_every_provider=counts.count("numbers×told", "yes"),
        recommended_own=counts.count("numbers×recommended", "own"),
        recommended_private=counts.count("numbers×recommended", "private"),
        recommended_because={reason: counts.count("numbers×because", reason) for reason in BECAUSE},
        budget_sessions=_sum([budget.sessions for budget in budgets]),
        own_budget_sessions=_sum([budget.own_unit_sessions for budget in budgets]),
        occupancy=share(counts.count("sessions×regi", "own"), _sum([budget.own_unit_sessions for budget in budgets])),
        spending=spending(counts, budgets),
        own_unit=own_unit(register, year, service, counts, today),
        corrections_of_earlier_years=counts.corrections,
    )


def spending(counts: YearCounts, budgets: Sequence[RegisterBudget]) -> Spending:
    """Compare what was paid with budget and reserve; the alert is raised at nine tenths of the budget (D23)."""
    budget_ore = _sum([budget.amount_ore for budget in budgets])
    used_share = share(counts.amount_ore, budget_ore)
    return Spending(
        amount_ore=counts.amount_ore,
        fee_ore=counts.fee_ore,
        budget_ore=budget_ore,
        reserve_ore=_sum([budget.reserve_ore for budget in budgets]),
        used_share=used_share,
        alert=used_share is not None and used_share >= ALERT_AT,
    )


def share(part: int, whole: int | None) -> float | None:
    """Return a share to four decimals, or None if the whole is zero or None (D30: performed / budgeted).

    >>> share(5163, 5808), share(1, 0)
    (0.8889, None)
    """
    return round(part / whole, 4) if whole else None


def _numbers(ledger: Ledger, register: Register, year: int, today: date) -> dict[str, Numbers]:
    numbers = {service: Numbers() for service in register.services}
    for month in yearly_counts.months(year):
        for row in ledger.numbers_issued(month):
            service = register.service(row.service)
            by_rule = service.by_rule if service else row.granted + row.used_before
            numbers.setdefault(row.service, Numbers()).add(row, today, by_rule)
    return numbers


def _sum(parts: Sequence[int | None]) -> int | None:
    present = [part for part in parts if part is not None]
    return sum(present) if present else None
