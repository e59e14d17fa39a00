"""Concurrent claims on one ledger: 4 processes of 16 threads each, which begin together when all are ready.

    .venv/bin/python -m tests.support.races.crowd JSON, where JSON is

    {"ledger": "sqlite:…", "role": 0, "numbers": […], "days": 9, "reverse": 0, "shared": 0}

It is started by the tests as a process of its own, says that it is ready, begins at a line of input, and writes one
JSON object: what was acknowledged, by kind.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_table import connect
from chalicelib.ledger.port import BusyError, Ledger
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Issued, Refused, Reversed
from chalicelib.service.context import ServiceContext
from tests.support import size
from tests.support.chalicelib.sample import (
    HOURS,
    ONE,
    OWN_ONLY,
    SERVICE,
    TWO,
    Services,
    provider,
    rules,
    service,
    services_over,
    tariff,
)

PROCESSES, THREADS = 4, 16
NUMBERS, SESSIONS, DAYS = size.of(3, 10), size.of(16, 60), size.of(10, 40)
"""Two claims a day and number are more than there are sessions."""
ISSUED = datetime(2026, 1, 2, 12, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 3, 10)
MINUTES = 40
"""Of each shared hour: one a day is less than a week's."""
DECISION = DecisionGrant(300, 6, counsellors=2)
RING = KeyRing((b"a secret for races that only tests have",))
TABLE = "races"


def register() -> Register:
    """Build the sample's register, with as many sessions per number as the race takes, and with hours to share."""
    by_hour = service(id=HOURS, unit="hour", extra=[], decision={"minutes_week": 300, "months": 6})
    hour_of_two = tariff(service=HOURS, counsellors=2, amount_ore=165_100)
    rights = [{"service": name, "from": "2019-01-01", "to": None} for name in (SERVICE, HOURS)]
    return rules(
        services=[service(granted=SESSIONS), service(id=OWN_ONLY), by_hour],
        tariffs=[tariff(), hour_of_two],
        providers=[provider(name, "private", *rights) for name in (ONE, TWO)],
    )


@contextmanager
def opened(ledger_url: str) -> Iterator[Ledger]:
    """Open the ledger that `sqlite:PATH` or `dynamodb:ENDPOINT` names."""
    kind, _, target = ledger_url.partition(":")
    if kind == "sqlite":
        ledger = SqliteLedger(Path(target))
        yield ledger
        ledger.close()
    else:
        client = connect("eu-north-1", target)
        yield DynamoLedger(client, TABLE)
        client.close()


def desk(ledger: Ledger, now: datetime = NOW) -> Services:
    """Build the claim service with a long retry limit, on a day after all the sessions."""
    return services_over(ServiceContext(register(), RING, ledger, lambda: now, RetryPolicy(600)))


def issue(ledger: Ledger, *, shared: bool = False) -> list[str]:
    """Issue the numbers that the race is for: for sessions, or for hours that two share."""
    at = desk(ledger, ISSUED)
    request = IssueRequest(HOURS, decision=DECISION) if shared else IssueRequest(SERVICE)
    outcomes = [at.numbers.issue(request, "reception-1", str(index)) for index in range(NUMBERS)]
    return [outcome.number for outcome in outcomes if isinstance(outcome, Issued)]


@dataclass
class Outcomes:
    """The answers to the providers, counted under a lock."""

    kinds: Counter[str] = field(default_factory=Counter)
    claim_ids: dict[str, list[str]] = field(default_factory=dict)
    reversed_ids: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, number: str, outcome: object) -> None:
        """Record an answer."""
        with self.lock:
            self.kinds[outcome.code if isinstance(outcome, Refused) else type(outcome).__name__] += 1
            if isinstance(outcome, Accepted):
                self.claim_ids.setdefault(number, []).append(outcome.claim.claim_id)
            if isinstance(outcome, Reversed | AlreadyReversed):  # the latter is our own reversal, whose answer was lost
                self.reversed_ids.append(outcome.reversal.claim_id)


def claims(numbers: list[str], role: int, days: int, *, shared: bool = False) -> list[tuple[str, str, Claim]]:
    """Build two claims per day and number: the same ones for every process, in an order of its own."""
    dates = [FIRST_DAY + timedelta(days=day) for day in range(days)]
    partners = {ONE: TWO, TWO: ONE}
    requests = [
        (
            by,
            number,
            Claim(HOURS, day, counsellors=2, minutes=MINUTES, partner=partners[by]) if shared else Claim(SERVICE, day),
        )
        for number in numbers
        for day in dates
        for by in (ONE, TWO)
    ]
    random.Random(role).shuffle(requests)
    return requests


def run(order: dict[str, Any]) -> Outcomes:
    """Send the claims from sixteen threads; if `reverse` is set, reverse every third of our own."""
    outcomes = Outcomes()
    with opened(order["ledger"]) as ledger, ThreadPoolExecutor(THREADS) as pool:
        at = desk(ledger)
        os.write(sys.stdout.fileno(), b"ready\n")
        sys.stdin.readline()

        def send(sent: tuple[str, str, Claim]) -> None:
            by, number, claimed = sent
            try:
                outcome = at.claims.claim(by, number, claimed)
                outcomes.note(number, outcome)
                if order.get("aloud") and isinstance(outcome, Accepted):
                    print_claim_id(outcome.claim.claim_id)
                if order["reverse"] and isinstance(outcome, Accepted) and int(outcome.claim.claim_id, 16) % 3 == 0:
                    outcomes.note(number, at.claims.reverse(outcome.claim.claim_id, "duplicate", by, by))
            except BusyError:
                outcomes.note(number, Refused("busy"))

        list(pool.map(send, claims(order["numbers"], order["role"], order["days"], shared=order.get("shared", False))))
    return outcomes


def print_claim_id(claim_id: str) -> None:
    """Print a claim id in one write, so that it is known even if this process is killed."""
    os.write(sys.stdout.fileno(), f"{claim_id}\n".encode())


def main() -> int:
    """Run the order given on the command line, and print the outcomes as JSON."""
    outcomes = run(json.loads(sys.argv[1]))
    json.dump(
        {"kinds": outcomes.kinds, "claim_ids": outcomes.claim_ids, "reversed_ids": outcomes.reversed_ids}, sys.stdout
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
