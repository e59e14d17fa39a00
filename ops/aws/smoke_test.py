"""What must hold of a place that has just been deployed, asked from outside: nothing is written there."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.api import problems
from ops.server import static_files
from ops.server.api_gateway import Response

TIMEOUT_SECONDS: Final = 30
Ask = Callable[[str], Response]


@dataclass(frozen=True)
class Expected:
    """What is asked for, and what the answer must be; `says` stands in its body."""

    path: str
    status: int
    kind: str
    says: str = ""


def wrong(ask: Ask, register: str, issuer: str) -> Iterator[str]:
    """Yield what is not as it should be, one sentence each."""
    for one in (
        Expected("/", 200, "text/html"),
        Expected("/no-such-page/", 404, "text/html"),
        Expected("/v1/health", 200, "application/json", register),
        Expected("/v1/claims", 401, problems.headers("unauthorised")["Content-Type"]),
    ):
        answer = ask(one.path)
        found = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status != one.status:
            yield f"{one.path}: expected {one.status}, got {answer.status}."
        elif not found.get("content-type", "").startswith(one.kind):
            yield f"{one.path}: expected {one.kind}, got {found.get('content-type')}."
        elif one.says not in answer.body.decode(errors="replace"):
            yield f"{one.path}: it answers by another register than the one that was packed."
        yield from _headers(one.path, found, static_files.headers_for_issuer(issuer) | static_files.HTTPS_ONLY)


def _headers(path: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    """Every answer has the security headers, and lets a browser come by https alone."""
    for name, value in wanted.items():
        if found.get(name.lower()) != value:
            yield f"{path}: the header {name} is {found.get(name.lower(), 'missing')!r}."


def over_https(address: str) -> Ask:
    """Ask a place by its address."""
    if not address.startswith("https://"):
        raise ValueError(f"{address!r} is no address that begins with https://.")

    def ask(path: str) -> Response:
        request = urllib.request.Request(address.rstrip("/") + path)  # noqa: S310 - https, as above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
                return Response(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Response(refused.code, dict(refused.headers), refused.read())
        except OSError as unreachable:
            return Response(0, {}, str(unreachable).encode())

    return ask
