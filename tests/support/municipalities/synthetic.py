"""Simulates a seeded year with the real claim service: issue numbers, claim sessions, reverse and resend some.

The clock moves through the year, so that each row has the month in which it was sent. Every visit is a claim of its
own, decided and recorded as the endpoint does; every figure of a test follows from these events.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from chalicelib.ledger.retry import RetryPolicy
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.codes import AT_OWN_UNIT, BECAUSE, CHECKED
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.hand_over import Recipient
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Accepted, Changed, Issued, Refused
from chalicelib.service.context import ServiceContext
from tests.support.chalicelib.sample import RING, Clock, Services, services_over
from tests.support.municipalities import calls

RECOMMENDED_EACH = 12
"""The reception recommends a provider to one in this many residents, who then goes there."""
LAST_DAY = 350
"""The last day of the year with a visit, counted from the first."""


@dataclass(frozen=True)
class Plan:
    """The content of a year of one service; `visits` is the exact number for each provider."""

    service: str
    year: int
    visits: Mapping[str, int]
    exact: bool = False
    """The visits are the source's own number, which `of_tenths` does not exceed."""
    lengths: tuple[int, ...] = (30, 18, 15, 12, 25)
    """How many cases of a hundred have one visit, two, …"""
    exempt: int = 0
    """The number of visits on numbers exempt from the fee."""
    anonymous: int = 0
    """The number of visits, after those, on numbers of residents who are anonymous at the own unit."""
    missed: Mapping[str, float] = field(default_factory=dict)
    """The share of visits that are another event: late_cancellation, no_show …"""
    taken_back: float = 0.03
    """The share of claims that are reversed, at once or in a later month, and sent again."""
    members: Mapping[str, int] = field(default_factory=dict)
    decision: DecisionGrant | None = None
    minutes: tuple[int, ...] = ()
    first_days: tuple[int, int] = (3, 30)
    """How many days after the number the first visit is, at least and at most."""
    gap_days: tuple[int, int] = (7, 24)
    numbered: bool = True
    partners: Mapping[str, str] = field(default_factory=dict)  # with whom each shares its visits, who reports them too
    days_decided: int = 0  # how many days before the number a decision begins
    attested: bool = False
    """Without numbers, the provider attests residence and counts its clients."""

    def of_tenths(self, tenths: int) -> "Plan":
        """Return the plan with so many tenths of its visits; what is lost to rounding comes back in the sum."""
        tenths = min(tenths, 10) if self.exact else tenths
        sums = [0, *(total * tenths // 10 for total in accumulate(self.visits.values()))]
        return replace(self, visits=dict(zip(self.visits, (b - a for a, b in pairwise(sums)), strict=True)))


@dataclass(frozen=True)
class Case:
    """The visits of one resident at one provider, after a number was issued."""

    plan: Plan
    provider: str
    issued: dt.date
    days: tuple[dt.date, ...]
    member: str | None
    exempt: bool
    anonymous: bool


@dataclass(frozen=True, order=True, slots=True)
class Step:
    """One event of a day: a number is issued, a claim sent, or a claim corrected; it sorts in that order."""

    day: dt.date
    kind: int
    case: int
    visit: int = 0


ISSUE, CLAIM, CORRECT = range(3)


@dataclass
class Year:
    """The simulated year: the ledger, and the accepted and refused claims."""

    ledger: SqliteLedger
    register: Register
    claims: Services
    clock: Clock
    cases: Sequence[Case]
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    taken_back: set[str] = field(default_factory=set)

    def standing(self) -> Iterator[Accepted]:
        """Return the claims that were not reversed."""
        return (outcome for outcome in self.accepted if outcome.claim.claim_id not in self.taken_back)


def run(register: Register, plans: Sequence[Plan], folder: Path, seed: int = 1) -> Year:
    """Simulate the year."""
    rng = random.Random(seed)
    cases = [case for plan in plans for case in _cases(rng, plan)]
    clock = Clock()
    folder.mkdir(parents=True, exist_ok=True)
    ledger = SqliteLedger(folder / "ledger.sqlite", synchronous="NORMAL")
    context = ServiceContext(register, RING, ledger, clock, RetryPolicy(60))
    year = Year(ledger, register, services_over(context), clock, cases)
    _simulate(year, rng)
    for service in dict.fromkeys(plan.service for plan in plans):
        calls.count(year, service)
    return year


def _simulate(year: Year, rng: random.Random) -> None:
    """Perform every step in order of its day."""
    steps = sorted(_steps(rng, year.cases))
    numbers: dict[int, str] = {}
    claims: dict[tuple[int, int], str] = {}
    for step in steps:
        case = year.cases[step.case]
        year.clock.time = dt.datetime.combine(step.day, dt.time(9 + 3 * step.kind), dt.UTC)
        year.clock.move(seconds=step.case % 3600)
        if step.kind == ISSUE:
            numbers[step.case] = _issue(year, case, step.case)
            continue
        if step.kind == CORRECT:
            if not (claim_id := claims.get((step.case, step.visit))):
                continue
            year.claims.claims.reverse(claim_id, "wrong_date", "provider", case.provider)
            year.taken_back.add(claim_id)
        outcome = _claim(year, case, step, numbers.get(step.case))
        if isinstance(outcome, Accepted):
            claims[step.case, step.visit] = outcome.claim.claim_id


def _issue(year: Year, case: Case, key: int) -> str:
    supplies = is_supplier(year.register, case.provider)
    recommended = case.provider if key % RECOMMENDED_EACH == 0 and not supplies else None
    ways = year.register.services[case.plan.service].residence
    request = IssueRequest(
        case.plan.service,
        residence=AT_OWN_UNIT if case.anonymous else CHECKED if len(ways) > 1 else None,
        member=case.member,
        exempt=case.exempt,
        told=True,
        recommended=recommended,
        because=random.Random(key).choice(BECAUSE) if recommended else None,
        decision=_decision(case),
    )
    outcome = year.claims.numbers.issue(request, "reception", f"{case.plan.year}-{key}")
    assert isinstance(outcome, Issued), outcome
    if supplies and outcome.row.supplier != case.provider:
        _hand_over(year, case, outcome.number)
    return outcome.number


def _decision(case: Case) -> DecisionGrant | None:
    """Return what a decision grants, from its own first day if that is another than the number's."""
    decision, days = case.plan.decision, case.plan.days_decided
    return replace(decision, first=case.issued - dt.timedelta(days=days)) if decision and days else decision


def _hand_over(year: Year, case: Case, number: str) -> None:
    """Hand a number over to the supplier of the case: in its turn, or since those before it have no time."""
    first, *_ = year.register.suppliers(case.plan.service, year.clock.time.date())
    to = Recipient(case.provider, None if first.id == case.provider else "no_capacity")
    handed = year.claims.numbers.hand_over(number, to, "reception")
    assert isinstance(handed, Changed), handed


def is_supplier(register: Register, provider: str) -> bool:
    """Return whether somebody is a supplier of a framework agreement, whom nobody chooses."""
    registered = register.provider(provider)
    return registered is not None and registered.framework is not None


def _claim(year: Year, case: Case, step: Step, number: str | None) -> Accepted | Refused:
    """Send a claim; its content depends only on case and visit, so that a corrected claim is the same."""
    rng = random.Random(f"{step.case}-{step.visit}")
    plan, again = case.plan, step.kind == CORRECT
    events, shares = [*plan.missed], [*plan.missed.values()]
    claimed = Claim(
        plan.service,
        case.days[step.visit],
        rng.choices(["session", *events], [1 - sum(shares), *shares])[0] if events else "session",
        plan.decision.counsellors if plan.decision else 1,
        nth=2 if again and (plan.numbered or plan.attested) else 1,
        minutes=rng.choice(plan.minutes) if plan.minutes else None,
        **({} if plan.numbered else _said(case, step)),
        partner=plan.partners.get(case.provider),
    )
    outcome = year.claims.claims.claim(case.provider, number, claimed)
    if isinstance(outcome, Refused):
        year.refused.append(outcome)
        return outcome
    assert isinstance(outcome, Accepted)
    year.accepted.append(outcome)
    if claimed.partner and not again:
        counterpart = replace(claimed, partner=case.provider)
        other = year.claims.claims.claim(claimed.partner, number, counterpart)
        assert isinstance(other, Accepted)
        year.accepted.append(other)
    return outcome


def _said(case: Case, step: Step) -> dict[str, Any]:
    """Return what a claim without a number says itself."""
    own_key = {"reference": f"{step.case}-{step.visit}-{step.kind}"}
    if case.plan.attested:
        own_key = {"client": str(step.case)}
    return own_key | {"member": case.member, "exempt": case.exempt, "attested": case.plan.attested}


def _steps(rng: random.Random, cases: Sequence[Case]) -> Iterator[Step]:
    """Yield the steps; a correction comes the same day or 35 days later, if that is in the same year."""
    for index, case in enumerate(cases):
        if case.plan.numbered:
            yield Step(case.issued, ISSUE, index)
        for visit, day in enumerate(case.days):
            yield Step(day, CLAIM, index, visit)
            if rng.random() < case.plan.taken_back:
                later = day + dt.timedelta(days=rng.choice((0, 35)))
                yield Step(later if later.year == day.year else day, CORRECT, index, visit)


def _cases(rng: random.Random, plan: Plan) -> Iterator[Case]:
    """Yield cases until every provider has its visits."""
    exempt, anonymous = plan.exempt, plan.anonymous
    for provider, visits in plan.visits.items():
        left = visits
        while left:
            count = min(left, rng.choices(range(1, len(plan.lengths) + 1), plan.lengths)[0])
            left -= count
            exempt_case = count <= exempt
            exempt -= count if exempt_case else 0
            anonymous_case = not exempt_case and count <= anonymous
            anonymous -= count if anonymous_case else 0
            issued, days = _days(rng, plan, count)
            member = rng.choices([*plan.members], [*plan.members.values()])[0] if plan.members else None
            yield Case(plan, provider, issued, days, member, exempt_case, anonymous_case)


def _days(rng: random.Random, plan: Plan, count: int) -> tuple[dt.date, tuple[dt.date, ...]]:
    """Return the day on which a number is issued, and those of the visits; all are weekdays of the year."""
    after = [rng.randint(*plan.first_days)]
    for _ in range(count - 1):
        after.append(after[-1] + rng.randint(*plan.gap_days))
    issued = dt.date(plan.year, 1, 2) + dt.timedelta(days=rng.randint(0, max(0, LAST_DAY - after[-1])))
    return _weekday(issued), tuple(_weekday(issued + dt.timedelta(days=days)) for days in after)


def _weekday(day: dt.date) -> dt.date:
    """Move a weekend day to the following Monday."""
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
