"""How many calls a claim makes to DynamoDB: the real adapter and the real policy, over moto, counted by botocore.

The limits are the design's: an accepted claim is one read and one write, a refusal or a replay one read.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from moto import mock_aws

from benchmarks.report import Measurement
from catalogue import policy, register_json
from chalicelib.claim import Claim
from chalicelib.desk import Desk
from chalicelib.dynamodb_table import Client, connect, table
from chalicelib.issue import Order
from chalicelib.keys import KeyRing
from chalicelib.ledger_dynamodb import DynamoLedger
from chalicelib.outcome import Accepted, Issued, Refused, Replayed
from chalicelib.register import parse

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
LIMITS = {"accepted": 2, "replayed": 1, "refused": 1}


class _Counter:
    """Counts what leaves a botocore client."""

    def __init__(self, client: Client) -> None:
        self.calls = 0
        client.meta.events.register("before-call.dynamodb.*", self._note)

    def _note(self, **_: object) -> None:
        self.calls += 1

    def taken(self) -> int:
        """The calls since the last time it was asked."""
        calls, self.calls = self.calls, 0
        return calls


def count(root: Path) -> dict[str, int]:
    """Count the calls of an accepted claim, of the same again, and of one refused after the number was found."""
    rules, problems = policy.load(root / "policy", root)
    if rules is None:
        raise ValueError(f"the policy has problems, such as: {problems[0].text('en')}")
    register = parse(register_json.register(rules))
    service = next(iter(register.services.values()))
    provider = next(one.id for one in register.providers.values() if one.authorised(service.id, NOW.date()))
    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with mock_aws():
        client = connect("eu-north-1")
        client.create_table(**table("ledger"))
        counter = _Counter(client)
        desk = Desk(register, KeyRing((bytes(range(32)),)), DynamoLedger(client, "ledger"), lambda: NOW)
        issued = desk.issue(Order(service.id), "reception", "benchmark")
        if not isinstance(issued, Issued):
            raise TypeError(f"no number was issued: {issued}")
        claim = Claim(service.id, NOW.date())
        too_old = Claim(service.id, dt.date(2026, 1, 1))
        calls = {}
        for name, claimed, expected in (
            ("accepted", claim, Accepted),
            ("replayed", claim, Replayed),
            ("refused", too_old, Refused),
        ):
            counter.taken()
            outcome = desk.claim(provider, issued.number, claimed)
            if not isinstance(outcome, expected):
                raise TypeError(f"a claim that should be {name} was: {outcome}")
            calls[name] = counter.taken()
        client.close()
    return calls


def measure(root: Path) -> Iterator[Measurement]:
    """One line an outcome."""
    for name, calls in count(root).items():
        yield Measurement(f"claim-store-calls-{name}", calls, "limit", LIMITS[name], "calls")
