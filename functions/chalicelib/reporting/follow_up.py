"""Follow-up: what the council asks for during the year (D4, D14, D23, D24, D30), for internal use by officers.

Nothing here is suppressed, because nothing here is published; it concerns providers only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from chalicelib.amounts import divide
from chalicelib.ledger.port import Ledger
from chalicelib.register.codes import AT_OWN_UNIT, ATTESTED, BECAUSE, waits_within
from chalicelib.register.model import Register, RegisterBudget, RegisterService
from chalicelib.reporting import contacts
from chalicelib.reporting.contacts import Contacts
from chalicelib.reporting.counts import YearCounts, share
from chalicelib.reporting.issued_numbers import Numbers, count_clients, count_numbers
from chalicelib.reporting.layouts import RECOMMENDED
from chalicelib.reporting.own_unit import OwnUnit, own_unit
from chalicelib.reporting.yearly_counts import ByService

ALERT_AT = 0.9
"""The share of the budget at which an alert is raised."""


@dataclass(frozen=True, slots=True)
class Spending:
    """A year's money beside its budget; None where the council has not decided.

    What is paid by budget alone uses no share of it: a session's part of the whole budget is its cost (D22).
    """

    amount_ore: int
    fee_ore: int
    budget_ore: int | None
    reserve_ore: int | None
    used_share: float | None
    alert: bool
    budget_per_session_ore: int | None = None


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A provider's sessions beside those of its own budget (D30)."""

    provider: str
    sessions: int
    budget_sessions: int
    occupancy: float | None


@dataclass(frozen=True, slots=True)
class WaitGuarantee:
    """First sessions, and those within the working days that are promised (D19).

    They are counted from control numbers or, for a service without them, from the reports of closed cases; without
    these, or where no class of theirs ends with the last of the days, nothing is known.
    """

    working_days: int
    first_sessions: int | None
    within: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A service's year so far."""

    year: int
    service: str
    remuneration: str
    numbers: Numbers
    sessions: int
    clients: int
    """Clients of providers who attest residence that came for the first time: they have no numbers (D25)."""
    attested_sessions: int
    anonymous_sessions: int
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
    recommended_providers: Mapping[str, int]
    """How often each private provider was recommended."""
    contacts: Contacts | None
    """None where the reception counts no contacts."""
    budget_sessions: int | None
    own_budget_sessions: int | None
    occupancy: float | None
    occupancies: Sequence[Occupancy]
    wait_guarantee: WaitGuarantee | None
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
    numbers, clients = count_numbers(ledger, register, year, today), count_clients(ledger, year)
    return [
        _of_service(register, year, service, by_service[service], numbers[service], clients[service], today)
        for service in register.services
    ]


def document(year: int, services: Sequence[FollowUp]) -> dict[str, object]:
    """Return the follow-up of a year as plain data."""
    return {"year": year, "services": [service.as_dict() for service in services]}


def _of_service(  # noqa: PLR0913, PLR0917 - a service's year, by the rules and as of a day
    register: Register, year: int, service: str, counts: YearCounts, numbers: Numbers, clients: int, today: date
) -> FollowUp:
    of_year = [budget for budget in register.budgets if (budget.year, budget.service) == (year, service)]
    budgets = [budget for budget in of_year if budget.provider is None]
    suppliers = {provider.id for provider in register.providers.values() if provider.framework}
    framework = sum(counts.sessions_of(supplier) for supplier in suppliers)
    return FollowUp(
        year=year,
        service=service,
        remuneration=register.services[service].remuneration,
        numbers=numbers,
        sessions=counts.count("events×event", "session"),
        clients=clients,
        attested_sessions=counts.count("sessions×residence", ATTESTED),
        anonymous_sessions=counts.count("sessions×residence", AT_OWN_UNIT),
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
        recommended_providers=contacts.by_class(register, register.services[service], counts, RECOMMENDED),
        contacts=contacts.of_year(register, register.services[service], counts),
        budget_sessions=_sum([budget.sessions for budget in budgets]),
        own_budget_sessions=_sum([budget.own_unit_sessions for budget in budgets]),
        occupancy=share(counts.count("sessions×regi", "own"), _sum([budget.own_unit_sessions for budget in budgets])),
        occupancies=[_occupancy(counts, budget) for budget in of_year if budget.provider is not None],
        wait_guarantee=wait_guarantee(register.services[service], counts),
        spending=spending(counts, budgets, by_budget_alone=register.services[service].remuneration == "none"),
        own_unit=own_unit(register, year, service, counts, today),
        corrections_of_earlier_years=counts.corrections,
    )


def _occupancy(counts: YearCounts, budget: RegisterBudget) -> Occupancy:
    provider, budgeted = budget.provider or "", budget.sessions or 0
    sessions = counts.sessions_of(provider)
    return Occupancy(provider, sessions, budgeted, share(sessions, budgeted))


def wait_guarantee(service: RegisterService, counts: YearCounts) -> WaitGuarantee | None:
    """Return how many first sessions were within the service's guarantee, or None where it has none.

    From numbers the days are exact; a report of a case has a class of days only.
    """
    days = service.wait_guarantee_days
    if days is None:
        return None
    if service.numbered and service.decision is None:
        firsts, within = counts.count("firsts"), counts.count("firsts×guarantee", "within")
    elif service.case_reports and (classes := waits_within(days)):
        firsts = counts.count("cases")
        within = sum(counts.count("cases×wait", name) for name in classes)
    else:
        return WaitGuarantee(days, None, None, None)
    return WaitGuarantee(days, firsts, within, share(within, firsts))


def spending(counts: YearCounts, budgets: Sequence[RegisterBudget], *, by_budget_alone: bool = False) -> Spending:
    """Compare what was paid with budget and reserve; the alert is raised at nine tenths of the budget (D23)."""
    budget_ore = _sum([budget.amount_ore for budget in budgets])
    used_share = None if by_budget_alone else share(counts.amount_ore, budget_ore)
    sessions = counts.count("events×event", "session")
    return Spending(
        amount_ore=counts.amount_ore,
        fee_ore=counts.fee_ore,
        budget_ore=budget_ore,
        reserve_ore=_sum([budget.reserve_ore for budget in budgets]),
        used_share=used_share,
        alert=used_share is not None and used_share >= ALERT_AT,
        budget_per_session_ore=divide(budget_ore, sessions) if by_budget_alone and budget_ore and sessions else None,
    )


def _sum(parts: Sequence[int | None]) -> int | None:
    present = [part for part in parts if part is not None]
    return sum(present) if present else None
