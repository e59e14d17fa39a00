"""DynamoDB as ministack emulates it: in an environment of its own, on this machine's loopback alone.

It is installed once by the project's own files (`requirements/ministack.lock`, into `var/ministack`); where that
cannot be done, the test that needs it is skipped with the reason; in CI it fails, for there nothing is left untried.
"""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.dynamodb_table import connect, table
from local import setup
from tests.races.crowd import TABLE

NO_CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
START_S = 60


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve an empty table on a free port of the loopback, and stop the server afterwards."""
    try:
        python = setup.ministack()
    except setup.SetupError as problem:
        _give_up(f"ministack: {problem}", os.environ)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1"}
    log = (folder / "ministack.log").open("wb")
    process = subprocess.Popen(
        [str(python), "-m", "ministack"], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        os.environ.update(NO_CREDENTIALS)
        _make_table(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
        log.close()


def _give_up(reason: str, environment: Mapping[str, str]) -> NoReturn:
    """Skip what cannot be tried on this machine, but fail where CI has to try everything."""
    if environment.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _make_table(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    """Make the table as soon as the server answers."""
    client = connect("eu-north-1", endpoint)
    end_s = time.monotonic() + START_S
    while True:
        try:
            client.create_table(**table(TABLE))
            break
        except client.exceptions.ResourceInUseException:
            break  # made at an earlier attempt, whose answer was lost
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > end_s:
                raise
            time.sleep(0.2)
    client.close()
