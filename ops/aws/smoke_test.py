"""Checks of a new deployment from outside, by GET requests only."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.api import problems
from ops.server import static_files
from ops.server.api_gateway import Response

TIMEOUT_SECONDS: Final = 30
Ask = Callable[[str], Response]


@dataclass(frozen=True)
class Expected:
    """A path to request, and the status, content type and (`contains`) text that the answer must have."""

    path: str
    status: int
    content_type: str
    contains: str = ""


def faults(ask: Ask, register: str, origins: Sequence[str]) -> Iterator[str]:
    """Yield each fault of the deployment, in one sentence; `origins` are those of the issuers."""
    for expected in (
        Expected("/", 200, "text/html"),
        Expected("/no-such-page/", 404, "text/html"),
        Expected("/api/v1/index.json", 200, "application/json"),
        Expected("/.well-known/security.txt", 200, "text/plain"),
        Expected("/v1/health", 200, "application/json", register),
        Expected("/v1/claims", 401, problems.headers("unauthorised")["Content-Type"]),
    ):
        response = ask(expected.path)
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status != expected.status:
            yield f"{expected.path}: expected {expected.status}, got {response.status}."
        elif not headers.get("content-type", "").startswith(expected.content_type):
            yield f"{expected.path}: expected {expected.content_type}, got {headers.get('content-type')}."
        elif expected.contains not in response.body.decode(errors="replace"):
            yield f"{expected.path}: it answers by another register than the one that was packed."
        everywhere = static_files.headers_for_origins(origins) | static_files.HTTPS_ONLY
        yield from _headers(expected.path, headers, everywhere | static_files.own_headers(expected.path))


def _headers(path: str, headers: Mapping[str, str], expected: Mapping[str, str]) -> Iterator[str]:
    """Yield each security header that is missing or different, and one that lets other sites read what is not open."""
    for name, value in expected.items():
        if headers.get(name.lower()) != value:
            yield f"{path}: the header {name} is {headers.get(name.lower(), 'missing')!r}."
    for name in static_files.OPEN_DATA_HEADERS:
        if name not in expected and name.lower() in headers:
            yield f"{path}: the header {name} must not be there: other sites may read open data alone."


def https_client(address: str) -> Ask:
    """Return a function that requests a path of the deployment at an https address."""
    if not address.startswith("https://"):
        raise ValueError(f"{address!r} is no address that begins with https://.")

    def ask(path: str) -> Response:
        # CloudFront says who may read an answer only where a page of another site asks.
        asked_by = {"Origin": "https://another.example"}
        request = urllib.request.Request(address.rstrip("/") + path, headers=asked_by)  # noqa: S310 - https, as above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - the same
                return Response(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Response(refused.code, dict(refused.headers), refused.read())
        except OSError as unreachable:
            return Response(0, {}, str(unreachable).encode())

    return ask
