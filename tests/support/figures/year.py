"""A year of random activity, small enough to have cells to hide: rows of a ledger that is a list, and case reports."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.ledger.rows import ClaimRow, LedgerEntry, NumberRow
from chalicelib.ledger.stated_rows import ContactRow
from chalicelib.register import codes
from chalicelib.register.model import Register
from chalicelib.reporting import yearly_counts
from chalicelib.reporting.cases import case_counts
from chalicelib.reporting.cases.case_report import CaseReport
from chalicelib.reporting.counts import YearCounts
from tests.support.chalicelib.claims import NUMBER
from tests.support.chalicelib.sample import OWN, OWN_ONLY, SERVICE, provider, rules, service

YEAR = 2025
PROVIDERS = (OWN, "a-samtal", "b-samtal", "c-samtal")
EVENTS = ("session", "phone", "late_cancellation", "no_show")
"""Those of the service's tariffs and of what it consumes."""
RULES: Register = rules(
    services=[service(case_reports=True), service(id=OWN_ONLY, own_unit_only=True)],
    providers=[provider(OWN, "own"), *(provider(name) for name in PROVIDERS[1:])],
)


@dataclass
class ListLedger:
    """A fake, read-only ledger: a list of rows by posting period."""

    rows: list[LedgerEntry] = field(default_factory=list)
    number_rows: list[NumberRow] = field(default_factory=list)

    def entries(self, provider: str | None, month: str, after: str, limit: int) -> Sequence[LedgerEntry]:
        """Return a month's rows; `after` is a sequence."""
        of_month = (row for row in self.rows if row.booking_month == month and provider in (None, row.provider))
        return sorted((row for row in of_month if row.sequence > after), key=lambda row: row.sequence)[:limit]

    def numbers_issued(self, month: str) -> Iterator[NumberRow]:
        """Return the numbers issued in a month; a few have a recommendation."""
        return (row for row in self.number_rows if row.issued_at.startswith(month))

    def contacts(self, month: str) -> Iterator[ContactRow]:
        """Return none: no contact was counted."""
        del month
        return iter(())

    def numbers(self, hashes: Sequence[str]) -> Mapping[str, NumberRow]:
        """Return numbers that were all issued on 2 January."""
        return {number_hash: number(number_hash) for number_hash in hashes}


def number(place: str) -> NumberRow:
    """Build a number issued on 2 January."""
    first, last = f"{YEAR}-01-02", f"{YEAR}-12-31"
    return replace(NUMBER, place=place, valid_from=first, valid_to=last, issued_at=f"{first}T09:00:00.000000Z")


def claim(n: int, provider: str, event: str = "session", *, month: int = 1, **more: object) -> ClaimRow:
    """Build the nth claim, in a month."""
    values: dict[str, object] = {
        "place": f"place-{n}",
        "provider": provider,
        "date": f"{YEAR}-{month:02}-{1 + n % 28:02}",
        "nth": 1,
        "claim_id": f"{n:032x}",
        "service": SERVICE,
        "member": None,
        "event": event,
        "counsellors": 1,
        "minutes": None,
        "consumed": 1,
        "exempt": False,
        "amount_ore": 110_400,
        "fee_ore": 45_000,
        "tariff": "t",
        "register": "r",
        "left": 4,
        "recorded_at": f"{YEAR}-{month:02}-{1 + n % 28:02}T12:00:00.{n:06}Z",
        "booking_month": f"{YEAR}-{month:02}",
        "fingerprint": "",
    }
    return ClaimRow(**(values | more))  # type: ignore[arg-type]


