"""Which case reports are accepted: for a service that requires them, from its providers, for an open quarter.

A report is identified by its request alone: a request that is sent again is stored once. How many cases go on when a
year ends is one statement of a provider, and the last one stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.register.model import Register
from chalicelib.register.provider import Provider
from chalicelib.reporting.cases import case_report
from chalicelib.reporting.cases.case_report import CaseReport, ContinuingCases
from chalicelib.reporting.cases.case_store import CaseStore, ReportKey
from chalicelib.rules import issuing
from chalicelib.rules.outcomes import Refused

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Filed:
    """A stored report; `replayed` if the same request was stored before."""

    report: CaseReport
    replayed: bool


def file_report(
    cases: CaseStore, register: Register, report: CaseReport, ids: tuple[str, ...], today: date
) -> Filed | Refused:
    """Store a report under the first of its request's ids; refuse a different report with the same request ids."""
    refusal = next(_refusals(register, report, report.quarter, today), None)
    if refusal:
        return refusal
    own = replace(report, id=ids[0])
    existing = cases.file(own, _other_keys(own, ids))
    if existing is None:
        return Filed(own, replayed=False)
    return Filed(own, replayed=True) if replace(existing, id=own.id) == own else Refused("idempotency_conflict")


def state_continuing(
    cases: CaseStore, register: Register, continuing: ContinuingCases, today: date
) -> ContinuingCases | Refused:
    """Store how many cases go on when a year ends; as the year goes, how many it would be now."""
    _, latest = open_quarters(today)
    quarter = latest if latest.startswith(str(continuing.year)) else f"{continuing.year}Q4"
    refusal = next(_refusals(register, continuing, quarter, today), None)
    if refusal:
        return refusal
    cases.state_continuing(continuing)
    return continuing


def open_quarters(today: date) -> tuple[str, str]:
    """Return the first and the last quarter that can be reported.

    >>> open_quarters(date(2027, 1, 31)), open_quarters(date(2027, 2, 1))
    (('2026Q1', '2027Q1'), ('2027Q1', '2027Q1'))
    """
    first_year = today.year - (today <= case_report.last_filing(today.year - 1))
    return f"{first_year}Q1", case_report.quarter(today)


def _refusals(register: Register, report: CaseReport | ContinuingCases, quarter: str, today: date) -> Iterator[Refused]:
    service, provider = register.service(report.service), register.provider(report.provider)
    if service is None:
        yield Refused("unknown_service")
    elif not service.case_reports:
        yield Refused("reports_unasked")
    earliest, latest = open_quarters(today)
    if not earliest <= quarter <= latest:
        yield Refused("quarter_closed", {"earliest": earliest, "latest": latest})
        return
    if provider is None or not _was_authorised(provider, report.service, quarter):
        yield Refused("not_authorised")
    yield from issuing.member_refusals(register, report.member)


def _was_authorised(provider: Provider, service: str, of_quarter: str) -> bool:
    """Return whether the provider was authorised on any day of the quarter."""
    year, quarter = int(of_quarter[:4]), int(of_quarter[-1])
    first = date(year, _MONTHS * (quarter - 1) + 1, 1)
    following = date(year + quarter // 4, _MONTHS * (quarter % 4) + 1, 1)
    return any(
        authorised.service == service
        and authorised.start < following
        and (authorised.end is None or first <= authorised.end)
        for authorised in provider.services
    )


def _other_keys(own: CaseReport, ids: tuple[str, ...]) -> list[ReportKey]:
    """Return the other keys the request may be stored under: the id of another live secret, or an adjacent year."""
    keys = [(year, id_) for year in (own.year, own.year - 1, own.year + 1) for id_ in ids]
    return [key for key in keys if key != (own.year, own.id)]
