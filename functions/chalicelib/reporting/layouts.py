"""Which tables are published of a service: a subject, counted by one dimension or by two, and the classes of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.register import codes
from chalicelib.register.model import Register, RegisterService
from chalicelib.reporting.first_sessions import TABLE as BY_PROVIDER
from chalicelib.reporting.first_sessions import WITHIN

HOST, OTHERS = "host", "others"

SESSIONS = "events×event|session"
FIRSTS = "sessions×visit|1"
RECOMMENDATIONS = "recommendations"
REFERRED = "contacts×contact|referred"
RECOMMENDED_PRIVATE = "numbers×recommended|private"
BY_REASON, RECOMMENDED = "recommended×provider×because", "recommended×provider"
"""Recommended private providers: with the reasons where these can be shown, else without."""
TOTALS = {
    "sessions": SESSIONS,
    "firsts": FIRSTS,
    "referred": REFERRED,
    "recommended": RECOMMENDED_PRIVATE,
    "own": "sessions×regi|own",
}
"""The subjects whose total is a class of another table, and its name there."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "event": codes.EVENTS,
    "month": codes.MONTHS,
    "regi": codes.REGI,
    "fee": ("ordinary", "exempt"),
    "counsellors": ("1", "2"),
    "member": (HOST, OTHERS),
    "visit": codes.SESSIONS,
    "wait": codes.WAITS,
    "within": tuple(WITHIN),
    "gender": codes.GENDERS,
    "age": codes.AGES,
    "child_age": codes.CHILD_AGES,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "sessions": codes.SESSIONS,
    "content": codes.CONTENTS,
    "initiative": codes.INITIATIVES,
    "family": codes.FAMILIES,
    "started": codes.STARTED,
    "score": codes.SCORES,
    "told": ("yes", "no", "not_stated"),
    "recommended": codes.RECOMMENDED,
    "because": codes.BECAUSE,
    "contact": codes.FIRST_CONTACTS,
    "about": codes.COMPLAINTS,
    "concerns": codes.CONCERNS,
    "residence": codes.RESIDENCE,
}
"""Every class of each dimension, in display order; a class without occurrences counts zero."""

Classes = Mapping[str, tuple[str, ...]]
"""Classes as they are published, and those of the counts that each joins."""

COARSER: Mapping[str, tuple[str, Classes]] = {
    "month": ("quarter", {f"Q{n + 1}": codes.MONTHS[3 * n : 3 * n + 3] for n in range(4)}),
    "age": ("ages", {"18-34": codes.AGES[:2], "35-54": codes.AGES[2:4], "55-": codes.AGES[4:]}),
}
"""The next coarser classes, for a crossed table that has a figure too small to be shown."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One table. `after` are the tables that must be shown whole before it is published.

    `apart` is a class that is never hidden, since it is the total of other tables; the rest are a row by themselves.
    """

    subject: str
    dimensions: tuple[str, ...]
    apart: str = ""
    after: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the table's name, which is also its key in YearCounts."""
        return "×".join((self.subject, *self.dimensions))

    @property
    def ids(self) -> frozenset[str]:
        """Return the names under which the table can be published: its own, and that of its coarser classes."""
        coarser = (COARSER[name][0] if name in COARSER else name for name in self.dimensions)
        return frozenset({self.id, "×".join((self.subject, *coarser))} if self.can_be_joined else {self.id})

    @property
    def can_be_joined(self) -> bool:
        """Return whether the table may be published in coarser classes.

        Not by kind of provider: quarters of the only one of its kind, beside the months of all, can bound its months.
        """
        is_crossed = len(self.dimensions) > 1 and not COARSER.keys().isdisjoint(self.dimensions)
        return is_crossed and not {"regi", "provider"} & {*self.dimensions}

    @property
    def zero_tells(self) -> bool:
        """Return whether a zero tells as much as a one: of the third gender, and where two dimensions are crossed."""
        return len(self.dimensions) > 1 or self.dimensions == ("gender",)

    @property
    def total(self) -> str:
        """Return the name of the cell that the classes add up to."""
        return RECOMMENDATIONS if self.id == "numbers×because" else TOTALS.get(self.subject, self.subject)


