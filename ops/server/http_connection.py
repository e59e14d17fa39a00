"""One connection: requests are read within limits of time and size, and answered one after the other."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from ops.server import http_request
from ops.server.api_gateway import Response
from ops.server.http_request import Request, RequestError

READ_BYTES = 64 * 1024  # at most of a head, before it is judged
_DRAINED_BYTES = 8 * 1024 * 1024
_TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Limits:
    """How long a connection may take, in seconds, whatever it sends meanwhile."""

    idle_s: float = 30  # until a request begins
    head_s: float = 10  # the whole head
    body_s: float = 20  # the whole body
    answer_s: float = 60  # until the answer is taken
    drain_s: float = 5  # what is sent in vain is read, so that its sender reads the refusal


class Handler(Protocol):
    """What a connection hands its requests to: the server."""

    limits: Limits
    headers: Mapping[str, str]
    """Those of every answer."""

    def refuse(self, request: Request) -> Response | None:
        """Return the refusal that the head alone earns, before the body is read."""
        ...

    async def answer(self, request: Request) -> Response:
        """Return the answer to a whole request."""
        ...

    def has_room(self) -> bool:
        """Return whether a connection may stay open after an answer."""
        ...


class Connection:
    """Keep-alive, one request at a time; what follows a malformed request is not read as one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler) -> None:
        """Keep the streams; nothing is read yet."""
        self._reader, self._writer, self._handler = reader, writer, handler
        self.idle_since: float | None = None
        """When it began to wait for a request, by the loop's clock; None while there is one."""

    async def serve(self) -> None:
        """Answer until one side closes; a sender that hangs up, or that does not take an answer, is no fault."""
        try:
            with suppress(OSError):
                while await self._exchange():
                    pass
        finally:
            transport = self._writer.transport
            transport.abort() if transport.get_write_buffer_size() else transport.close()

    async def _exchange(self) -> bool:
        """Answer one request; return whether another may follow."""
        first = await self._begin()
        if not first:
            return False
        try:
            async with asyncio.timeout(self._handler.limits.head_s):
                request = http_request.parse(await self._head_lines(first))
        except RequestError as error:
            return await self._give_up(error.status)
        except TimeoutError:
            return await self._give_up(HTTPStatus.REQUEST_TIMEOUT)
        except asyncio.IncompleteReadError:
            return await self._give_up(HTTPStatus.BAD_REQUEST)
        return await self._answer(request)

    async def _answer(self, request: Request) -> bool:
        refusal = self._handler.refuse(request)
        if refusal is not None and request.length:
            await self._send(refusal, request, keep_open=False)
            return await self._drain()
        try:
            async with asyncio.timeout(self._handler.limits.body_s):
                body = await self._body(request)
        except TimeoutError:
            return await self._give_up(HTTPStatus.REQUEST_TIMEOUT)
        except asyncio.IncompleteReadError:
            return False
        response = refusal or await self._handler.answer(request.with_body(body))
        keep_open = request.keep_alive and self._handler.has_room()
        await self._send(response, request, keep_open=keep_open)
        return keep_open

    async def _begin(self) -> bytes:
        """Wait for the first byte of a request; return none if the sender hangs up, or nothing comes."""
        self.idle_since = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._handler.limits.idle_s):
                return await self._reader.read(1)
        except TimeoutError:
            return b""
        finally:
            self.idle_since = None

    async def _head_lines(self, first: bytes) -> list[bytes]:
        """Read the lines of a head; raise RequestError if they are too long or too many to be judged."""
        lines: list[bytes] = []
        read, start = 0, first
        while True:
            try:
                line = start + await self._reader.readuntil(b"\n") if start != b"\n" else start
            except asyncio.LimitOverrunError:
                too_long = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if lines else HTTPStatus.REQUEST_URI_TOO_LONG
                raise RequestError(too_long) from None
            start = b""
            read += len(line)
            if line == b"\r\n" and lines:
                return lines
            if line == b"\r\n" and read == len(line):  # one empty line before a request is overlooked (RFC 9112 §2.2)
                continue
            lines.append(line)
            if read > READ_BYTES or len(lines) > http_request.MAX_FIELDS + 1:
                raise RequestError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            if line == b"\r\n" or not line.endswith(b"\r\n"):
                raise RequestError(HTTPStatus.BAD_REQUEST)

    async def _body(self, request: Request) -> bytes:
        if request.expects_continue:
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await self._writer.drain()
        return await self._reader.readexactly(request.length)

    async def _give_up(self, status: HTTPStatus) -> bool:
        """Refuse what is no request, without repeating any of it."""
        await self._send(Response(status, _TEXT, f"{status.phrase}\n".encode()), None, keep_open=False)
        return await self._drain()

    async def _drain(self) -> bool:
        """Read what is still sent, or the sender sees a broken pipe and not the answer; return that nothing follows."""
        self._writer.write_eof()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._handler.limits.drain_s):
                left = _DRAINED_BYTES
                while left > 0 and (drained := await self._reader.read(READ_BYTES)):
                    left -= len(drained)
        return False

    async def _send(self, response: Response, request: Request | None, *, keep_open: bool) -> None:
        """Send an answer; raise TimeoutError if it is not taken."""
        phrase = HTTPStatus(response.status).phrase
        headers = {
            "Cache-Control": "no-store",
            **self._handler.headers,
            **response.headers,
        }
        if response.status != HTTPStatus.NOT_MODIFIED:  # its length would be that of the file (RFC 9110 §8.6)
            headers["Content-Length"] = str(len(response.body))
        if not keep_open:
            headers["Connection"] = "close"
        elif request is not None and request.minor == 0:
            headers["Connection"] = "keep-alive"
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {response.status} {phrase}\r\n{fields}\r\n".encode("latin-1")
        self._writer.write(head if request is not None and request.method == "HEAD" else head + response.body)
        async with asyncio.timeout(self._handler.limits.answer_s):
            await self._writer.drain()
