"""A request of HTTP/1.0 or 1.1, read strictly: what two programs could understand differently is refused (RFC 9112)."""

import re
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final, Self

MAX_FIELDS: Final = 100
SINGLE: Final = frozenset(
    {"authorization", "content-length", "content-type", "expect", "host", "origin", "transfer-encoding"}
)
"""The header fields that decide something here: they may stand once, also with the same value; so may `x-kundval-…`."""
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") ([\x21-\x7e\x80-\xff]+) HTTP/(\d)\.(\d)")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):([\t\x20-\x7e\x80-\xff]*)")  # no line is folded, no name ends in a space
_LENGTH_DIGITS = 18


class RequestError(Exception):
    """Bytes that are no request which we answer; `status` is the whole answer, and nothing of them is repeated."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status."""
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True)
class Request:
    """A request; the names of its headers are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    minor: int = 1
    """The version's second digit: HTTP/1.0 or 1.1."""
    head_bytes: int = 0

    @property
    def path(self) -> str:
        """Return the decoded path, without the query."""
        return urllib.parse.unquote(urllib.parse.urlsplit(self.target).path, errors="replace")

    @property
    def length(self) -> int:
        """Return the length of the body that follows."""
        return int(self.headers.get("content-length", "0"))

    @property
    def keep_alive(self) -> bool:
        """Return whether the sender keeps the connection."""
        options = {option.strip().lower() for option in self.headers.get("connection", "").split(",")}
        return "close" not in options and (self.minor > 0 or "keep-alive" in options)

    @property
    def expects_continue(self) -> bool:
        """Return whether the sender waits for 100 (Continue) before it sends the body (RFC 9110 §10.1.1)."""
        return self.minor > 0 and self.length > 0 and self.headers.get("expect", "").lower() == "100-continue"

    def with_body(self, body: bytes) -> Self:
        """Return the request with its body."""
        return replace(self, body=body)


def parse(lines: Sequence[bytes]) -> Request:
    r"""Parse the lines of a head, each with its end; raise RequestError for what is not exactly HTTP.

    >>> parse([b"GET /a?b HTTP/1.1\r\n", b"Host: x\r\n"]).headers
    {'host': 'x'}
    """
    if not all(line.endswith(b"\r\n") for line in lines):
        raise RequestError(HTTPStatus.BAD_REQUEST)
    start = _REQUEST_LINE.fullmatch(lines[0][:-2])
    if start is None:
        raise RequestError(HTTPStatus.BAD_REQUEST)
    method, target, major, minor = (group.decode("latin-1") for group in start.groups())
    if major != "1":
        raise RequestError(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    if not method.isupper():
        raise RequestError(HTTPStatus.NOT_IMPLEMENTED)
    headers = _headers(lines[1:])
    if minor != "0" and "host" not in headers:
        raise RequestError(HTTPStatus.BAD_REQUEST)
    if target.startswith("//"):
        target = f"/{target.lstrip('/')}"  # a path, never another host's name: it may come back in a Location
    return Request(method, target, headers, b"", int(minor), sum(map(len, lines)))


def _headers(lines: Sequence[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        field = _FIELD.fullmatch(line[:-2])
        if field is None:
            raise RequestError(HTTPStatus.BAD_REQUEST)
        name, value = field[1].decode("latin-1").lower(), field[2].strip(b" \t").decode("latin-1")
        if name in headers and (name in SINGLE or name.startswith("x-kundval-")):
            raise RequestError(HTTPStatus.BAD_REQUEST)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
        raise RequestError(HTTPStatus.BAD_REQUEST)
    if "transfer-encoding" in headers:  # a body has a length here; with both, two programs may disagree where it ends
        raise RequestError(HTTPStatus.BAD_REQUEST)
    if headers.get("expect", "100-continue").lower() != "100-continue":
        raise RequestError(HTTPStatus.EXPECTATION_FAILED)
    return headers
