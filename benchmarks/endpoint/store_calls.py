"""The number of DynamoDB calls of a claim: the real adapter and the real policy, over moto, counted in botocore.

The limits are the design's: an accepted claim is one read and one write, a refusal or a replay one read.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from moto import mock_aws

from benchmarks.report import Measurement
from catalogue.policy import loader
from catalogue.policy import register as register_json
from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_table import Client, connect, table
from chalicelib.register.parser import parse
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Accepted, Issued, Refused, Replayed
from chalicelib.service.claims import ClaimService
from chalicelib.service.context import ServiceContext
from chalicelib.service.numbers import NumberService

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
TABLE = "ledger"
LIMITS = {"accepted": 2, "replayed": 1, "refused": 1}


class _Counter:
    """Counts the calls of a botocore client."""

    def __init__(self, client: Client) -> None:
        self.calls = 0
        client.meta.events.register("before-call.dynamodb.*", self._note)

    def _note(self, **_: object) -> None:
        self.calls += 1

    def read(self) -> int:
        """Return the number of calls since the last reading."""
        calls, self.calls = self.calls, 0
        return calls


@dataclass(frozen=True)
class Bench:
    """The municipality's own rules over an emulated table, and the service and provider to claim with."""

    client: Client
    claims: ClaimService
    service: str
    provider: str

    def issue(self) -> str:
        """Issue a number, and return it."""
        issued = NumberService(self.claims.context).issue(
            IssueRequest(self.service, told=True), "reception", "benchmark"
        )
        if not isinstance(issued, Issued):
            raise TypeError(f"no number was issued: {issued}")
        return issued.number


@contextmanager
def bench(root: Path) -> Iterator[Bench]:
    """Yield the municipality's rules over an empty emulated table."""
    rules, problems = loader.load(root / "policy", root)
    if rules is None:
        raise ValueError(f"the policy has problems, such as: {problems[0].text('en')}")
    register = parse(register_json.register(rules))
    service = next(iter(register.services))
    provider = next(row.id for row in register.providers.values() if row.authorised(service, NOW.date()))
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with mock_aws():
        client = connect("eu-north-1")
        client.create_table(**table(TABLE))
        context = ServiceContext(register, KeyRing((bytes(range(32)),)), DynamoLedger(client, TABLE), lambda: NOW)
        yield Bench(client, ClaimService(context), service, provider)
        client.close()


def count(root: Path) -> dict[str, int]:
    """Count the calls of an accepted claim, of a replay, and of a claim refused after the number was found."""
    with bench(root) as on:
        counter, number, calls = _Counter(on.client), on.issue(), {}
        claim = Claim(on.service, NOW.date())
        too_old = Claim(on.service, dt.date(2026, 1, 1))
        for name, claimed, expected in (
            ("accepted", claim, Accepted),
            ("replayed", claim, Replayed),
            ("refused", too_old, Refused),
        ):
            counter.read()
            outcome = on.claims.claim(on.provider, number, claimed)
            if not isinstance(outcome, expected):
                raise TypeError(f"a claim that should be {name} was: {outcome}")
            calls[name] = counter.read()
    return calls


def measure(root: Path) -> Iterator[Measurement]:
    """Yield a measurement for each outcome."""
    for name, calls in count(root).items():
        yield Measurement(f"claim-store-calls-{name}", calls, "limit", LIMITS[name], "calls")
