"""Serves site, API and sign-in on a free port until the test ends."""

import http.client
import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import app
from catalogue import REGISTER
from chalicelib.ledger.sqlite import SqliteLedger
from ops.server.http_server import Server
from ops.server.serve import Local, open_local
from tests.support import threads
from tests.support.app.endpoint import register_data

LATE_SECONDS = 60  # usually immediate; a busy machine may need longer
ROOT = Path(__file__).parents[3]


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def built_project(folder: Path) -> Path:
    """Write a project folder as it is after a build."""
    pages = {
        "index.html": "<h1>Hitta familjerådgivning</h1>",
        "en/index.html": "<h1>Find</h1>",
        "utforare/ana/index.html": "<h1>Ana</h1>",
        "404.html": "<h1>Sidan finns inte</h1>",
        "assets/site.css": "body{}",
        "assets/site.js": "export {};",
        "order.json": "{}",
        "assets/icon.svg": "<svg/>",
    }
    for name, text in pages.items():
        file = folder / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "secret.txt").write_text("canary", encoding="utf-8")
    (folder / "dist" / "link").symlink_to(folder / "secret.txt")
    (folder / "dist" / ".hidden").write_text("canary", encoding="utf-8")
    register = folder / REGISTER
    register.parent.mkdir(parents=True)
    register.write_text(json.dumps(register_data()), encoding="utf-8")
    return folder


@contextmanager
def answering(root: Path, *, dist: Path | None = None, var: Path | None = None, port: int = 0) -> Iterator[Local]:
    """Serve a project folder after a build; the ledger is closed at the end."""
    with Server(port) as server:
        running = open_local(server, root, dist=dist, var=var)
        with listening(server):
            yield running


@contextmanager
def listening(server: Server) -> Iterator[None]:
    """Answer requests in a thread; the ledger of what is wired is closed at the end."""
    with threads.serving(server):
        yield
    ledger = app.wired().ledger()
    app._wired.clear()
    assert isinstance(ledger, SqliteLedger)
    ledger.close()


def ask(
    local: Local, method: str, path: str, body: bytes | str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Send one request over a real socket; return status, header fields and body."""
    connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    response = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return response


def try_out(greeting: str) -> str:
    """Run the commands that `serve` prints to try, as they stand, and return what the service answers."""
    commands = [line for line in greeting.splitlines() if line.startswith(("  TOKEN=", "  curl", "    -d"))]
    return subprocess.run(["bash", "-c", "\n".join(commands)], check=True, capture_output=True, text=True).stdout
