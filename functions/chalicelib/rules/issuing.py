"""The rules of issuing a number: once for a request, however often it is repeated."""

import calendar
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from chalicelib.control_numbers.key_ring import Candidate
from chalicelib.dates import clock, week
from chalicelib.ledger.port import LIVE, EventRow, NumberRow
from chalicelib.register.parser import Register, Service, canonical
from chalicelib.rules import number_status
from chalicelib.rules.outcomes import Issued, Refused

TRIES = 3
BECAUSE = ("competence", "language", "accessibility", "place", "time")
"""Why a reception may recommend one provider: something that the resident needs and that is told of each (D5, D17)."""

_RESIDENCE = {
    "checked": ("checked",),
    "attested": ("attested", "checked"),
    "unverified_at_own_unit": ("unverified_at_own_unit", "checked"),
}


@dataclass(frozen=True, slots=True)
class DecisionGrant:
    """What a decision (biståndsbeslut) grants: minutes a week, months, and how many counsellors at once (D35, D37)."""

    minutes_week: int
    months: int
    counsellors: int = 1


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What the reception asks a number for; nothing about who the resident is.

    `extra` is a reason of the service for more sessions; `told` that the resident was told of every provider (D2).
    `decision` is for a service that is granted by the hour. `lost` tells that it is for somebody who lost a number and
    cannot say it, and `sessions` how many are granted then, if fewer. `recommended` is a provider that the reception
    recommended, and `because` the reason: both are counted and published (D5).
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
        """Give what tells a repeated request from another one under the same key."""
        return hashlib.sha256(canonical({"order": asdict(self)})).hexdigest()


@dataclass(frozen=True, slots=True)
class NewNumber:
    """A number that is to be written, with its event, where none stands."""

    candidate: Candidate
    row: NumberRow
    event: EventRow


def refuse(register: Register, order: IssueRequest) -> Refused | None:
    """Refuse what the register has no rule for; it takes no look at the ledger."""
    return next(_refusals(register, order), None)


def decide(  # noqa: PLR0913 - what is asked, what could be given, what stands, who and when
    service: Service,
    order: IssueRequest,
    chains: Sequence[Sequence[Candidate]],
    standing: Mapping[str, NumberRow],
    *,
    by: str,
    now: datetime,
) -> Issued | NewNumber | Refused:
    """Find the number that the request got before, or take the first free one of the current secret's chain."""
    before = found_before(chains, standing, order.fingerprint())
    return before or _fresh(service, order, first_free(chains, standing), by, now)


def found_before(
    chains: Sequence[Sequence[Candidate]], standing: Mapping[str, NumberRow], fingerprint: str
) -> Issued | Refused | None:
    """Find the number that a request got before, under whichever secret; another request has another fingerprint.

    One that has been closed since is refused as what it is: nobody may be handed a number that cannot be used.
    """
    for candidate in (candidate for chain in chains for candidate in chain):
        for row in (standing[place] for place in candidate.places if place in standing):
            if row.request == candidate.request:
                if row.fingerprint != fingerprint:
                    return Refused("idempotency_conflict")
                return number_status.closed(row) or Issued(candidate.number, row, replayed=True)
    return None


def first_free(chains: Sequence[Sequence[Candidate]], standing: Mapping[str, NumberRow]) -> Candidate:
    """Give the first number of the current secret's chain that nobody has."""
    for candidate in chains[0]:
        if not any(place in standing for place in candidate.places):
            return candidate
    raise RuntimeError("Every number that this request could get is taken: the secret or the store is wrong.")


def last_day(first: date, months: int) -> date:
    """Give the last day of so many months from the first day on; a month too short ends on its own last day."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    return date(year, month, length) if first.day > length else date(year, month, first.day) - timedelta(days=1)


def _refusals(register: Register, order: IssueRequest) -> Iterator[Refused]:
    service = register.service(order.service)
    if service is None:
        yield Refused("unknown_service")
        return
    yield from member_refusals(register, order.member)
    if order.residence is not None and order.residence not in _RESIDENCE[service.residence]:
        yield Refused("unknown_residence")
    if order.extra is not None and order.extra not in service.extra:
        yield Refused("unknown_extra")
        return
    if not service.numbered:
        yield Refused("no_numbers")
    if order.sessions is not None and not 1 <= order.sessions <= _sessions(service, order):
        yield Refused("not_within_limits", {"sessions": _sessions(service, order)})
    yield from _decision_refusals(service, order.decision)
    yield from _recommendation_refusals(register, order)


def member_refusals(register: Register, member: str | None) -> Iterator[Refused]:
    """Give the reasons why a resident cannot be of that member municipality (D40)."""
    if register.municipality.members and member is None:
        yield Refused("member_required")
    if member is not None and member not in register.municipality.members:
        yield Refused("unknown_member")


def _decision_refusals(service: Service, decision: DecisionGrant | None) -> Iterator[Refused]:
    """Give the reasons why a decision does not fit the service (D34)."""
    limits = service.decision
    if limits is None:
        if decision is not None:
            yield Refused("decision_unasked")
    elif decision is None:
        yield Refused("decision_required")
    elif not (1 <= decision.minutes_week <= limits.minutes_week and 1 <= decision.months <= limits.months):
        yield Refused("not_within_limits", {"minutes_week": limits.minutes_week, "months": limits.months})


def _recommendation_refusals(register: Register, order: IssueRequest) -> Iterator[Refused]:
    """Give the reasons why a recommendation cannot be counted: it names a provider of the service, and says why."""
    if order.recommended is None:
        if order.because is not None:
            yield Refused("missing_field", {"field": "recommended"})
        return
    provider = register.provider(order.recommended)
    if provider is None or order.service not in {right.service for right in provider.services}:
        yield Refused("invalid_field", {"field": "recommended", "expected": "the id of a provider of the service"})
    if order.because is None:
        yield Refused("missing_field", {"field": "because"})


def _sessions(service: Service, order: IssueRequest) -> int:
    return service.granted + (service.extra[order.extra] if order.extra else 0)


def _fresh(service: Service, order: IssueRequest, candidate: Candidate, by: str, now: datetime) -> NewNumber:
    decision, first = order.decision, clock.day(now)
    last = last_day(first, decision.months if decision else service.months_valid)
    granted = (
        decision.minutes_week * week.count(first, last) if decision else order.sessions or _sessions(service, order)
    )
    place, at = candidate.places[0], clock.stamp(now)
    row = NumberRow(
        place=place,
        service=service.id,
        member=order.member,
        residence=order.residence or service.residence,
        exempt=order.exempt,
        granted=granted,
        used=0,
        valid_from=first.isoformat(),
        valid_to=last.isoformat(),
        status=LIVE,
        nth={},
        version=1,
        issued_at=at,
        request=candidate.request,
        fingerprint=order.fingerprint(),
        minutes_week=decision.minutes_week if decision else None,
        counsellors=decision.counsellors if decision else None,
        replaces=order.lost,
        told=order.told,
        recommended=order.recommended,
        because=order.because,
    )
    kind = "replace" if order.lost else "issue"
    return NewNumber(candidate, row, EventRow(place, at, 1, kind, by, order.extra, order.told, granted))
