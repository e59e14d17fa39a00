"""Senders that mean harm, or are broken: what could be read in two ways is refused, and slow ones hold up nobody."""

import os
import resource
import signal
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
from ops.server.http_server import Server
from ops.server.serve import Local
from tests.support.ops.serving import LATE_SECONDS, ROOT, ask

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
MANY = 400


def connected(port: int) -> socket.socket:
    """Return a connection, on which no test waits for ever."""
    return socket.create_connection(("127.0.0.1", port), timeout=LATE_SECONDS)


def received(line: socket.socket) -> bytes:
    """Return everything that comes until the other side closes."""
    return b"".join(iter(lambda: line.recv(65536), b""))


def head(local: Local, *fields: bytes, start: bytes = b"POST /v1/claims HTTP/1.1") -> bytes:
    """Return the bytes of a head with our host."""
    host = f"Host: 127.0.0.1:{local.server.server_port}".encode()
    return b"".join(line + b"\r\n" for line in (start, host, *fields, b""))


class TestMalformed:
    """One answer, 400, and the connection is closed: a request that follows is not read."""

    @pytest.mark.parametrize(
        "fields",
        [
            (b"Host: evil.example",),
            (b"Content-Length: 0", b"Content-Length: 40"),
            (b"Content-Length: 0", b"content-length: 0"),
            (b"Content-Length: 0, 0",),
            (b"Content-Length: +0",),
            (b"Content-Length: 0", b"Transfer-Encoding: chunked"),
            (b"Transfer-Encoding: identity",),
            (b"Authorization: Bearer a", b"Authorization: Bearer b"),
            (b"Content-Type: application/json", b"Content-Type: text/plain"),
            (b"Origin: https://evil.example", b"Origin: null"),
            (b"X-Kundval-Viewer: 192.0.2.1", b"X-Kundval-Viewer: 192.0.2.2"),
            (b"X-A: b", b" folded: c"),
            (b"X-A: b", b"\tfolded"),
            (b"Content-Length : 0",),
            (b"X-A: b\x00c",),
            (b"X-A: b\x1bc",),
            (b"X-A: b\x7fc",),
            (b"X-A: b\rContent-Length: 40",),
            (b"X-A: b\nContent-Length: 40",),
            (b"X-A b",),
            (b": b",),
            (b"X(A): b",),
            (b"X-\xe5: b",),
        ],
        ids=str,
    )
    def test_header_fields_that_could_be_read_in_two_ways(self, local: Local, fields: tuple[bytes, ...]) -> None:
        another = head(local, start=b"GET /v1/health HTTP/1.1")
        with connected(local.server.server_port) as line:
            line.sendall(head(local, *fields) + another)
            answer = received(line)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert (answer.count(b"HTTP/1.1 "), b"\r\nConnection: close\r\n" in answer) == (1, True)
        assert b"frame-ancestors 'none'" in answer
        assert not any(word in answer for word in (b"evil", b"folded", b"Bearer a"))

    @pytest.mark.parametrize(
        "start",
        [
            b"GET /",
            b"GET  / HTTP/1.1",
            b"GET / HTTP/1.1 ",
            b" GET / HTTP/1.1",
            b"GET / HTTP/1.10",
            b"GET /\x00 HTTP/1.1",
            b"GET /\tb HTTP/1.1",
            b"GE(T / HTTP/1.1",
            b"GET / HTTP/1.1\r",
        ],
        ids=str,
    )
    def test_request_lines(self, local: Local, start: bytes) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, start=start))
            assert received(line).startswith(b"HTTP/1.1 400 ")

    @pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\nHost: x\n\n", b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\nGET /"])
    def test_heads(self, local: Local, sent: bytes) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(sent)
            assert received(line).startswith(b"HTTP/1.1 400 ")

    def test_what_may_stand_more_than_once_is_read_as_one_list(self, local: Local) -> None:
        local.server.answers = lambda request: Response(200, {}, request.headers["accept"].encode())
        with connected(local.server.server_port) as line:
            fields = (b"accept: text/html", b"Accept:\ttext/plain ", b"Connection: close")
            line.sendall(b"\r\n" + head(local, *fields, start=b"GET / HTTP/1.1"))
            assert received(line).endswith(b"\r\n\r\ntext/html, text/plain")


