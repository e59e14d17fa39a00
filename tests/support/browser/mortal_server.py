"""A server whose process kills itself while recording a claim: run as a program, and started by tests.

Its arguments: the project's folder, the ledger's folder, a port (0 for any), the number of the claim to
die at (0 for never), and whether to die `before` or `after` it is committed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import Request, urlopen

import app
from chalicelib.ledger.rows import ClaimRow, NumberRow
from chalicelib.ledger.sqlite import SqliteLedger
from ops.server.http_server import Server
from ops.server.serve import open_local

PROJECT = Path(__file__).parents[3]
LATE_SECONDS = 120  # a test that hangs must not leave a server behind
WAIT_SECONDS = 30


class MortalLedger(SqliteLedger):
    """A ledger that kills its own process, like a power cut, before or after the nth claim is committed."""

    def __init__(self, path: Path, nth: int, when: str) -> None:
        """Open the ledger."""
        super().__init__(path)
        self.left, self.when = nth, when

    def append_claim(self, claim: ClaimRow, number: NumberRow | None) -> None:
        """Record the claim; at the nth, kill the process."""
        self.left -= 1
        if self.left == 0 and self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super().append_claim(claim, number)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Served:
    """A client of a running server."""

    origin: str

    def post(self, path: str, role: str, body: dict[str, object]) -> dict[str, object]:
        """POST to the API as a role."""
        token = self._sent("/dev/token", f"role={role}".encode(), "application/x-www-form-urlencoded")["access_token"]
        return self._sent(path, json.dumps(body).encode(), "application/json", f"Bearer {token}")

    def _sent(self, path: str, body: bytes, kind: str, token: str = "") -> dict[str, object]:
        headers = {"Content-Type": kind, **({"Authorization": token} if token else {})}
        request = Request(self.origin + path, body, headers)  # noqa: S310 - our own server
        with urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - the same
            document: dict[str, object] = json.loads(answer.read())
            return document


@contextmanager
def serving(root: Path, var: Path, port: int = 0, nth: int = 0, when: str = "after") -> Iterator[Served]:
    """Serve in a process of its own, until it dies or the test ends."""
    path = os.pathsep.join(str(PROJECT / folder) for folder in ("", "site", "functions"))
    command = [
        sys.executable,
        "-m",
        "tests.support.browser.mortal_server",
        str(root),
        str(var),
        str(port),
        str(nth),
        when,
    ]
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        late = threading.Timer(LATE_SECONDS, process.kill)
        late.start()
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().strip())
        finally:
            late.cancel()
            process.kill()


def main(root: str, var: str, port: str, nth: str, when: str) -> None:
    """Serve, and print the address once requests are answered."""
    with Server(int(port)) as server:
        local = open_local(server, Path(root), var=Path(var))
        mortal = MortalLedger(Path(var) / "ledger.sqlite", int(nth), when)
        app.configure(replace(app.wired(), ledger=lambda: mortal, write=lambda _line: None))
        sys.stdout.write(f"{local.server.origin}\n")
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
