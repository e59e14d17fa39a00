"""Many at once on one ledger: 4 processes of 16 threads each, which begin in the same instant and tell what came of it.

    .venv/bin/python -m tests.support.races.crowd JSON, where JSON is

    {"ledger": "sqlite:…", "role": 0, "numbers": […], "days": 9, "begin": 0, "reverse": 0}

It is started by the tests as a process of its own, and writes one JSON object: what was acknowledged, by kind.
"""

import json
import os
import random
import sys
import time
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
from chalicelib.register.parser import Register
from chalicelib.rules.claim import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, AlreadyReversed, Issued, Refused, Reversed
from chalicelib.service.claims import ClaimService
from tests.support.chalicelib.sample import ONE, OWN_ONLY, SERVICE, TWO, rules, service

PROCESSES, THREADS = 4, 16
NUMBERS, SESSIONS = 10, 60
ISSUED = datetime(2026, 1, 2, 12, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 3, 10)
RING = KeyRing((b"a secret for races that only tests have",))
TABLE = "races"


def sixty() -> Register:
    """The sample's register, with sixty sessions a number."""
    return rules(services=[service(granted=SESSIONS), service(id=OWN_ONLY)])


@contextmanager
def opened(place: str) -> Iterator[Ledger]:
    """Open the ledger that `sqlite:PATH` or `dynamodb:ENDPOINT` names."""
    kind, _, where = place.partition(":")
    if kind == "sqlite":
        made = SqliteLedger(Path(where))
        yield made
        made.close()
    else:
        client = connect("eu-north-1", where)
        yield DynamoLedger(client, TABLE)
        client.close()


def desk(ledger: Ledger, now: datetime = NOW) -> ClaimService:
    """A desk that is patient, on a day on which all sessions lie behind."""
    return ClaimService(sixty(), RING, ledger, lambda: now, RetryPolicy(600))


def issue(ledger: Ledger) -> list[str]:
    """Ten numbers of sixty sessions."""
    at = desk(ledger, ISSUED)
    found = [at.issue(IssueRequest(SERVICE), "reception-1", str(place)) for place in range(NUMBERS)]
    return [one.number for one in found if isinstance(one, Issued)]


@dataclass
class Told:
    """What the providers were told, counted under a lock."""

    kinds: Counter[str] = field(default_factory=Counter)
    claim_ids: dict[str, list[str]] = field(default_factory=dict)
    reversed_ids: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, number: str, found: object) -> None:
        """Take an answer down."""
        with self.lock:
            self.kinds[found.code if isinstance(found, Refused) else type(found).__name__] += 1
            if isinstance(found, Accepted):
                self.claim_ids.setdefault(number, []).append(found.claim.claim_id)
            if isinstance(found, Reversed | AlreadyReversed):  # the latter is our own, whose answer was lost
                self.reversed_ids.append(found.reversal.claim_id)


def claims(numbers: list[str], role: int, days: int) -> list[tuple[str, str, Claim]]:
    """Two claims a day and number: every process sends the same ones, in an order of its own."""
    dates = [FIRST_DAY + timedelta(days=day) for day in range(days)]
    made = [(by, number, Claim(SERVICE, day)) for number in numbers for day in dates for by in (ONE, TWO)]
    random.Random(role).shuffle(made)
    return made


def run(order: dict[str, Any]) -> Told:
    """Send the claims from sixteen threads; while reversals race, take every third of one's own back."""
    told = Told()
    with opened(order["ledger"]) as ledger, ThreadPoolExecutor(THREADS) as pool:
        at = desk(ledger)
        wait_until(order["begin"])

        def send(sent: tuple[str, str, Claim]) -> None:
            by, number, claimed = sent
            try:
                found = at.claim(by, number, claimed)
                told.note(number, found)
                if order.get("aloud") and isinstance(found, Accepted):
                    say(found.claim.claim_id)
                if order["reverse"] and isinstance(found, Accepted) and int(found.claim.claim_id, 16) % 3 == 0:
                    told.note(number, at.reverse(found.claim.claim_id, "duplicate", by, by))
            except BusyError:
                told.note(number, Refused("busy"))

        list(pool.map(send, claims(order["numbers"], order["role"], order["days"])))
    return told


def say(claim_id: str) -> None:
    """Acknowledge a claim in one write, so that whoever kills us knows of it."""
    os.write(sys.stdout.fileno(), f"{claim_id}\n".encode())


def wait_until(begin_s: float) -> None:
    """Wait for the instant in which everybody begins."""
    time.sleep(max(0.0, begin_s - time.time()))


def main() -> int:
    """Do as the order on the command line says."""
    told = run(json.loads(sys.argv[1]))
    json.dump({"kinds": told.kinds, "claim_ids": told.claim_ids, "reversed_ids": told.reversed_ids}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
