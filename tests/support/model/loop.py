"""Shared by the model tests: a claim service with a clock over its own ledger, faults, and settings."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar
from unittest import TestCase

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from moto import mock_aws

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_table import connect, table
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.register.model import Register
from tests.support import size
from tests.support.chalicelib.sample import RING, Clock, desk, rewired

TABLE = "model"
WHO = "reception-1"
MOMENTS = (
    datetime(2026, 10, 24, 23, 58, tzinfo=UTC),  # the night that summer time ends
    datetime(2026, 11, 30, 22, 58, tzinfo=UTC),  # two minutes before December in Stockholm
    datetime(2026, 12, 31, 22, 58, tzinfo=UTC),  # and before the new year
    datetime(2028, 2, 28, 22, 58, tzinfo=UTC),  # and before a leap day
)
SETTINGS = settings(
    max_examples=size.of(20, 600),
    stateful_step_count=40,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

faults = st.lists(st.sampled_from(["", "", "before", "after"]), max_size=3)


def sqlite(until: ExitStack) -> Ledger:
    """Open an empty ledger over a file of its own, until the loop ends."""
    folder = Path(until.enter_context(tempfile.TemporaryDirectory()))
    ledger = SqliteLedger(folder / "ledger.sqlite")
    until.callback(ledger.close)
    return ledger


def dynamo(until: ExitStack) -> Ledger:
    """Open an empty ledger over an emulated table of its own, until the loop ends."""
    until.enter_context(mock_aws())
    client = connect("eu-north-1")
    until.callback(client.close)
    client.create_table(**table(TABLE))
    return DynamoLedger(client, TABLE)


class Loop(RuleBasedStateMachine):
    """The claim service beside a model; a subclass sets in `opened` how its ledger is opened."""

    opened: ClassVar[Callable[[ExitStack], Ledger]]

    def __init__(self, register: Register, ring: KeyRing = RING) -> None:
        super().__init__()
        self.open = ExitStack()
        self.clock = Clock()
        self.desk = desk(type(self).opened(self.open), ring, register=register, now=self.clock)
        self.desk = rewired(self.desk, retry=replace(self.desk.context.retry, sleep=lambda _: None))

    def teardown(self) -> None:
        """Close the ledger."""
        self.open.close()

    @property
    def today(self) -> date:
        """Return the day in Stockholm."""
        return clock.day(self.clock.time)


def over(opened: Callable[[ExitStack], Ledger], loop: type[Loop], examples: int, steps: int = 40) -> type[TestCase]:
    """Return the test of a loop over ledgers of one kind."""
    name = f"{loop.__name__}On{opened.__name__.capitalize()}"
    machine: Any = type(name, (loop,), {"opened": opened, "__module__": loop.__module__})
    case: type[TestCase] = machine.TestCase
    machine.TestCase.settings = settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    return case