LAYOUTS: tuple[Layout, ...] = (
    Layout("events", ("event",), apart="session"),
    Layout("sessions", ("month",)),
    Layout("sessions", ("regi",)),
    Layout("sessions", ("fee",)),
    Layout("sessions", ("counsellors",)),
    Layout("sessions", ("member",)),
    Layout("sessions", ("visit",), apart="1"),
    Layout("events", ("event", "month"), after=("events×event", "sessions×month")),
    Layout("own", ("residence",), after=("sessions×regi",)),
    Layout("sessions", ("fee", "member"), after=("sessions×fee", "sessions×member")),
    Layout("sessions", ("regi", "month"), after=("sessions×regi", "sessions×month")),
    Layout("firsts", ("wait",)),
    Layout("firsts", ("provider", "within"), after=("firsts×wait",)),
    Layout("firsts", ("regi",)),
    Layout("numbers", ("told",)),
    Layout("numbers", ("recommended",)),
    Layout("numbers", ("because",), after=("numbers×recommended",)),
    Layout("recommended", ("provider", "because"), after=("numbers×recommended", "numbers×because")),
    Layout("recommended", ("provider",), after=("numbers×recommended",)),
    Layout("contacts", ("contact",), apart=codes.NUMBER),
    Layout("referred", ("to",), after=("contacts×contact",)),
    Layout("complaints", ("about",)),
    Layout("complaints", ("concerns",)),
    Layout("numbers", ("residence",), after=("numbers×recommended",)),
    Layout("cases", ("quarter",)),
    Layout("cases", ("sessions",)),
    Layout("cases", ("wait",)),
    Layout("cases", ("content",)),
    Layout("cases", ("initiative",)),
    Layout("cases", ("family",)),
    Layout("cases", ("started",)),
    Layout("cases", ("member",)),
    Layout("continuing", ("started",)),
    Layout("continuing", ("member",)),
    Layout("persons", ("gender",)),
    Layout("persons", ("age",)),
    Layout("persons", ("gender", "age"), after=("persons×gender", "persons×age")),
    Layout("children", ("child_age",)),
)
"""Every table, each after those that it needs."""
BY_ID = {layout.id: layout for layout in LAYOUTS}

NUMBERED = frozenset({"firsts", "numbers", "recommended"})
CONTACTED = frozenset({"contacts", "referred", "complaints"})
REPORTED = frozenset({"cases", "continuing", "persons", "children"})


def holding(cell: str) -> list[Layout]:
    """Return the tables that a cell can be in, as one of their classes or as their total; a table is its own name."""
    return [layout for layout in LAYOUTS if layout.total == cell or layout.id == cell.partition("|")[0]]


def collected(register: Register, service: RegisterService) -> list[Layout]:
    """Return the tables that a service has figures for, by its rules alone: whether anything happened is not asked."""
    return [
        layout
        for layout in LAYOUTS
        if all(len(values(register, service, dimension)) > 1 for dimension in layout.dimensions)
        and (layout.subject not in NUMBERED or service.numbered)
        and (layout.subject != "firsts" or service.decision is None)
        and (layout.id != BY_PROVIDER or service.first_sessions)
        and (layout.subject not in REPORTED or service.case_reports)
        and (layout.subject not in CONTACTED or service.first_contact)
    ]