class TestExpectation:
    """A sender that asks before it sends its body."""

    def test_it_is_told_to_go_on(self, local: Local) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, b"Content-Length: 2", b"Expect: 100-Continue"))
            assert line.recv(len(CONTINUE), socket.MSG_WAITALL) == CONTINUE
            line.sendall(b"{}")
            line.shutdown(socket.SHUT_WR)
            assert received(line).startswith(b"HTTP/1.1 401 ")

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ((b"Content-Length: 65537",), b"413"),
            ((b"Content-Length: 65537", b"Origin: https://evil.example"), b"403"),
            ((b"Content-Length: 2", b"X-Long: " + b"x" * 10_240), b"431"),
        ],
    )
    def test_it_is_refused_before_it_sends_what_is_refused(
        self, local: Local, fields: tuple[bytes, ...], status: bytes
    ) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, *fields, b"Expect: 100-continue"))
            line.shutdown(socket.SHUT_WR)
            assert received(line).startswith(b"HTTP/1.1 " + status)

    def test_what_else_is_expected_is_refused(self, local: Local) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, b"Content-Length: 0", b"Expect: 200-ok"))
            assert received(line).startswith(b"HTTP/1.1 417 ")


class TestAnswers:
    """One for each request, in their order."""

    def test_requests_that_are_sent_at_once_are_answered_in_turn(self, local: Local) -> None:
        gets = [head(local, start=b"GET /%s HTTP/1.1" % path) for path in (b"assets/site.css", b"order.json")]
        last = head(local, b"Connection: close", start=b"HEAD /v1/health HTTP/1.1")
        with connected(local.server.server_port) as line:
            line.sendall(b"".join([*gets, last]))
            css, order, health = received(line).split(b"HTTP/1.1 200 OK\r\n")[1:]
        assert [answer.partition(b"\r\n\r\n")[2] for answer in (css, order, health)] == [b"body{}", b"{}", b""]

    @pytest.mark.parametrize(("field", "told"), [(b"X-A: b", b"close"), (b"Connection: Keep-Alive", b"keep-alive")])
    def test_a_proxy_that_speaks_the_older_version_is_told_whether_it_is_kept(
        self, local: Local, field: bytes, told: bytes
    ) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, field, start=b"HEAD / HTTP/1.0"))
            line.shutdown(socket.SHUT_WR)
            assert b"\r\nConnection: %s\r\n" % told in received(line)

    def test_a_refusal_is_read_also_while_the_body_is_still_sent(self, local: Local) -> None:
        length = 4_000_000
        with connected(local.server.server_port) as line:
            line.sendall(head(local, b"Content-Length: %d" % length) + b"x" * length)
            assert received(line).startswith(b"HTTP/1.1 413 ")


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


class TestStop:
    """What has begun is finished, and nothing else is waited for."""

    def test_a_request_that_runs_is_answered_and_an_idle_connection_is_closed(self, local: Local) -> None:
        begun, let_go = threading.Event(), threading.Event()

        def slow(_request: object) -> Response:
            begun.set()
            let_go.wait(LATE_SECONDS)
            return Response(200, {}, b"done")

        local.server.answers = slow
        with connected(local.server.server_port) as idle, connected(local.server.server_port) as line:
            line.sendall(head(local, start=b"GET / HTTP/1.1"))
            begun.wait(LATE_SECONDS)
            stopping = threading.Thread(target=local.server.shutdown)
            stopping.start()
            assert received(idle) == b""
            let_go.set()
            answer = received(line)
            stopping.join()
        assert answer.endswith(b"\r\nConnection: close\r\n\r\ndone")

    def test_a_connection_that_becomes_idle_after_the_stop_is_closed_too(self, local: Local) -> None:
        local.server.limits = replace(local.server.limits, idle_s=2 * LATE_SECONDS)
        local.server.answers = lambda _request: Response(200, {}, b"x" * 20_000_000)
        with connected(local.server.server_port) as line:
            line.sendall(head(local, start=b"GET / HTTP/1.1"))
            answer = line.recv(1)  # that the connection is kept has been decided
            local.server.shutdown()
            while local.server._listener.fileno() >= 0:
                time.sleep(0.01)
            answer += received(line)
        assert len(answer) > 20_000_000

    def test_a_signal_that_wakes_another_thread_is_obeyed(self) -> None:
        def stop(_number: int, _frame: object) -> None:
            raise KeyboardInterrupt

        def sent() -> None:
            signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

        before = signal.signal(signal.SIGUSR1, stop)
        with Server(0) as server:
            late = threading.Timer(LATE_SECONDS, server.shutdown)
            late.start()
            threading.Timer(0.2, sent).start()  # when the server waits
            try:
                with pytest.raises(KeyboardInterrupt):
                    server.serve_forever()
                assert late.is_alive()
            finally:
                late.cancel()
                signal.signal(signal.SIGUSR1, before)
