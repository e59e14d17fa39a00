"""Which case reports are taken: of a service that asks for them, by its providers, for a quarter that is open.

A report is known by its request alone: the same one sent again is kept once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.register.parser import Provider, Register
from chalicelib.reporting import case_report
from chalicelib.reporting.case_report import CaseReport
from chalicelib.reporting.case_store import CaseStore, Place
from chalicelib.rules import issuing
from chalicelib.rules.outcomes import Refused

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is kept, now or, when `replayed`, since the same request came before."""

    report: CaseReport
    replayed: bool


def file(
    cases: CaseStore, register: Register, report: CaseReport, ids: tuple[str, ...], today: date
) -> Filed | Refused:
    """Keep a report under the first of its request's ids; another report of the same request is refused."""
    refused = next(_refusals(register, report, today), None)
    if refused:
        return refused
    own = replace(report, id=ids[0])
    standing = cases.file(own, _elsewhere(own, ids))
    if standing is None:
        return Filed(own, replayed=False)
    return Filed(own, replayed=True) if replace(standing, id=own.id) == own else Refused("idempotency_conflict")


def open_quarters(today: date) -> tuple[str, str]:
    """Give the first and the last quarter that can be told of.

    >>> open_quarters(date(2027, 1, 31)), open_quarters(date(2027, 2, 1))
    (('2026Q1', '2027Q1'), ('2027Q1', '2027Q1'))
    """
    first_year = today.year - (today <= case_report.last_filing(today.year - 1))
    return f"{first_year}Q1", case_report.quarter(today)


def _refusals(register: Register, report: CaseReport, today: date) -> Iterator[Refused]:
    service, provider = register.service(report.service), register.provider(report.provider)
    if service is None:
        yield Refused("unknown_service")
    elif not service.case_reports:
        yield Refused("reports_unasked")
    earliest, latest = open_quarters(today)
    if not earliest <= report.quarter <= latest:
        yield Refused("quarter_closed", {"earliest": earliest, "latest": latest})
        return
    if provider is None or not _performed(provider, report):
        yield Refused("not_authorised")
    yield from issuing.member_refusals(register, report.member)


def _performed(provider: Provider, report: CaseReport) -> bool:
    """Tell whether the provider was authorised on a day of the quarter."""
    year, quarter = report.year, int(report.quarter[-1])
    first = date(year, _MONTHS * (quarter - 1) + 1, 1)
    following = date(year + quarter // 4, _MONTHS * (quarter % 4) + 1, 1)
    return any(
        right.service == report.service and right.start < following and (right.end is None or first <= right.end)
        for right in provider.services
    )


def _elsewhere(own: CaseReport, ids: tuple[str, ...]) -> list[Place]:
    """Give where else the request's report may stand: under another live secret, or in a neighbouring year."""
    places = [(year, id_) for year in (own.year, own.year - 1, own.year + 1) for id_ in ids]
    return [place for place in places if place != (own.year, own.id)]
