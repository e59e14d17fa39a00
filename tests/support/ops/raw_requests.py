"""Requests that are written byte by byte, over a socket."""

import socket

from ops.server.serve import Local
from tests.support.ops.serving import LATE_SECONDS


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
