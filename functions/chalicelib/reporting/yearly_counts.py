"""A year's counts from the ledger and from case reports, by cell and provider.

Each service is counted for itself: a session of one is not an hour of another. A year is twelve posting periods
(`booking_month`), so its figures are final an hour after it ends. A claim that is reversed within the year is not
counted; a claim of an earlier year that is reversed in this one counts as a correction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from chalicelib.dates import clock, holidays
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import ClaimRow, LedgerEntry, ReversalRow, client_of
from chalicelib.payments import lines
from chalicelib.register.codes import AT_OWN_UNIT, ATTESTED, CHECKED
from chalicelib.register.model import Register
from chalicelib.reporting import contacts, first_sessions
from chalicelib.reporting.cases import case_counts, case_report
from chalicelib.reporting.cases.case_report import CaseReport
from chalicelib.reporting.cases.case_store import CaseStore
from chalicelib.reporting.counts import YearCounts

ByService = Mapping[str, YearCounts]
NONE = "none"
LOOKUP_BATCH_SIZE = 25
Progress = Callable[[int], None]


def months(year: int) -> list[str]:
    """Return a year's posting periods as YYYY-MM."""
    return [f"{year}-{month:02}" for month in range(1, 13)]


def final_from(register: Register, year: int) -> datetime:
    """Return the time from which a year's figures are final: no row is posted to it and no case report is accepted.

    Those by provider are final earlier (`own_from`): each provider sees its own for a month before all are published.
    """
    if not any(service.case_reports or service.first_sessions for service in register.services.values()):
        return own_from(year)
    return datetime.combine(case_report.last_filing(year) + timedelta(days=1), time(), clock.STOCKHOLM)


def own_from(year: int) -> datetime:
    """Return the time from which a provider can see its own figures of a year: no row is posted to it any more."""
    return lines.payable_from(f"{year}-12")


def count_for_statistics(  # noqa: PLR0913 - the sources of a year's counts
    ledger: Ledger,
    cases: CaseStore,
    register: Register,
    year: int,
    *,
    today: date,
    progress: Progress = lambda _: None,
) -> ByService:
    """Count a year from the ledger and, as long as they may be kept, from case reports."""
    may_be_kept = today <= case_report.kept_to(year)
    counts = count_year(ledger, register, cases.of_year(year) if may_be_kept else (), year, progress)
    case_counts.add_continuing(counts, register, cases.continuing(year) if may_be_kept else ())
    return counts


def count_year(
    ledger: Ledger, register: Register, reports: Iterable[CaseReport], year: int, progress: Progress = lambda _: None
) -> ByService:
    """Count everything of a year: claims, numbers and case reports, by service."""
    counts = count_rows(ledger, register, year, progress)
    add_numbers(counts, register, ledger, year)
    contacts.add_contacts(counts, register, ledger, year)
    case_counts.add_reports(counts, register, reports)
    return counts


def count_rows(
    ledger: Ledger,
    register: Register,
    year: int,
    progress: Progress = lambda _: None,
    provider: str | None = None,
) -> ByService:
    """Count a year's ledger rows by service, a provider's or all; in memory are only the claim ids of reversals.

    Each row is read twice, and `progress` is called with how many have been read.
    """
    by_service = {service: YearCounts() for service in register.services}
    firsts = FirstSessions(ledger, register)
    rows_read, reversed_ids = 0, set[str]()
    for rows_read, row in enumerate(_rows(ledger, year, provider), 1):
        if isinstance(row, ReversalRow):
            reversed_ids.add(row.claim_id)
        if rows_read % lines.PAGE_ROWS == 0:
            progress(rows_read)
    for count, row in enumerate(_rows(ledger, year, provider), rows_read + 1):
        counts, regi = by_service.setdefault(row.service, YearCounts()), _regi(register, row.provider)
        counts.add_amounts(row, regi)
        counts.add_to_secret(row.place, row.claim_id, row.recorded_at)
        if isinstance(row, ClaimRow) and row.claim_id in reversed_ids:
            reversed_ids.remove(row.claim_id)
        elif isinstance(row, ClaimRow):
            _add_claim(counts, register, row, regi)
            firsts.add(by_service, row)
        elif isinstance(row, ReversalRow) and row.claim_id in reversed_ids:
            counts.corrections += 1  # its claim is in no month of this year
        if count % lines.PAGE_ROWS == 0:
            progress(count)
    progress(2 * rows_read)
    firsts.flush(by_service)
    return by_service


