"""DynamoDB as ministack emulates it (`local/emulator.py`).

Where it cannot be installed, the test that needs it is skipped with the reason; in CI it fails, for there nothing is
left untried.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from chalicelib.dynamodb_table import connect, table
from local import emulator, setup
from tests.races.crowd import TABLE


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve an empty table on a free port of the loopback, and stop the server afterwards."""
    installed()
    with emulator.serving(folder, _make_table) as endpoint:
        yield endpoint


def installed() -> None:
    """Leave ministack installed, or give the test up."""
    try:
        setup.ministack()
    except setup.SetupError as problem:
        _give_up(f"ministack: {problem}", os.environ)


def _give_up(reason: str, environment: Mapping[str, str]) -> NoReturn:
    """Skip what cannot be tried on this machine, but fail where CI has to try everything."""
    if environment.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _make_table(endpoint: str) -> None:
    """Make the table, unless an earlier attempt did whose answer was lost."""
    client = connect("eu-north-1", endpoint)
    with contextlib.closing(client), contextlib.suppress(client.exceptions.ResourceInUseException):
        client.create_table(**table(TABLE))
