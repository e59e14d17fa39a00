"""A seeded year of activity through the real desk: numbers are issued, sessions claimed, some taken back.

The clock moves through the year, so that each row lands in the month in which it was sent. Nothing is drawn from the
system's own chance but what the desk draws; every figure of a test follows from these events.
"""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib import case_report
from chalicelib.case_report import CaseReport
from chalicelib.claim import Claim
from chalicelib.desk import Desk
from chalicelib.issue import Granted, Order
from chalicelib.keys import KeyRing
from chalicelib.ledger_sqlite import SqliteLedger
from chalicelib.outcome import Accepted, Issued, Refused
from chalicelib.patience import Patience
from chalicelib.register import Register

RING = KeyRing((b"a secret that only tests may have",))


@dataclass
class Clock:
    """A clock that is set, and goes on by a microsecond at each look."""

    time: dt.datetime

    def __call__(self) -> dt.datetime:
        """Look at it."""
        self.time += dt.timedelta(microseconds=1)
        return self.time


@dataclass(frozen=True)
class Plan:
    """What a year is made of; `weights` say how often each provider is chosen."""

    service: str
    year: int
    cases: int
    weights: Mapping[str, float]
    sessions: tuple[float, ...] = (30, 18, 15, 12, 25)
    """How many cases come to one session, two, …"""
    exempt: float = 0.04
    missed: Mapping[str, float] = field(default_factory=dict)
    """The share of visits that are another event: late_cancellation, no_show …"""
    reversed: float = 0.01
    members: Mapping[str, float] = field(default_factory=dict)
    decision: Granted | None = None
    minutes: int | None = None
    counsellors: float = 0.0
    """The share of sessions with two counsellors."""
    numbered: bool = True


@dataclass(frozen=True, order=True)
class Visit:
    """One visit to come."""

    day: dt.date
    case: int
    ordinal: int
    provider: str
    event: str
    counsellors: int


@dataclass
class Year:
    """What came of it: the ledger, and what was sent and refused."""

    ledger: SqliteLedger
    register: Register
    desk: Desk
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    taken_back: int = 0


def run(register: Register, plan: Plan, folder: Path, seed: int = 1) -> Year:
    """Live through the year."""
    rng = random.Random(seed)
    clock = Clock(dt.datetime(plan.year, 1, 2, 8, tzinfo=dt.UTC))
    ledger = SqliteLedger(folder / f"{plan.service}-{plan.year}.sqlite", synchronous="NORMAL")
    year = Year(ledger, register, Desk(register, RING, ledger, clock, Patience(60)))
    numbers: dict[int, str] = {}
    issues = {n: _workday(rng, plan.year) for n in range(plan.cases)}
    visits = sorted(visit for n in range(plan.cases) for visit in _visits(rng, plan, n, issues[n]))
    todo = sorted(issues, key=lambda n: (issues[n], n))
    for visit in visits:
        while plan.numbered and todo and issues[todo[0]] <= visit.day:
            case = todo.pop(0)
            _issue(year, plan, rng, clock, case, issues[case], numbers)
        clock.time = dt.datetime.combine(visit.day, dt.time(16), dt.UTC) + dt.timedelta(seconds=visit.case % 3600)
        _claim(year, plan, rng, visit, numbers.get(visit.case))
    return year


def _issue(  # noqa: PLR0913, PLR0917 - one number, and all that it depends on
    year: Year,
    plan: Plan,
    rng: random.Random,
    clock: Clock,
    case: int,
    day: dt.date,
    numbers: dict[int, str],
) -> None:
    clock.time = dt.datetime.combine(day, dt.time(9), dt.UTC) + dt.timedelta(seconds=case % 3600)
    member = rng.choices([*plan.members], [*plan.members.values()])[0] if plan.members else None
    order = Order(plan.service, member=member, exempt=rng.random() < plan.exempt, decision=plan.decision)
    found = year.desk.issue(order, "reception", f"{plan.year}-{case}")
    assert isinstance(found, Issued), found
    numbers[case] = found.number


def _claim(year: Year, plan: Plan, rng: random.Random, visit: Visit, number: str | None) -> None:
    """Send a claim, and now and then take it back."""
    reference = None if plan.numbered else f"{visit.case}-{visit.ordinal}"
    claimed = Claim(plan.service, visit.day, visit.event, visit.counsellors, minutes=plan.minutes, reference=reference)
    found = year.desk.claim(visit.provider, number, claimed)
    if isinstance(found, Refused):
        year.refused.append(found)
        return
    assert isinstance(found, Accepted)
    year.accepted.append(found)
    if rng.random() < plan.reversed:
        year.desk.reverse(found.claim.claim_id, "wrong_date", "provider", visit.provider)
        year.taken_back += 1


def _visits(rng: random.Random, plan: Plan, case: int, issued: dt.date) -> Iterator[Visit]:
    """Plan the visits of one case, a fortnight or so apart, the first after a wait."""
    provider = rng.choices([*plan.weights], [*plan.weights.values()])[0]
    count = rng.choices(range(1, len(plan.sessions) + 1), plan.sessions)[0]
    day = issued + dt.timedelta(days=rng.randint(3, 30))
    for ordinal in range(count):
        day = _moved_to_workday(day)
        if day.year != plan.year:
            return
        events, shares = [*plan.missed], [*plan.missed.values()]
        event = rng.choices(["session", *events], [1 - sum(shares), *shares])[0]
        yield Visit(day, case, ordinal, provider, event, 2 if rng.random() < plan.counsellors else 1)
        day += dt.timedelta(days=rng.randint(7, 24))


def _workday(rng: random.Random, year: int) -> dt.date:
    return _moved_to_workday(dt.date(year, 1, 2) + dt.timedelta(days=rng.randint(0, 345)))


def _moved_to_workday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def reports(plan: Plan, providers: Sequence[str], seed: int = 1) -> Iterator[CaseReport]:
    """Case reports of a year's closed cases."""
    rng = random.Random(f"reports-{plan.year}-{seed}")
    for n in range(plan.cases):
        yield CaseReport(
            id=f"{n:032x}",
            provider=rng.choice(providers),
            service=plan.service,
            quarter=f"{plan.year}Q{rng.randint(1, 4)}",
            member=rng.choices([*plan.members], [*plan.members.values()])[0] if plan.members else None,
            persons=tuple(
                (
                    rng.choices(case_report.GENDERS, (52, 46, 2))[0],
                    rng.choices(case_report.AGES, (6, 27, 33, 20, 10, 4))[0],
                )
                for _ in range(rng.choice((1, 2, 2)))
            ),
            children=tuple(rng.choices(case_report.CHILD_AGES, (30, 28, 27, 15), k=rng.choice((0, 1, 2, 2, 3)))),
            wait=rng.choices(case_report.WAITS, (14, 24, 28, 20, 14))[0],
            sessions=rng.choices(case_report.SESSIONS, (28, 44, 22, 6))[0],
            content=rng.choices(case_report.CONTENTS, (18, 37, 19, 14, 5, 7))[0],
            initiative=rng.choices(case_report.INITIATIVES, (88, 12))[0],
        )