def values(register: Register, service: RegisterService, dimension: str) -> tuple[str, ...]:
    """Return the classes of a dimension that a service can have, in display order; providers have none."""
    if dimension == "provider":
        return tuple(sorted(provider for regi in codes.REGI for provider in of_regi(register, service.id, regi)))
    if dimension == "to":
        return tuple(dict.fromkeys((*register.municipality.elsewhere, codes.ELSEWHERE)))
    unpriced = service.remuneration == "none"
    events = codes.EVENTS if unpriced else [t.event for t in register.tariffs if t.service == service.id]
    counts = VALUES["counsellors"] if unpriced else _counsellors(register, service)
    possible = {
        "event": {"session", *service.consumes, *events},
        "counsellors": {*counts},
        "regi": {regi for regi in codes.REGI if of_regi(register, service.id, regi)},
        "fee": {*VALUES["fee"]} if any(fee.service == service.id for fee in register.fees) else set(),
        "member": {*VALUES["member"]} if register.municipality.members else set(),
        "residence": {*service.residence},
        "visit": {*VALUES["visit"]} if (service.numbered or service.attested) and service.decision is None else set(),
    }.get(dimension)
    return tuple(value for value in VALUES[dimension] if possible is None or value in possible)


def _counsellors(register: Register, service: RegisterService) -> list[str]:
    return [str(tariff.counsellors) for tariff in register.tariffs if tariff.service == service.id]


def of_regi(register: Register, service: str, regi: str) -> list[str]:
    """Return the providers of a kind that are or were authorised for a service."""
    return [
        provider.id
        for provider in register.providers.values()
        if provider.regi == regi and any(authorisation.service == service for authorisation in provider.services)
    ]


def chosen(register: Register, service: str, regi: str) -> list[str]:
    """Return those of a kind that a resident can choose: no supplier of a framework agreement is recommended."""
    return [id_ for id_ in of_regi(register, service, regi) if register.providers[id_].framework is None]


def at_work(register: Register, service: RegisterService, year: int) -> frozenset[str]:
    """Return the providers that can have reported a session of a service in a year."""
    first, last = date(year, 1, 1) - timedelta(days=service.claim_age_days), date(year, 12, 31)
    return frozenset(
        provider.id
        for provider in register.providers.values()
        for authorised in provider.services
        if authorised.service == service.id
        and authorised.start <= last
        and (authorised.end is None or authorised.end >= first)
    )


def known_to_be_empty(register: Register, service: RegisterService, dimension: str, year: int) -> frozenset[str]:
    """Return the classes that the rules leave nothing for in a year: everybody knows it, so they protect nothing.

    They are more visits than are granted, events that are paid in later years only, recommendations of a kind that has
    no provider, and months and quarters before the service could be performed, or after.
    """
    start, end = _performed(register, service)
    tariffs = [tariff for tariff in register.tariffs if tariff.service == service.id]
    later = {t.event for t in tariffs} - {t.event for t in tariffs if t.start.year <= year}
    claimed = timedelta(days=service.claim_age_days)
    empty: Mapping[str, Callable[[str], bool]] = {
        "visit": lambda visits: int(visits.split("-")[0]) > service.most,
        "event": later.__contains__,
        "recommended": lambda kind: kind in codes.REGI and not chosen(register, service.id, kind),
        "concerns": lambda kind: kind in codes.REGI and not of_regi(register, service.id, kind),
        "month": lambda month: _is_outside(date(year, int(month), 1), 1, start, end, claimed),
        "quarter": lambda quarter: _is_outside(date(year, 3 * int(quarter[1]) - 2, 1), 3, start, end, timedelta()),
    }
    return frozenset(filter(empty[dimension], VALUES[dimension])) if dimension in empty else frozenset()


def _performed(register: Register, service: RegisterService) -> tuple[date, date]:
    """Return the first and the last day on which a provider can perform a service and be paid."""
    tariffs = (tariff.start for tariff in register.tariffs if tariff.service == service.id)
    authorisations = [
        authorisation
        for provider in register.providers.values()
        for authorisation in provider.services
        if authorisation.service == service.id
    ]
    start = min((authorisation.start for authorisation in authorisations), default=date.min)
    end = max((authorisation.end or date.max for authorisation in authorisations), default=date.max)
    return max(min(tariffs, default=date.min), start), end


def _is_outside(first: date, months: int, start: date, end: date, claimed: timedelta) -> bool:
    """Return whether some months end before a start, or begin when the last claim after an end is too old."""
    return (first.year, first.month + months) <= (start.year, start.month) or first - claimed > end