def of_seed(seed: int) -> YearCounts:
    """Count a random year: some hundred claims over months and events, and as many case reports, unevenly spread."""
    rng = random.Random(seed)
    ledger = ListLedger()
    weights = [rng.random() ** 2 + 0.02 for _ in PROVIDERS]
    busy = rng.sample(range(1, 13), rng.randint(2, 4))
    for n in range(rng.randint(100, 500)):
        provider_id = rng.choices(PROVIDERS, weights)[0]
        event = rng.choices(EVENTS, (20, 2, 2, 1))[0]
        month = rng.choice(busy)
        more = {
            "exempt": rng.random() < 0.05,
            "visits_before": rng.choices(range(10), (30, 20, 15, 10, 8, 4, 3, 2, 1, 1))[0],
        }
        ledger.rows.append(claim(n, provider_id, event, month=month, **more))
    ledger.number_rows = [recommended(rng, n) for n in range(rng.randint(40, 200))]
    counted = yearly_counts.count_rows(ledger, RULES, YEAR)  # type: ignore[arg-type]
    yearly_counts.add_numbers(counted, RULES, ledger, YEAR)  # type: ignore[arg-type]
    case_counts.add_reports(counted, RULES, (report(rng, n) for n in range(rng.randint(30, 200))))
    return counted[SERVICE]


def alone(counts: YearCounts) -> dict[str, YearCounts]:
    """Return the counts by service when nothing happened in the others."""
    return {service: YearCounts() for service in RULES.services} | {SERVICE: counts}


def recommended(rng: random.Random, n: int) -> NumberRow:
    """Build a number of the year; one in six has a recommendation, mostly of the own unit."""
    provider_id = rng.choices((None, OWN, *PROVIDERS[1:]), (30, 4, 1, 1, 1))[0]
    told = rng.choices((True, False, None), (20, 1, 3))[0]
    return replace(
        number(f"place-{n}"),
        told=told,
        recommended=provider_id,
        because=rng.choice(codes.BECAUSE) if provider_id else None,
    )


def report(rng: random.Random, n: int) -> CaseReport:
    """Build a random case report."""
    return CaseReport(
        id=f"{n:032x}",
        provider=rng.choices(PROVIDERS, (6, 3, 2, 1))[0],
        service=SERVICE,
        quarter=f"{YEAR}Q{rng.randint(1, 4)}",
        member=None,
        persons=tuple(
            (rng.choices(codes.GENDERS, (50, 48, 2))[0], rng.choices(codes.AGES, (8, 30, 30, 18, 6, 2))[0])
            for _ in range(rng.randint(1, 2))
        ),
        children=tuple(rng.choices(codes.CHILD_AGES, (3, 3, 3, 1), k=rng.randint(0, 3))),
        wait=rng.choices(codes.WAITS, (2, 4, 5, 4, 1))[0],
        sessions=rng.choices(codes.SESSIONS, (3, 5, 2, 0.3))[0],
        content=rng.choices(codes.CONTENTS, (5, 6, 4, 2, 1, 0.4))[0],
        initiative=rng.choices(codes.INITIATIVES, (10, 1))[0],
        family=rng.choices(codes.FAMILIES, (12, 2, 6, 1))[0],
        started=rng.choices(codes.STARTED, (5, 1))[0],
    )


def as_large_as_stockholm() -> tuple[Register, YearCounts]:
    """Count a year of 7,200 claims at thirty providers, one of which has 22 % of them, and 2,200 closed cases."""
    rng = random.Random(YEAR)
    providers = [OWN, *(f"p{n}" for n in range(30))]
    register = rules(
        services=[service(case_reports=True), service(id=OWN_ONLY, own_unit_only=True)],
        providers=[provider(OWN, "own"), *(provider(name) for name in providers[1:])],
    )
    shares = [22.0, *(78 / 30 for _ in providers[1:])]
    ledger = ListLedger()
    for n in range(7_200):
        event = rng.choices(EVENTS, (90, 3, 3, 2))[0]
        more = {"exempt": rng.random() < 0.02, "visits_before": rng.choices(range(5), (30, 25, 20, 15, 10))[0]}
        ledger.rows.append(claim(n, rng.choices(providers, shares)[0], event, month=rng.randint(1, 12), **more))
    counted = yearly_counts.count_rows(ledger, register, YEAR)  # type: ignore[arg-type]
    for n in range(2_200):
        case = report(rng, n)
        case_counts.add_reports(counted, register, [replace(case, provider=rng.choices(providers, shares)[0])])
    return register, counted[SERVICE]
