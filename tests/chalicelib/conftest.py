"""The two ledgers, each behind the same name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from chalicelib.ledger.dynamodb import DynamoLedger
from chalicelib.ledger.dynamodb_table import Client, connect, table
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.sqlite import SqliteLedger
from tests.support.chalicelib import dynamo_expressions

TABLE = "ledger"


@pytest.fixture(scope="module")
def aws() -> Iterator[tuple[Client, list[str]]]:
    """A client of an emulated DynamoDB (for single-threaded tests) and the faults in what is sent through it."""
    with mock_aws():
        made = connect("eu-north-1")
        yield made, dynamo_expressions.watch(made)
        made.close()


@pytest.fixture
def client(aws: tuple[Client, list[str]]) -> Iterator[Client]:
    """The client with an empty table; every expression sent through it is checked."""
    made, faults = aws
    made.create_table(**table(TABLE))
    yield made
    made.delete_table(TableName=TABLE)
    found, faults[:] = faults[:], []
    assert found == []


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteLedger]:
    """A ledger in a file."""
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture(params=["sqlite", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Each ledger in turn: what is asked of one is asked of both."""
    if request.param == "sqlite":
        made: Ledger = request.getfixturevalue("sqlite")
        return made
    return DynamoLedger(request.getfixturevalue("client"), TABLE)
