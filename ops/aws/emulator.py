"""AWS as ministack emulates it: in an environment of its own, on this machine's loopback alone, gone afterwards.

It is installed once by the project's own files (`requirements/ministack.lock`, into `var/ministack`).
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
    """Serve on a free port of the loopback, give the address when the first call succeeds, and stop it afterwards."""
    python = setup.apart("ministack")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    _sign_as_nobody()
    environment = {**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "AUTH": "true"}
    log = (folder / "ministack.log").open("wb")
    process = subprocess.Popen(
        [str(python), "-m", "ministack"], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _until(lambda: first(endpoint), process)
        yield endpoint
    finally:
        process.kill()
        process.wait()
        log.close()


def _sign_as_nobody() -> None:
    """Whoever is signed in to AWS is not, in this process: nothing of a rehearsal can reach what is real."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)
    os.environ.update(NO_CREDENTIALS)


def _until(succeeds: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    """Try as long as the server may take to start."""
    end_seconds = time.monotonic() + START_SECONDS
    while True:
        try:
            succeeds()
        except (BotoCoreError, ClientError):
            if process.poll() is not None or time.monotonic() > end_seconds:
                raise
            time.sleep(0.2)
        else:
            return
