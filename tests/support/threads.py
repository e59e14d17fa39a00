"""Runs a server beside a test: ours, or one of the standard library."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ops.server.http_server import Server


@contextmanager
def serving(server: Server | socketserver.BaseServer) -> Iterator[None]:
    """Answer requests in a thread until the end."""
    often = {} if isinstance(server, Server) else {"poll_interval": 0.02}
    thread = threading.Thread(target=server.serve_forever, kwargs=often)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
