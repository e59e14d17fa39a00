"""AWS as ministack emulates it: on the loopback address only, with nothing left afterwards.

ministack has an environment of its own, installed once from the project's lock
(`requirements/ministack.lock`, into `var/ministack`).
"""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from ops import setup

NO_CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
START_SECONDS: Final = 60


@contextlib.contextmanager
def serving(folder: Path, first: Callable[[str], object]) -> Iterator[str]:
    """Serve on a free port of the loopback, yield the address when the first call succeeds, and stop afterwards."""
    python = setup.apart("ministack")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    _drop_credentials()
    environment = {**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "AUTH": "true"}
    log = (folder / "ministack.log").open("wb")
    process = subprocess.Popen(
        [str(python), "-m", "ministack"], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_until(lambda: first(endpoint), process)
        yield endpoint
    finally:
        process.kill()
        process.wait()
        log.close()


def _drop_credentials() -> None:
    """Replace this process's AWS credentials by invalid ones, so that a rehearsal cannot reach the real AWS."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    os.environ.update(NO_CREDENTIALS)


def _wait_until(succeeds: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    """Retry for as long as the server may take to start."""
    deadline_seconds = time.monotonic() + START_SECONDS
    while True:
        try:
            succeeds()
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > deadline_seconds:
                raise
            time.sleep(0.2)
        else:
            return
