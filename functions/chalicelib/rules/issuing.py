"""The rules of issuing a number: once per request, however often it is repeated."""

import calendar
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.control_numbers.key_ring import Candidate
from chalicelib.dates import clock, periods
from chalicelib.ledger.rows import LIVE, EventRow, NumberRow
from chalicelib.register.codes import AT_OWN_UNIT
from chalicelib.register.model import Register, RegisterService
from chalicelib.register.parser import canonical
from chalicelib.rules import number_status
from chalicelib.rules.outcomes import Issued, Refused

TRIES = 3
MOST_DAYS_AHEAD = 365
"""A decision begins within a year: a later first day is most likely mistyped."""


@dataclass(frozen=True, slots=True)
class DecisionGrant:
    """What a decision (biståndsbeslut) grants: minutes a week, months, and how many counsellors at once (D35, D37)."""

    minutes_week: int
    months: int
    counsellors: int = 1
    first: date | None = None
    """The decision's own first day; None for the day on which the number is issued."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """The reception's request for a number; it holds nothing about who the resident is.

    `extra` is one of the service's reasons for more sessions; `told` says that the resident was informed of every
    provider (D2). `decision` is for a service that is granted by the hour. `lost` says that the resident has lost a
    number and cannot quote it, and `sessions` how many are granted then, if fewer. `recommended` is the provider that
    the reception recommended, and `because` the reason: both are counted and published (D5).
    """

    service: str
    member: str | None = None
    residence: str | None = None
    extra: str | None = None
    exempt: bool = False
    told: bool | None = None
    recommended: str | None = None
    because: str | None = None
    decision: DecisionGrant | None = None
    lost: bool = False
    sessions: int | None = None

    def fingerprint(self) -> str:
        """Return a hash that differs between requests under the same key."""
        order = asdict(self)
        if self.decision:
            days = {} if self.decision.first is None else {"first": self.decision.first.isoformat()}
            order["decision"] = {
                name: order["decision"][name] for name in ("minutes_week", "months", "counsellors")
            } | days
        return hashlib.sha256(canonical({"order": order})).hexdigest()


@dataclass(frozen=True, slots=True)
class NewNumber:
    """A number that is to be written, with its event, where there is none."""

    candidate: Candidate
    row: NumberRow
    event: EventRow


def refuse(register: Register, request: IssueRequest) -> Refused | None:
    """Return the first reason to refuse a request by the register alone, or None."""
    return next(_refusals(register, request), None)


def decide(  # noqa: PLR0913 - the request, its candidates, the existing numbers, who and when
    service: RegisterService,
    request: IssueRequest,
    chains: Sequence[Sequence[Candidate]],
    existing: Mapping[str, NumberRow],
    *,
    by: str,
    now: datetime,
    supplier: str | None = None,
) -> Issued | NewNumber | Refused:
    """Return the number that the request got before, or a new one: the first free of the current secret's chain."""
    previous = issued_before(chains, existing, request.fingerprint())
    refused = next(_first_day_refusals(service, request.decision, clock.day(now)), None)
    answered = previous or refused
    if answered:
        return answered
    new = _new_number(service, request, first_free(chains, existing), by, now)
    return replace(new, row=replace(new.row, supplier=supplier), event=replace(new.event, supplier=supplier))


def issued_before(
    chains: Sequence[Sequence[Candidate]], existing: Mapping[str, NumberRow], fingerprint: str
) -> Issued | Refused | None:
    """Return the number that a request got before, under any secret, or None; refuse another request with its key.

    A number that has been closed since is refused as such: a number that cannot be used is never handed out.
    """
    for candidate in (candidate for chain in chains for candidate in chain):
        for row in (existing[number_hash] for number_hash in candidate.hashes if number_hash in existing):
            if row.request == candidate.request:
                if row.fingerprint != fingerprint:
                    return Refused("idempotency_conflict")
                return number_status.closed(row) or Issued(candidate.number, row, replayed=True)
    return None


def first_free(chains: Sequence[Sequence[Candidate]], existing: Mapping[str, NumberRow]) -> Candidate:
    """Return the first number of the current secret's chain that has not been issued."""
    for candidate in chains[0]:
        if not any(number_hash in existing for number_hash in candidate.hashes):
            return candidate
    raise RuntimeError("Every number that this request could get is taken: the secret or the store is wrong.")


