"""Connections are kept, answered at once and in order, never crossed, and finished when the server stops."""

import http.client
import json
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ops.server.api_gateway import Response
from ops.server.http_server import Server
from ops.server.serve import Local
from tests.support.ops.raw_requests import connected, head, received
from tests.support.ops.serving import LATE_SECONDS, ask


class TestConnections:
    """Kept open, answered at once."""

    def test_a_connection_is_kept(self, local: Local) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
        sockets = set()
        for path in ("/", "/v1/health", "/nothing", "/dev/jwks.json"):
            connection.request("GET", path)
            connection.getresponse().read()
            sockets.add(id(connection.sock))
        assert len(sockets) == 1
        connection.close()

    def test_two_hundred_requests_do_not_wait_for_nagle(self, local: Local) -> None:
        """Without TCP_NODELAY each waits 40 ms for the other side, on any machine."""
        connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
        waits = []
        for _ in range(200):
            begun = time.monotonic()
            connection.request("GET", "/assets/site.css")
            connection.getresponse().read()
            waits.append(time.monotonic() - begun)
        assert min(waits[20:]) < 0.04
        connection.close()

    def test_fifty_clients_at_once_are_all_answered(self, local: Local) -> None:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: ask(local, "GET", "/v1/health")[0], range(50)))
        assert answers == [200] * 50

    def test_answers_never_cross_between_threads(self, local: Local) -> None:
        headers = {"Authorization": f"Bearer {local.client.issuer.token('controller')}"}

        def months(thread: int) -> list[tuple[str, str]]:
            connection = http.client.HTTPConnection("127.0.0.1", local.server.server_port, timeout=LATE_SECONDS)
            pairs = []
            for turn in range(50):
                month = f"20{thread + 10}-{turn % 12 + 1:02}"
                connection.request("GET", f"/v1/claims?month={month}", headers=headers)
                pairs.append((month, json.loads(connection.getresponse().read())["month"]))
            connection.close()
            return pairs

        with ThreadPoolExecutor(8) as pool:
            found = [pair for asked in [pool.submit(months, thread) for thread in range(8)] for pair in asked.result()]
        assert len(found) == 400
        assert not [pair for pair in found if pair[0] != pair[1]]


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

    def test_a_signal_while_the_server_starts_stops_it_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Signalled(threading.Thread):
            def start(self) -> None:
                super().start()
                raise KeyboardInterrupt

        monkeypatch.setattr("ops.server.http_server.threading.Thread", Signalled)
        with Server(0) as server:
            with pytest.raises(KeyboardInterrupt):
                server.serve_forever()
            served = [thread for thread in threading.enumerate() if thread.name == "connections"]
            server.shutdown()
        for thread in served:
            thread.join()
        assert served == []
