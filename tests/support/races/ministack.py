"""DynamoDB as ministack emulates it (`ops/aws/emulator.py`)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from chalicelib.ledger.dynamodb_table import connect, table
from ops.aws import emulator
from tests.support import separate_tools
from tests.support.races.crowd import TABLE


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve an empty table on a free port of the loopback, and stop the server afterwards."""
    separate_tools.ready("ministack")
    with emulator.serving(folder, empty) as endpoint:
        yield endpoint


def empty(endpoint: str) -> None:
    """Replace the table by an empty one."""
    client = connect("eu-north-1", endpoint)
    with contextlib.closing(client):
        if client.list_tables()["TableNames"]:
            client.delete_table(TableName=TABLE)
        client.create_table(**table(TABLE))