def last_day(first: date, months: int) -> date:
    """Return the last day of a period of months from `first`; in a month too short for it, that month's last day."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    return date(year, month, length) if first.day > length else date(year, month, first.day) - timedelta(days=1)


def _refusals(register: Register, request: IssueRequest) -> Iterator[Refused]:
    service = register.service(request.service)
    if service is None:
        yield Refused("unknown_service")
        return
    yield from member_refusals(register, request.member)
    if request.residence is not None and request.residence not in service.residence:
        yield Refused("unknown_residence")
    if request.residence is None and len(service.residence) > 1:
        yield Refused("missing_field", {"field": "residence"})
    if request.extra is not None and request.extra not in service.extra:
        yield Refused("unknown_extra")
        return
    if not service.numbered:
        yield Refused("no_numbers")
    if request.sessions is not None and not 1 <= request.sessions <= _sessions(service, request):
        yield Refused("not_within_limits", {"sessions": _sessions(service, request)})
    yield from _decision_refusals(service, request)
    yield from _recommendation_refusals(register, request)


def member_refusals(register: Register, member: str | None) -> Iterator[Refused]:
    """Yield the reasons why a resident cannot belong to that member municipality (D40)."""
    if register.municipality.members and member is None:
        yield Refused("member_required")
    if member is not None and member not in register.municipality.members:
        yield Refused("unknown_member")


def _decision_refusals(service: RegisterService, request: IssueRequest) -> Iterator[Refused]:
    """Yield the reasons why a decision does not fit the service (D34); nobody is anonymous at a supplier."""
    limits, decision = service.decision, request.decision
    if limits is None:
        if decision is not None:
            yield Refused("decision_unasked")
    elif decision is None:
        yield Refused("decision_required")
    elif (limits.otherwise is None or request.residence == AT_OWN_UNIT) and not (
        1 <= decision.minutes_week <= limits.minutes_week and 1 <= decision.months <= limits.months
    ):
        yield Refused("not_within_limits", {"minutes_week": limits.minutes_week, "months": limits.months})


def _first_day_refusals(service: RegisterService, decision: DecisionGrant | None, today: date) -> Iterator[Refused]:
    """Yield the reason why a decision cannot begin on its day: nothing of it could be claimed, or it is far ahead."""
    earliest, latest = today - timedelta(days=service.claim_age_days), today + timedelta(days=MOST_DAYS_AHEAD)
    if decision and decision.first and not earliest <= decision.first <= latest:
        yield Refused("first_day_not_possible", {"earliest": earliest.isoformat(), "latest": latest.isoformat()})


def _recommendation_refusals(register: Register, request: IssueRequest) -> Iterator[Refused]:
    """Yield the reasons to refuse a recommendation, which must name a provider of the service and a reason."""
    if request.recommended is None:
        if request.because is not None:
            yield Refused("missing_field", {"field": "recommended"})
        return
    provider = register.provider(request.recommended)
    if (
        provider is None
        or provider.framework
        or request.service not in {authorisation.service for authorisation in provider.services}
    ):
        yield Refused("invalid_field", {"field": "recommended", "expected": "the id of a provider of the service"})
    if request.because is None:
        yield Refused("missing_field", {"field": "because"})


def _sessions(service: RegisterService, request: IssueRequest) -> int:
    return service.granted + (service.extra[request.extra] if request.extra else 0)


def _new_number(
    service: RegisterService, request: IssueRequest, candidate: Candidate, by: str, now: datetime
) -> NewNumber:
    decision = request.decision
    first = (decision and decision.first) or clock.day(now)
    last = last_day(first, decision.months if decision else service.months_valid)
    if decision:
        granted = decision.minutes_week * periods.count_weeks(first, last)
    else:
        granted = request.sessions or _sessions(service, request)
    number_hash, at = candidate.hashes[0], clock.stamp(now)
    row = NumberRow(
        place=number_hash,
        service=service.id,
        member=request.member,
        residence=request.residence or service.residence[0],
        exempt=request.exempt,
        granted=granted,
        used=0,
        valid_from=first.isoformat(),
        valid_to=last.isoformat(),
        status=LIVE,
        nth={},
        version=1,
        issued_at=at,
        request=candidate.request,
        fingerprint=request.fingerprint(),
        minutes_week=decision.minutes_week if decision else None,
        counsellors=decision.counsellors if decision else None,
        replaces=request.lost,
        told=request.told,
        recommended=request.recommended,
        because=request.because,
    )
    kind = "replace" if request.lost else "issue"
    return NewNumber(candidate, row, EventRow(number_hash, at, 1, kind, by, request.extra, request.told, granted))