def add_numbers(by_service: ByService, register: Register, ledger: Ledger, year: int) -> None:
    """Count issued numbers by whether every provider was mentioned, the recommendation, and its reason (D5).

    A replacement for a lost number is not another resident. No provider has a part of its own in these counts.
    """
    for month in months(year):
        for row in ledger.numbers_issued(month):
            if row.replaces or row.service not in by_service:
                continue
            informed = "not_stated" if row.told is None else "yes" if row.told else "no"
            regi = NONE if row.recommended is None else _regi(register, row.recommended)
            counts = by_service[row.service]
            counts.add_to_secret(row.place)
            answers = {"told": informed, "recommended": regi, "because": row.because or NONE}
            counts.add("numbers", "", answers | {"residence": row.residence})
            contacts.add_number(counts, register, row)


def _add_claim(counts: YearCounts, register: Register, row: ClaimRow, regi: str) -> None:
    """Count a claim as an event and, if it is one, as a session; minutes are the claim's or the service's."""
    month = row.booking_month[-2:]
    counts.add("events", row.provider, {"event": row.event, "month": month})
    if row.event != "session":
        return
    service = register.service(row.service)
    minutes = row.minutes if row.minutes is not None else service.minutes if service else 0
    if regi == "own":
        counts.own_sessions += 1
        counts.own_minutes += minutes
    if row.exempt and row.member is not None:
        counts.exempt_by_member[row.member] += 1
    residence = AT_OWN_UNIT if row.anonymous else ATTESTED if row.attested else CHECKED
    dimensions = {
        "regi": regi,
        "month": month,
        "fee": "exempt" if row.exempt else "ordinary",
        "counsellors": str(row.counsellors),
        "residence": residence,
        **case_counts.of_member(register, row.member),
    }
    if row.reference is None and not _by_hour(register, row):
        dimensions["visit"] = case_report.visit_class(row.visits_before + 1)
    counts.add("sessions", row.provider, dimensions, minutes)
    if regi == "own":
        counts.add("own", row.provider, {"residence": residence})


def _quotes_number(register: Register, row: ClaimRow) -> bool:
    """Return whether a session was claimed on an issued number of sessions."""
    return row.reference is None and not _by_hour(register, row) and client_of(row.place) is None


def _by_hour(register: Register, row: ClaimRow) -> bool:
    """Return whether a claim is of a service by the hour; one of a session may say its minutes too."""
    service = register.service(row.service)
    return row.minutes is not None if service is None else service.decision is not None


def _regi(register: Register, provider: str) -> str:
    registered = register.provider(provider)
    return registered.regi if registered else "private"


def _rows(ledger: Ledger, year: int, provider: str | None) -> Iterator[LedgerEntry]:
    for month in months(year):
        yield from lines.month_rows(ledger, month, provider=provider)


def _guarantee(register: Register, service: str, days: int) -> dict[str, str]:
    """Return whether a wait is within what the service promises (D19); this dimension is in no published table."""
    registered = register.service(service)
    if registered is None or registered.wait_guarantee_days is None:
        return {}
    return {"guarantee": "within" if days <= registered.wait_guarantee_days else "beyond"}


@dataclass(slots=True)
class FirstSessions:
    """First sessions, whose numbers are looked up in batches to count the wait since they were issued."""

    ledger: Ledger
    register: Register
    waiting: list[ClaimRow] = field(default_factory=list)

    def add(self, by_service: ByService, row: ClaimRow) -> None:
        """Count a claim if it is the first session on its number."""
        if row.event == "session" and row.visits_before == 0 and _quotes_number(self.register, row):
            self.waiting.append(row)
        if len(self.waiting) == LOOKUP_BATCH_SIZE:
            self.flush(by_service)

    def flush(self, by_service: ByService) -> None:
        """Look up the numbers of the waiting sessions and count the waits, in working days (D19)."""
        numbers = self.ledger.numbers([row.place for row in self.waiting]) if self.waiting else {}
        for row in self.waiting:
            number = numbers.get(row.place)
            if number is None:
                continue
            issued = clock.day(datetime.fromisoformat(number.issued_at))
            days = holidays.working_days(issued, date.fromisoformat(row.date))
            regi = _regi(self.register, row.provider)
            counts = by_service[row.service]
            wait = case_report.wait_class(days)
            within = first_sessions.within(wait)
            dimensions = {"wait": wait, "regi": regi, "provider": row.provider, "within": within}
            counts.add("firsts", row.provider, dimensions | _guarantee(self.register, row.service, days))
            counts.wait_days += days
            counts.waits += 1
        self.waiting.clear()
