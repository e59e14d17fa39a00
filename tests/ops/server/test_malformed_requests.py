"""What could be read in two ways is refused, also before its body is sent."""

import socket

import pytest

from ops.server.api_gateway import Response
from ops.server.serve import Local
from tests.support.ops.raw_requests import connected, head, received

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


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

    def test_one_that_speaks_the_older_version_is_not_told(self, local: Local) -> None:
        start, fields = b"POST /v1/claims HTTP/1.0", (b"Content-Length: 2", b"Expect: 100-continue")
        with connected(local.server.server_port) as line:
            line.sendall(head(local, *fields, start=start) + b"{}")
            assert received(line).startswith(b"HTTP/1.1 401 ")

    def test_what_else_is_expected_is_refused(self, local: Local) -> None:
        with connected(local.server.server_port) as line:
            line.sendall(head(local, b"Content-Length: 0", b"Expect: 200-ok"))
            assert received(line).startswith(b"HTTP/1.1 417 ")
