"""Which tables are published of a service: a subject, counted by one dimension or by two."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.register import codes
from chalicelib.register.model import Register, RegisterService
from chalicelib.reporting import dimensions
from chalicelib.reporting.first_sessions import TABLE as BY_PROVIDER

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
        if all(len(dimensions.values(register, service, dimension)) > 1 for dimension in layout.dimensions)
        and (layout.subject not in NUMBERED or service.numbered)
        and (layout.subject != "firsts" or service.decision is None)
        and (layout.id != BY_PROVIDER or service.first_sessions)
        and (layout.subject not in REPORTED or service.case_reports)
        and (layout.subject not in CONTACTED or service.first_contact)
    ]
