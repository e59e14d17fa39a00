"""Fixtures of the two ledgers, SQLite and an emulated DynamoDB: what is asked of one is asked of both."""

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
    """Yield a client of an emulated DynamoDB (for single-threaded tests) and the faults in what is sent through it."""
    with mock_aws():
        client = connect("eu-north-1")
        yield client, dynamo_expressions.watch(client)
        client.close()


@pytest.fixture
def client(aws: tuple[Client, list[str]]) -> Iterator[Client]:
    """Yield the client with an empty table; every expression sent through it is checked."""
    client, faults = aws
    client.create_table(**table(TABLE))
    yield client
    client.delete_table(TableName=TABLE)
    faults_of_test, faults[:] = faults[:], []
    assert faults_of_test == []


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteLedger]:
    """Yield a ledger in a file."""
    ledger = SqliteLedger(tmp_path / "ledger.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture(params=["sqlite", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    """Return each ledger in turn."""
    return of(request)


def of(request: pytest.FixtureRequest) -> Ledger:
    """Return the ledger that a fixture's parameter names."""
    if request.param == "sqlite":
        ledger: Ledger = request.getfixturevalue("sqlite")
        return ledger
    return DynamoLedger(request.getfixturevalue("client"), TABLE)
