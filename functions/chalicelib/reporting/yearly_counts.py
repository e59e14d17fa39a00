"""What happened in a year, counted from the ledger and from case reports, cell by cell and by provider.

A year is twelve booking months, so that its figures are final an hour after it ends. A claim that is taken back within
them counts nowhere; one that was booked in an earlier year and is taken back in this one is a correction of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chalicelib.dates import clock, workdays
from chalicelib.ledger.port import ClaimRow, Ledger, LedgerEntry, ReversalRow
from chalicelib.payments import lines
from chalicelib.register.parser import Register
from chalicelib.reporting import case_report
from chalicelib.reporting.case_report import CaseReport
from chalicelib.reporting.case_store import CaseStore

Values = tuple[str, ...]
Key = tuple[str, Values]
"""A table of counts by its dimensions, joined by `×`, and the values of a cell in it."""

HOST, OTHERS = "host", "others"
NONE = "none"
LOOK_UP_AT_ONCE = 25
Progress = Callable[[int], None]


@dataclass(slots=True)
class YearCounts:
    """Counts by cell and provider, minutes by cell, and the sums of everything booked, in öre."""

    counts: dict[Key, Counter[str]] = field(default_factory=dict)
    minutes: dict[Key, int] = field(default_factory=dict)
    amount_ore: int = 0
    fee_ore: int = 0
    own_amount_ore: int = 0
    corrections: int = 0
    """How many claims of earlier years were taken back."""
    own_sessions: Counter[str] = field(default_factory=Counter)
    """The own unit's sessions by service, and its minutes: what its cost is shared by (D22, D52)."""
    own_minutes: Counter[str] = field(default_factory=Counter)
    wait_days: int = 0
    waits: int = 0

    def add(self, subject: str, provider: str, dimensions: Mapping[str, str], minutes: int = 0) -> None:
        """Count one of a subject in every table that it falls into: each dimension by itself, and those crossed."""
        for names in ((), *((name,) for name in dimensions), *CROSSED.get(subject, ())):
            if all(name in dimensions for name in names):
                key = ("×".join((subject, *names)), tuple(dimensions[name] for name in names))
                self.counts.setdefault(key, Counter())[provider] += 1
                if minutes:
                    self.minutes[key] = self.minutes.get(key, 0) + minutes

    def book(self, row: LedgerEntry, regi: str) -> None:
        """Add a row's money, whatever it is: this is what the payment runs add up to."""
        self.amount_ore += row.amount_ore
        self.fee_ore += row.fee_ore
        self.own_amount_ore += row.amount_ore if regi == "own" else 0

    def count(self, table: str, *values: str) -> int:
        """Give a cell's count, of all providers together."""
        return sum(self.counts.get((table, values), Counter()).values())


CROSSED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "events": (("event", "month"),),
    "sessions": (("regi", "month"),),
    "persons": (("gender", "age"),),
}
"""The dimensions that are crossed: two at a time, so that every table can be read."""


def months(year: int) -> list[str]:
    """Name a year's booking months."""
    return [f"{year}-{month:02}" for month in range(1, 13)]


def final_from(register: Register, year: int) -> datetime:
    """Give the moment from which a year's figures stand still: no row lands in it, and no report of it is taken."""
    paid = lines.payable_from(f"{year}-12")
    if not any(service.case_reports for service in register.services.values()):
        return paid
    return datetime.combine(case_report.last_filing(year) + timedelta(days=1), time(), clock.STOCKHOLM)


def counted(  # noqa: PLR0913 - what a year is counted from
    ledger: Ledger,
    cases: CaseStore,
    register: Register,
    year: int,
    *,
    today: date,
    progress: Progress = lambda _: None,
) -> YearCounts:
    """Count a year from the ledger and from case reports, as long as these may be kept."""
    reports = cases.of_year(year) if today <= case_report.kept_to(year) else ()
    return whole(ledger, register, reports, year, progress)


def whole(
    ledger: Ledger, register: Register, reports: Iterable[CaseReport], year: int, progress: Progress = lambda _: None
) -> YearCounts:
    """Count all that there is of a year: claims, numbers and case reports."""
    tally = of_year(ledger, register, year, progress)
    add_numbers(tally, register, ledger, year)
    add_reports(tally, register, reports)
    return tally


