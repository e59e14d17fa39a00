"""One port for site, API and sign-in: a small threaded HTTP/1.1 server on the loopback address."""

import socket
import socketserver
import sys
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chalicelib import request_log
from ops.server.api_gateway import Response, problem
from ops.server.static_files import SECURITY_HEADERS

HOST = "127.0.0.1"
MAX_BODY_BYTES = 64 * 1024
MAX_HEADER_BYTES = 10_240  # request line and header fields together, as API Gateway has it
IDLE_SECONDS = 30
_LENGTH_DIGITS = 18
_DRAINED_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """A request whose host, origin and size have been checked."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Return the decoded path, without the query."""
        return urllib.parse.unquote(urllib.parse.urlsplit(self.target).path, errors="replace")


Handle = Callable[[Request], Response]


@dataclass(frozen=True)
class PublicOrigin:
    """The public address behind a proxy that terminates TLS, and the headers of every answer."""

    origin: str
    headers: Mapping[str, str]


class Server(ThreadingHTTPServer):
    """Answers every connection in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128  # the standard library's 5 turns a burst of clients away

    def __init__(self, port: int, public: PublicOrigin | None = None) -> None:
        """Bind at once, so that a port in use is reported before anything is built; `answers` is set later.

        `headers` are those of every answer.
        """
        self.answers: Handle = lambda _request: problem("busy")
        self.public = public
        self.headers: Mapping[str, str] = public.headers if public else SECURITY_HEADERS
        super().__init__((HOST, port), Handler)

    def server_bind(self) -> None:
        """Bind without a DNS look-up of our own name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    @property
    def origin(self) -> str:
        """Return the address to open."""
        return f"http://{HOST}:{self.server_port}"

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

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a browser that hangs up."""


class Handler(BaseHTTPRequestHandler):
    """Keep-alive with buffered writes and no Nagle delay."""

    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # even what is not HTTP gets an HTTP answer
    server_version = "kundval"
    sys_version = ""
    wbufsize = 64 * 1024
    timeout = IDLE_SECONDS
    server: Server

    def setup(self) -> None:
        """Turn off Nagle's delay: small answers are sent at once."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Write no access log: an address can contain what a resident searched for."""

    def answer(self) -> None:
        """Read the body, check host and origin, and answer."""
        body = self._body()
        if isinstance(body, Response):
            self.close_connection = True
            self._send(body)
            return
        try:
            refusal = self._refuse_long() or self._refuse_foreign()
            request = Request(self.command, self.path, dict(self.headers.items()), body)
            response = refusal or self.server.answers(request)
        except Exception as bug:  # noqa: BLE001 - every request gets an answer, and the log the line of the bug
            request_log.write_line(sys.stderr, f"serve: {request_log.describe_error(bug)}")
            response = problem("internal_error")
        self._send(response)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return `answer` for every method handler of the base class (`do_GET`, `do_POST`, …)."""
        if name.startswith("do_") and name.removeprefix("do_").isupper():
            return self.answer
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse malformed HTTP without repeating any of it."""
        del message, explain
        self.close_connection = True
        phrase = HTTPStatus(code).phrase if code in set(HTTPStatus) else "Bad Request"
        self._send(Response(code, {"Content-Type": "text/plain; charset=utf-8"}, f"{phrase}\n".encode()))

    def _refuse_long(self) -> Response | None:
        """Refuse headers that API Gateway would not carry; only a token makes them so long."""
        lines = (self.requestline, *(f"{name}: {value}" for name, value in self.headers.items()))
        size_bytes = sum(len(f"{line}\r\n") for line in lines)
        if size_bytes <= MAX_HEADER_BYTES:
            return None
        if "Authorization" in self.headers:
            return problem("unauthorised", reason="too_long")
        message = f"The headers are longer than {MAX_HEADER_BYTES} bytes.\n"
        return Response(431, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())

    def _refuse_foreign(self) -> Response | None:
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            message = f"This server answers to {min(self.server.hosts).split(':')[0]} only.\n"
            return Response(421, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())
        origin = self.headers.get("Origin")
        if origin is not None and self.command not in {"GET", "HEAD"} and origin not in self.server.origins:
            return problem("forbidden")
        return None if self.path.startswith("/") else problem("not_found")

    def _body(self) -> bytes | Response:
        """Read the whole body; return a refusal if its length is missing, malformed or too large."""
        if "Transfer-Encoding" in self.headers:
            return problem("invalid_body")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
            return problem("invalid_body")
        if int(length) > MAX_BODY_BYTES:
            self.rfile.read(min(int(length), _DRAINED_BYTES))  # or the sender sees a broken pipe, not the answer
            return problem("too_large", max_bytes=MAX_BODY_BYTES)
        return self.rfile.read(int(length))

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        headers = {
            "Cache-Control": "no-store",
            **self.server.headers,
            **response.headers,
            **({} if response.status == HTTPStatus.NOT_MODIFIED else {"Content-Length": str(len(response.body))}),
        }
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()
