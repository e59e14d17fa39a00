"""Senders that are slow, silent or many: they are cut off, and hold up nobody."""

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ops.server.api_gateway import Response
from ops.server.serve import Local
from tests.support.ops.raw_requests import connected, head, received
from tests.support.ops.serving import LATE_SECONDS, ROOT, ask

MANY = 400
DESCRIPTORS = 192
POOR = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({DESCRIPTORS}, {DESCRIPTORS}))
from pathlib import Path
from ops.server.http_server import Server
from ops.server.serve import open_local
with Server(0) as server:
    open_local(server, Path(sys.argv[1]))
    print(server.server_port, flush=True)
    server.serve_forever()
"""


def trickled(line: socket.socket) -> bytes:
    """Return what is answered to one byte after the other, at most a thousand."""
    for _ in range(1000):
        try:
            line.sendall(b"x")
            if answer := line.recv(65536):
                return answer
        except TimeoutError:
            continue
        except OSError:
            break
    return b""


@contextmanager
def many_descriptors() -> Iterator[None]:
    """Allow this process to hold both ends of many connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, enough), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def poor(root: Path) -> Iterator[tuple[int, int]]:
    """Run a server in a process that may have few descriptors; yield its port and the id of the process."""
    path = os.pathsep.join(str(ROOT / folder) for folder in ("", "site", "functions"))
    command = [sys.executable, "-c", POOR, str(root)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.PIPE) as process:
        late = threading.Timer(LATE_SECONDS * 2, process.kill)
        late.start()
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            late.cancel()
            process.kill()


def page(port: int) -> int:
    """Return the status of the start page, asked on a connection of its own."""
    with connected(port) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        return int(received(line).split(b" ")[1])


def busy_seconds(process: int) -> float:
    """Return the processor time in seconds that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class TestSlow:
    """Head and body have a limit as wholes, whatever comes meanwhile."""

    @pytest.mark.parametrize("sent", ["head", "body"])
    def test_what_trickles_is_cut_off(self, local: Local, sent: str) -> None:
        local.server.limits = replace(local.server.limits, head_s=0.3, body_s=0.3)
        with connected(local.server.server_port) as line:
            line.sendall(head(local, b"Content-Length: 1000") if sent == "body" else b"GET / HTTP/1.1\r\nX: ")
            line.settimeout(0.05)
            answer = trickled(line)
        assert answer.startswith(b"HTTP/1.1 408 ")

    def test_a_connection_that_sends_nothing_is_closed_without_a_word(self, local: Local) -> None:
        local.server.limits = replace(local.server.limits, idle_s=0.1)
        with connected(local.server.server_port) as line:
            assert received(line) == b""

    def test_an_answer_that_nobody_takes_is_given_up(self, local: Local) -> None:
        limits, answers, begun = local.server.limits, local.server.answers, threading.Event()

        def large(_request: object) -> Response:
            begun.set()
            return Response(200, {}, b"x" * 20_000_000)

        local.server.limits, local.server.answers = replace(limits, answer_s=0.1), large
        with connected(local.server.server_port) as line:
            line.sendall(head(local, start=b"GET / HTTP/1.1"))
            assert begun.wait(LATE_SECONDS)
            while local.server._open:  # until it is closed on the other side, or the test is late
                time.sleep(0.02)
            with suppress(ConnectionResetError):
                assert len(received(line)) < 20_000_000
        local.server.limits, local.server.answers = limits, answers
        assert ask(local, "GET", "/")[0] == 200

    def test_four_hundred_slow_bodies_hold_no_thread_and_nobody_up(self, local: Local) -> None:
        before = threading.active_count()
        with ExitStack() as stack, many_descriptors():
            for _ in range(MANY):
                line = stack.enter_context(connected(local.server.server_port))
                line.sendall(head(local, b"Content-Length: 100") + b"{")
            assert [ask(local, "GET", path)[0] for path in ("/", "/v1/health") * 5] == [200] * 10
            assert threading.active_count() - before <= 40


class TestDescriptors:
    """More connections than the process may have descriptors."""

    def test_those_that_are_idle_make_room(self, poor: tuple[int, int]) -> None:
        port, _ = poor
        with ExitStack() as stack:
            for _ in range(DESCRIPTORS * 2):
                stack.enter_context(connected(port))
            assert page(port) == 200

    def test_it_waits_without_spinning_and_answers_when_they_are_gone(self, poor: tuple[int, int]) -> None:
        port, process = poor
        with ExitStack() as stack:
            for _ in range(DESCRIPTORS * 2):
                line = stack.enter_context(connected(port))
                line.sendall(f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 9\r\n\r\n".encode())
            before = busy_seconds(process)
            time.sleep(1)
            assert busy_seconds(process) - before < 0.5
        assert page(port) == 200
