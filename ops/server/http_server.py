"""One port for site, API and sign-in, by default on the loopback address: one thread reads and writes, a few answer.

A connection costs no thread while its request is read, and the whole head and the whole body have a time limit: senders
that are slow hold up nobody else.
"""

import asyncio
import resource
import socket
import sys
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from chalicelib import request_log
from ops.server.api_gateway import Response, problem
from ops.server.http_connection import READ_BYTES, Connection, Limits
from ops.server.http_request import Request
from ops.server.static_files import SECURITY_HEADERS

HOST = "127.0.0.1"
MAX_BODY_BYTES = 64 * 1024
MAX_HEADER_BYTES = 10_240  # request line and header fields together, as API Gateway has it
_WORKERS = 32
_BACKLOG = 512  # a burst of clients waits, and is not turned away
_CONNECTIONS = 1000
_RESERVED = 3 * _WORKERS + 32  # descriptors of the ledger's connections (three files each), of pages, and of Python
_RETRY_SECONDS = 0.5
_STOP_SECONDS = 0.1  # between two looks for a signal, and for connections that have become idle

Handle = Callable[[Request], Response]


@dataclass(frozen=True)
class PublicOrigin:
    """The public address behind a proxy that terminates TLS, and the headers of every answer."""

    origin: str
    headers: Mapping[str, str]


class Server:
    """Answers connections until it is told to stop, and then finishes the requests that have begun."""

    def __init__(self, port: int, public: PublicOrigin | None = None, address: str = HOST) -> None:
        """Bind at once, so that a port in use is reported before anything is built; `answers` is set later.

        `headers` are those of every answer.
        """
        self.answers: Handle = lambda _request: problem("busy")
        self.public = public
        self.headers: Mapping[str, str] = public.headers if public else SECURITY_HEADERS
        self.limits = Limits()
        self._connections = max(_RESERVED // 8, min(_CONNECTIONS, _descriptors() - _RESERVED))
        self._open: dict[asyncio.Task[None], Connection] = {}
        self._workers = ThreadPoolExecutor(_WORKERS, "answers")
        self._stopping: Future[None] = Future()
        self._listener = _listen(address, port)
        self.server_address: tuple[str, int] = self._listener.getsockname()

    def __enter__(self) -> Self:
        """Return the bound server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port."""
        self._listener.close()
        self._workers.shutdown()

    @property
    def server_port(self) -> int:
        """Return the port that is listened on."""
        return self.server_address[1]

    @property
    def origin(self) -> str:
        """Return the address to open."""
        return f"http://{self.server_address[0]}:{self.server_port}"

    @property
    def hosts(self) -> set[str]:
        """Return the only host names that are answered: a foreign name that points here (DNS rebinding) is refused."""
        if self.public:
            return {urllib.parse.urlsplit(self.public.origin).netloc}
        return {f"{HOST}:{self.server_port}", f"localhost:{self.server_port}"}

    @property
    def origins(self) -> set[str]:
        """Return the origins whose pages may send requests: our own."""
        return {self.public.origin} if self.public else {f"http://{host}" for host in self.hosts}

    def serve_forever(self) -> None:
        """Answer until `shutdown`, or until a signal raises here; return when what has begun is answered.

        The thread that calls it only waits, so that a signal's work holds no connection up.
        """
        loop = threading.Thread(target=lambda: asyncio.run(self._serve(), debug=False), name="connections")
        try:
            loop.start()
            while not self._stopping.done():  # a signal that comes just before, or to another thread, ends no wait
                wait([self._stopping], _STOP_SECONDS)
        finally:
            self.shutdown()
            if loop.is_alive():  # a signal can come before it is known to have started: then it ends by itself
                loop.join()

    def shutdown(self) -> None:
        """Stop from any thread: no connection is accepted any more, idle ones are closed, and the others finish."""
        if not self._stopping.done():
            self._stopping.set_result(None)

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal that a head alone earns: too long, of another host or origin, or of too large a body."""
        if request.head_bytes > MAX_HEADER_BYTES:
            return _too_long(request)
        if request.headers.get("host", "").lower() not in self.hosts:
            message = f"This server answers to {min(self.hosts).split(':')[0]} only.\n"
            return Response(421, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())
        origin = request.headers.get("origin")
        if origin is not None and request.method not in {"GET", "HEAD"} and origin not in self.origins:
            return problem("forbidden")
        if request.length > MAX_BODY_BYTES:
            return problem("too_large", max_bytes=MAX_BODY_BYTES)
        return None if request.target.startswith("/") else problem("not_found")

    async def answer(self, request: Request) -> Response:
        """Answer in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, self._answer, request)

    def has_room(self) -> bool:
        """Return whether a connection may stay open after an answer: others may wait for its place, or for the end."""
        return len(self._open) < self._connections and not self._stopping.done()

    def _answer(self, request: Request) -> Response:
        try:
            return self.answers(request)
        except Exception as bug:  # noqa: BLE001 - every request gets an answer, and the log the line of the bug
            request_log.write_line(sys.stderr, f"serve: {request_log.describe_error(bug)}")
            return problem("internal_error")

    async def _serve(self) -> None:
        asyncio.get_running_loop().set_exception_handler(_log)
        accepting = asyncio.create_task(self._accept())
        await asyncio.wrap_future(self._stopping)
        accepting.cancel()
        await asyncio.wait([accepting])
        self._listener.close()
        while self._open:
            for task, connection in self._open.items():
                if connection.idle_since is not None:
                    task.cancel()
            await asyncio.wait(self._open, timeout=_STOP_SECONDS)  # what is answered now may be idle next

    async def _accept(self) -> None:
        """Accept connections while there is room for them; without a descriptor, wait until one is given back."""
        loop = asyncio.get_running_loop()
        while True:
            await self._make_room()
            try:
                accepted, _ = await loop.sock_accept(self._listener)
            except OSError:
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            connection = await self._connection(accepted)
            task = loop.create_task(connection.serve())
            self._open[task] = connection
            task.add_done_callback(self._open.pop)

    async def _connection(self, accepted: socket.socket) -> Connection:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(READ_BYTES, loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, accepted)
        transport.set_write_buffer_limits(0)  # an answer is sent when the system has all of it
        return Connection(reader, asyncio.StreamWriter(transport, protocol, reader, loop), self)

    async def _make_room(self) -> None:
        """Wait for room; the connection that has been idle longest gives up its own."""
        while len(self._open) >= self._connections:
            idle = {
                task: connection.idle_since
                for task, connection in self._open.items()
                if connection.idle_since is not None
            }
            if idle:
                min(idle, key=idle.__getitem__).cancel()
            await asyncio.wait(self._open, return_when=asyncio.FIRST_COMPLETED)


def _listen(address: str, port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    listener.settimeout(0)
    return listener


def _too_long(request: Request) -> Response:
    """Refuse headers that API Gateway would not carry; only a token makes them so long."""
    if "authorization" in request.headers:
        return problem("unauthorised", reason="too_long")
    message = f"The headers are longer than {MAX_HEADER_BYTES} bytes.\n"
    return Response(431, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())


def _descriptors() -> int:
    """Return how many descriptors this process may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _CONNECTIONS + _RESERVED if soft == resource.RLIM_INFINITY else soft


def _log(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Write the line of a bug of ours, and nothing that was sent."""
    error = context.get("exception")
    description = request_log.describe_error(error) if isinstance(error, BaseException) else context["message"]
    request_log.write_line(sys.stderr, f"serve: {description}")
