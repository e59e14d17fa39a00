"""A seeded year through the real desk: numbers are issued, sessions claimed, some taken back and sent again.

The clock moves through the year, so that each row lands in the month in which it was sent. Every visit is a claim of
its own, looked at, decided and written as the endpoint does it; every figure of a test follows from these events.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from chalicelib.dates import workdays
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.parser import Register
from chalicelib.reporting import case_report
from chalicelib.reporting.case_report import CaseReport
from chalicelib.rules.claim import Claim
from chalicelib.rules.issuing import BECAUSE, DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Accepted, Issued, Refused
from chalicelib.service.claims import ClaimService
from tests.support.chalicelib.sample import RING, Clock

RECOMMENDED_EACH = 12
"""The reception recommends a provider to each so manieth resident, who goes there."""
LAST_DAY = 350
"""The last day of the year on which somebody comes, counted from the first."""


@dataclass(frozen=True)
class Plan:
    """What a year of one service is made of; `visits` are those of each provider, to the very number."""

    service: str
    year: int
    visits: Mapping[str, int]
    exact: bool = False
    """The source's own number of visits: it is not multiplied when a longer year is asked for."""
    lengths: tuple[int, ...] = (30, 18, 15, 12, 25)
    """How many cases of a hundred come to one visit, two, …"""
    exempt: int = 0
    """How many visits fall on numbers that are exempt from the fee."""
    missed: Mapping[str, float] = field(default_factory=dict)
    """The share of visits that are another event: late_cancellation, no_show …"""
    taken_back: float = 0.01
    """The share of claims that are taken back, at once or in a later month, and sent again."""
    members: Mapping[str, int] = field(default_factory=dict)
    decision: DecisionGrant | None = None
    minutes: tuple[int, ...] = ()
    gap_days: tuple[int, int] = (7, 24)
    numbered: bool = True

    def times(self, factor: int) -> "Plan":
        """Give a year of so many times the visits, unless they are the source's own."""
        return self if self.exact else replace(self, visits={who: factor * n for who, n in self.visits.items()})


@dataclass(frozen=True)
class Case:
    """Somebody's visits at one provider, after a number was issued."""

    plan: Plan
    provider: str
    issued: dt.date
    days: tuple[dt.date, ...]
    member: str | None
    exempt: bool


@dataclass(frozen=True, order=True, slots=True)
class Step:
    """One thing that happens on a day, in its order: a number is issued, a claim sent, a claim sent again."""

    day: dt.date
    kind: int
    case: int
    visit: int = 0


ISSUE, CLAIM, CORRECT = range(3)


@dataclass
class Year:
    """What came of it: the ledger, and what was sent and refused."""

    ledger: SqliteLedger
    register: Register
    desk: ClaimService
    clock: Clock
    cases: Sequence[Case]
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    taken_back: set[str] = field(default_factory=set)

    def standing(self) -> Iterator[Accepted]:
        """Give the claims that were not taken back."""
        return (one for one in self.accepted if one.claim.claim_id not in self.taken_back)


def run(register: Register, plans: Sequence[Plan], folder: Path, seed: int = 1) -> Year:
    """Live through the year."""
    rng = random.Random(seed)
    cases = [case for plan in plans for case in _cases(rng, plan)]
    clock = Clock()
    folder.mkdir(parents=True, exist_ok=True)
    ledger = SqliteLedger(folder / "ledger.sqlite", synchronous="NORMAL")
    year = Year(ledger, register, ClaimService(register, RING, ledger, clock, RetryPolicy(60)), clock, cases)
    _live(year, rng)
    return year


def _live(year: Year, rng: random.Random) -> None:
    """Take every step in the order of its day."""
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
            year.desk.reverse(claim_id, "wrong_date", "provider", case.provider)
            year.taken_back.add(claim_id)
        found = _claim(year, case, step, numbers.get(step.case))
        if isinstance(found, Accepted):
            claims[step.case, step.visit] = found.claim.claim_id


def _issue(year: Year, case: Case, key: int) -> str:
    who = case.provider if key % RECOMMENDED_EACH == 0 else None
    order = IssueRequest(
        case.plan.service,
        member=case.member,
        exempt=case.exempt,
        told=True,
        recommended=who,
        because=random.Random(key).choice(BECAUSE) if who else None,
        decision=case.plan.decision,
    )
    found = year.desk.issue(order, "reception", f"{case.plan.year}-{key}")
    assert isinstance(found, Issued), found
    return found.number


