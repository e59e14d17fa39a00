"""`build.py retention`: what has been kept as long as the law requires, counted by year, and deleted on request.

Accounting records are kept through the seventh year after the financial year (2018:597 3:13): claims, their
corrections, and the numbers that they were paid on, with their events; contacts with the reception as long. A case
report is deleted after the second annual report that follows (D47-D49). The counts never contain a number.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.dates import clock
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.rows import ClaimRow, NumberRow, client_of
from chalicelib.payments import lines
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.cases import case_report
from chalicelib.reporting.cases.case_store import CaseStore
from office.retention.eraser import Entry, Eraser, read_entry

KEPT_YEARS: Final = 7
FIRST_YEAR: Final = 2000  # the first that the command line accepts
PAGE_SIZE: Final = 50
Progress = Callable[[int], None]


class NotDueError(Exception):
    """Nothing may be deleted yet; the message says what to do."""


@dataclass(slots=True)
class Due:
    """How much of a year may be deleted: claims, their corrections, numbers, clients, contacts, and case reports."""

    claims: int = 0
    corrections: int = 0
    numbers: int = 0
    clients: int = 0
    contacts: int = 0
    case_reports: int = 0


@dataclass(frozen=True)
class Stores:
    """The stores that are read and deleted from."""

    ledger: Ledger
    cases: CaseStore
    eraser: Eraser


def last_year(day: date) -> int:
    """Return the latest financial year that no longer has to be kept on a day.

    >>> last_year(date(2033, 12, 31)), last_year(date(2034, 1, 1))
    (2025, 2026)
    """
    return day.year - KEPT_YEARS - 1


def apply_retention(stores: Stores, day: date, now: datetime, progress: Progress, *, delete: bool) -> dict[int, Due]:
    """Return what may be deleted on a day, by year, and delete it if `delete`; raise NotDueError if early or unpaid."""
    today = clock.day(now)
    if delete and day > today:
        raise NotDueError(f"{day} is in the future: what is kept until then cannot be deleted on {today}.")
    _refuse_unpaid(stores.ledger, last_year(day))
    due_by_year: dict[int, Due] = {}
    for count, page in enumerate(_pages(_entries(stores.ledger, last_year(day))), 1):
        for entry in page:
            due = due_by_year.setdefault(int(entry.claim.booking_month[:4]), Due())
            due.claims += 1
            due.corrections += len(entry.corrections)
        if delete:
            stores.eraser.erase(page)
        progress(count * PAGE_SIZE)
    for number in _numbers(stores, last_year(day)):
        due = due_by_year.setdefault(int(number.valid_to[:4]), Due())
        due.clients += client_of(number.place) is not None
        due.numbers += client_of(number.place) is None
        if delete:
            stores.eraser.erase_number(number)
    _contacts(stores, last_year(day), due_by_year, delete=delete)
    _case_reports(stores.cases, day, due_by_year, delete=delete)
    if delete:
        _delete_leftovers(stores, last_year(day), now)
    return dict(sorted(due_by_year.items()))


def _years(last: int) -> range:
    return range(FIRST_YEAR, last + 1)


def _months(last: int) -> Iterator[str]:
    return (month for year in _years(last) for month in yearly_counts.months(year))


def _refuse_unpaid(ledger: Ledger, last: int) -> None:
    """Raise NotDueError if a month has rows and no seal: it was never paid, or not by this system."""
    for year in _years(last):
        seals = ledger.seals(yearly_counts.months(year))
        for month in yearly_counts.months(year):
            if month not in seals and ledger.entries(None, month, "", 1):
                command = f"python3 build.py payment-run {month}"
                raise NotDueError(f"{month} was never paid: run {command} and look at it first.")


def _entries(ledger: Ledger, last: int) -> Iterator[Entry]:
    """Yield the claims of years up to `last`, unless a correction of one is of a later year."""
    for month in _months(last):
        for row in lines.month_rows(ledger, month):
            if isinstance(row, ClaimRow):
                entry = read_entry(ledger, row)
                if entry and int(entry.last_month[:4]) <= last:
                    yield entry


def _pages(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    page: list[Entry] = []
    for entry in entries:
        page.append(entry)
        if len(page) == PAGE_SIZE:
            yield page
            page = []
    if page:
        yield page


def _numbers(stores: Stores, last: int) -> Iterator[NumberRow]:
    """Yield the numbers, and the rows of clients, that expired in years up to `last` and have no row posted later."""
    for month in _months(last):
        issued = (stores.ledger.numbers_issued(month, clients=clients) for clients in (False, True))
        for number in itertools.chain.from_iterable(issued):
            if int(number.valid_to[:4]) <= last and stores.eraser.last_posted(number.place)[:4] <= str(last):
                yield number


def _contacts(stores: Stores, last: int, due_by_year: dict[int, Due], *, delete: bool) -> None:
    """Count the contacts of years up to `last`, and delete them."""
    for month in _months(last):
        for contact in stores.ledger.contacts(month):
            due_by_year.setdefault(int(month[:4]), Due()).contacts += 1
            if delete:
                stores.eraser.erase_contact(contact)


def _case_reports(cases: CaseStore, day: date, due_by_year: dict[int, Due], *, delete: bool) -> None:
    """Count the case reports whose last day has passed, and delete them; in DynamoDB they expire by themselves."""
    kept_from = next(year for year in range(FIRST_YEAR, day.year + 1) if case_report.kept_to(year) >= day)
    for year in range(FIRST_YEAR, kept_from):
        count = sum(1 for _ in cases.of_year(year))
        if count:
            due_by_year.setdefault(year, Due()).case_reports = count
    if delete:
        cases.delete_expired(kept_from + case_report.KEPT_REPORTS - 1)


def _delete_leftovers(stores: Stores, last: int, now: datetime) -> None:
    """Delete the seals of months that are now empty, and the failed look-up counters that are over a day old."""
    for year in _years(last):
        for month in stores.ledger.seals(yearly_counts.months(year)):
            if not stores.ledger.entries(None, month, "", 1):
                stores.eraser.unseal(month)
    stores.eraser.delete_failures(clock.hour(now - timedelta(days=1)))
