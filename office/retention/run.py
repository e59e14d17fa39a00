"""`build.py retention`: what has been kept as long as the law asks, counted by year, and deleted when told so.

Accounts are kept through the seventh year after the financial year (2018:597 3:13): claims, what corrects them, and
the numbers that they were paid on, with what was done to those. A case report goes after the second annual report
that follows (D47-D49). What is counted never tells a number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.dates import clock
from chalicelib.ledger.port import ClaimRow, Ledger, NumberRow
from chalicelib.payments import lines
from chalicelib.reporting import case_report, yearly_counts
from chalicelib.reporting.case_store import CaseStore
from office.retention import eraser as erasing
from office.retention.eraser import Entry, Eraser

KEPT_YEARS: Final = 7
FIRST_YEAR: Final = 2000  # the first that the command line knows
AT_ONCE: Final = 50
Progress = Callable[[int], None]


class NotDueError(Exception):
    """Why nothing is deleted, in one sentence that says what to do."""


@dataclass(slots=True)
class Due:
    """How much of a year may go: claims, what corrects them, numbers, and case reports."""

    claims: int = 0
    corrections: int = 0
    numbers: int = 0
    case_reports: int = 0


@dataclass(frozen=True)
class Kept:
    """Where it is read from and deleted from."""

    ledger: Ledger
    cases: CaseStore
    eraser: Eraser


def last_year(day: date) -> int:
    """Give the latest financial year that need not be kept on a day.

    >>> last_year(date(2033, 12, 31)), last_year(date(2034, 1, 1))
    (2025, 2026)
    """
    return day.year - KEPT_YEARS - 1


def run(kept: Kept, day: date, now: datetime, progress: Progress, *, delete: bool) -> dict[int, Due]:
    """Count by year what may go on a day, and delete it if told so; nothing goes before its day, or unpaid."""
    today = clock.day(now)
    if delete and day > today:
        raise NotDueError(f"{day} has not come: what is kept through it cannot be deleted on {today}.")
    _refuse_unpaid(kept.ledger, last_year(day))
    found: dict[int, Due] = {}
    for count, page in enumerate(_pages(_entries(kept.ledger, last_year(day))), 1):
        for one in page:
            year = found.setdefault(int(one.claim.booking_month[:4]), Due())
            year.claims += 1
            year.corrections += len(one.corrections)
        if delete:
            kept.eraser.erase(page)
        progress(count * AT_ONCE)
    for number in _numbers(kept, last_year(day)):
        found.setdefault(int(number.valid_to[:4]), Due()).numbers += 1
        if delete:
            kept.eraser.erase_number(number)
    _case_reports(kept.cases, day, found, delete=delete)
    if delete:
        _tidy(kept, last_year(day), now)
    return dict(sorted(found.items()))


def _years(last: int) -> range:
    return range(FIRST_YEAR, last + 1)


def _months(last: int) -> Iterator[str]:
    return (month for year in _years(last) for month in yearly_counts.months(year))


def _refuse_unpaid(ledger: Ledger, last: int) -> None:
    """A month that has rows and no seal was never paid, or not by this system: somebody has to look at it first."""
    for year in _years(last):
        seals = ledger.seals(yearly_counts.months(year))
        for month in yearly_counts.months(year):
            if month not in seals and ledger.entries(None, month, "", 1):
                run = f"python3 build.py payment-run {month}"
                raise NotDueError(f"{month} was never paid: run {run} and look at it first.")


def _entries(ledger: Ledger, last: int) -> Iterator[Entry]:
    """Give the claims of those years whose last correction is of them too."""
    for month in _months(last):
        for row in lines.rows(ledger, month):
            if isinstance(row, ClaimRow):
                one = erasing.entry(ledger, row)
                if one and int(one.last_month[:4]) <= last:
                    yield one


def _pages(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    page: list[Entry] = []
    for one in entries:
        page.append(one)
        if len(page) == AT_ONCE:
            yield page
            page = []
    if page:
        yield page


def _numbers(kept: Kept, last: int) -> Iterator[NumberRow]:
    """Give the numbers that ended in those years and on which nothing was booked later."""
    for month in _months(last):
        for number in kept.ledger.numbers_issued(month):
            if int(number.valid_to[:4]) <= last and kept.eraser.last_booked(number.place)[:4] <= str(last):
                yield number


def _case_reports(cases: CaseStore, day: date, found: dict[int, Due], *, delete: bool) -> None:
    """Count the reports whose last day has passed; a table lets them expire, a file has them deleted."""
    kept_from = next(year for year in range(FIRST_YEAR, day.year + 1) if case_report.kept_to(year) >= day)
    for year in range(FIRST_YEAR, kept_from):
        count = sum(1 for _ in cases.of_year(year))
        if count:
            found.setdefault(year, Due()).case_reports = count
    if delete:
        cases.forget(kept_from + case_report.KEPT_REPORTS - 1)


def _tidy(kept: Kept, last: int, now: datetime) -> None:
    """Take the seals of months that are empty now, and the counters of yesterday's failed look-ups."""
    for year in _years(last):
        for month in kept.ledger.seals(yearly_counts.months(year)):
            if not kept.ledger.entries(None, month, "", 1):
                kept.eraser.unseal(month)
    kept.eraser.forget_failures(clock.hour(now - timedelta(days=1)))