def _claim(year: Year, case: Case, step: Step, number: str | None) -> Accepted | Refused:
    """Send a claim; what it is follows from the case and the visit, so that a corrected one is the same again."""
    rng = random.Random(f"{step.case}-{step.visit}")
    plan, again = case.plan, step.kind == CORRECT
    events, shares = [*plan.missed], [*plan.missed.values()]
    claimed = Claim(
        plan.service,
        case.days[step.visit],
        rng.choices(["session", *events], [1 - sum(shares), *shares])[0] if events else "session",
        plan.decision.counsellors if plan.decision else 1,
        nth=2 if again and plan.numbered else 1,
        minutes=rng.choice(plan.minutes) if plan.minutes else None,
        reference=None if plan.numbered else f"{step.case}-{step.visit}-{step.kind}",
    )
    found = year.desk.claim(case.provider, number, claimed)
    if isinstance(found, Refused):
        year.refused.append(found)
        return found
    assert isinstance(found, Accepted)
    year.accepted.append(found)
    return found


def _steps(rng: random.Random, cases: Sequence[Case]) -> Iterator[Step]:
    """Give what happens; a correction comes the same day or, if the year is long enough, a month and more later."""
    for place, case in enumerate(cases):
        if case.plan.numbered:
            yield Step(case.issued, ISSUE, place)
        for visit, day in enumerate(case.days):
            yield Step(day, CLAIM, place, visit)
            if rng.random() < case.plan.taken_back:
                later = day + dt.timedelta(days=rng.choice((0, 35)))
                yield Step(later if later.year == day.year else day, CORRECT, place, visit)


def _cases(rng: random.Random, plan: Plan) -> Iterator[Case]:
    """Plan cases until every provider has its visits."""
    exempt = plan.exempt
    for provider, visits in plan.visits.items():
        left = visits
        while left:
            count = min(left, rng.choices(range(1, len(plan.lengths) + 1), plan.lengths)[0])
            left -= count
            free = count <= exempt
            exempt -= count if free else 0
            issued, days = _days(rng, plan, count)
            member = rng.choices([*plan.members], [*plan.members.values()])[0] if plan.members else None
            yield Case(plan, provider, issued, days, member, free)


def _days(rng: random.Random, plan: Plan, count: int) -> tuple[dt.date, tuple[dt.date, ...]]:
    """Give the day on which a number is issued, and those of the visits; all are working weekdays of the year."""
    after = [rng.randint(3, 30)]
    for _ in range(count - 1):
        after.append(after[-1] + rng.randint(*plan.gap_days))
    issued = dt.date(plan.year, 1, 2) + dt.timedelta(days=rng.randint(0, max(0, LAST_DAY - after[-1])))
    return _weekday(issued), tuple(_weekday(issued + dt.timedelta(days=days)) for days in after)


def _weekday(day: dt.date) -> dt.date:
    """Move a day of a weekend to the Monday after it."""
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def reports(cases: Sequence[Case], seed: int = 1) -> Iterator[CaseReport]:
    """Report each case when it has closed: what the case tells by itself, and chance for the rest."""
    rng = random.Random(f"reports-{seed}")
    for place, case in enumerate(cases):
        last = case.days[-1]
        yield CaseReport(
            id=f"{place:032x}",
            provider=case.provider,
            service=case.plan.service,
            quarter=f"{last.year}Q{(last.month + 2) // 3}",
            member=case.member,
            persons=tuple(
                (
                    rng.choices(case_report.GENDERS, (52, 46, 2))[0],
                    rng.choices(case_report.AGES, (6, 27, 33, 20, 10, 4))[0],
                )
                for _ in range(rng.choice((1, 2, 2)))
            ),
            children=tuple(rng.choices(case_report.CHILD_AGES, (30, 28, 27, 15), k=rng.choice((0, 1, 2, 2, 3)))),
            wait=case_report.wait_class(workdays.between(case.issued, case.days[0])),
            sessions=case_report.visit_class(len(case.days)),
            content=rng.choices(case_report.CONTENTS, (18, 37, 19, 14, 5, 7))[0],
            initiative=rng.choices(case_report.INITIATIVES, (88, 12))[0],
        )