def of_year(ledger: Ledger, register: Register, year: int, progress: Progress = lambda _: None) -> YearCounts:
    """Count a year's rows in bounded memory: of all that was read, only the ids of reversals are kept.

    Each row is read twice, and `progress` is told how many have been read.
    """
    tally, first = YearCounts(), FirstSessions(ledger, register)
    passed, taken_back = 0, set[str]()
    for passed, row in enumerate(_rows(ledger, year), 1):
        if isinstance(row, ReversalRow):
            taken_back.add(row.claim_id)
        if passed % lines.PAGE_ROWS == 0:
            progress(passed)
    for count, row in enumerate(_rows(ledger, year), passed + 1):
        regi = _regi(register, row.provider)
        tally.book(row, regi)
        if isinstance(row, ClaimRow) and row.claim_id in taken_back:
            taken_back.remove(row.claim_id)
        elif isinstance(row, ClaimRow):
            _add_claim(tally, register, row, regi)
            first.add(tally, row)
        elif isinstance(row, ReversalRow) and row.claim_id in taken_back:
            tally.corrections += 1  # its claim was met in no month of this year
        if count % lines.PAGE_ROWS == 0:
            progress(count)
    progress(2 * passed)
    first.empty(tally)
    return tally


def add_reports(tally: YearCounts, register: Register, reports: Iterable[CaseReport]) -> None:
    """Count case reports: cases, the persons who came, and the children whom they touch."""
    for report in reports:
        tally.add(
            "cases",
            report.provider,
            {
                "quarter": report.quarter[-2:],
                "wait": report.wait,
                "sessions": report.sessions,
                "content": report.content,
                "initiative": report.initiative,
                **_member(register, report.member),
            },
        )
        for gender, age in report.persons:
            tally.add("persons", report.provider, {"gender": gender, "age": age})
        for age in report.children:
            tally.add("children", report.provider, {"child_age": age})


def add_numbers(tally: YearCounts, register: Register, ledger: Ledger, year: int) -> None:
    """Count the numbers that were issued: who was told of every provider, who was recommended one, and why (D5).

    A number that replaces a lost one is no further resident. No provider has an own part in them.
    """
    for month in months(year):
        for row in ledger.numbers_issued(month):
            if row.replaces:
                continue
            told = "not_stated" if row.told is None else "yes" if row.told else "no"
            regi = NONE if row.recommended is None else _regi(register, row.recommended)
            tally.add("numbers", "", {"told": told, "recommended": regi, "because": row.because or NONE})


def _add_claim(tally: YearCounts, register: Register, row: ClaimRow, regi: str) -> None:
    """Count a claim among events and, if it is one, among sessions; time is the claim's, or the service's."""
    month = row.booking_month[-2:]
    tally.add("events", row.provider, {"event": row.event, "month": month})
    if row.event != "session":
        return
    service = register.service(row.service)
    minutes = row.minutes if row.minutes is not None else service.minutes if service else 0
    if regi == "own":
        tally.own_sessions[row.service] += 1
        tally.own_minutes[row.service] += minutes
    dimensions = {
        "regi": regi,
        "month": month,
        "fee": "exempt" if row.exempt else "ordinary",
        "counsellors": str(row.counsellors),
        **_member(register, row.member),
    }
    if row.reference is None and row.minutes is None:
        dimensions["visit"] = case_report.visit_class(row.visits_before + 1)
    tally.add("sessions", row.provider, dimensions, minutes)


def _member(register: Register, member: str | None) -> dict[str, str]:
    """Give the host or, summed, the others (D50); the host is the municipality that the register names."""
    if not register.municipality.members:
        return {}
    return {"member": HOST if member == register.municipality.code else OTHERS}


def _regi(register: Register, provider: str) -> str:
    known = register.provider(provider)
    return known.regi if known else "private"


def _rows(ledger: Ledger, year: int) -> Iterator[LedgerEntry]:
    for month in months(year):
        yield from lines.rows(ledger, month)


@dataclass(slots=True)
class FirstSessions:
    """First sessions, whose numbers are looked up some at a time, for the wait since they were issued."""

    ledger: Ledger
    register: Register
    waiting: list[ClaimRow] = field(default_factory=list)

    def add(self, tally: YearCounts, row: ClaimRow) -> None:
        """Count a claim if it is the first session on its number."""
        if row.event == "session" and row.visits_before == 0 and row.reference is None and row.minutes is None:
            self.waiting.append(row)
        if len(self.waiting) == LOOK_UP_AT_ONCE:
            self.empty(tally)

    def empty(self, tally: YearCounts) -> None:
        """Look the numbers up and count the waits, in working days (D19)."""
        found = self.ledger.numbers([row.place for row in self.waiting]) if self.waiting else {}
        for row in self.waiting:
            number = found.get(row.place)
            if number is None:
                continue
            issued = clock.day(datetime.fromisoformat(number.issued_at))
            days = workdays.between(issued, date.fromisoformat(row.date))
            regi = _regi(self.register, row.provider)
            tally.add("firsts", row.provider, {"wait": case_report.wait_class(days), "regi": regi})
            tally.wait_days += days
            tally.waits += 1
        self.waiting.clear()
