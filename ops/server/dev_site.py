"""What stands behind the one port: `/v1` is the API, `/dev` the sign-in, everything else the built site."""

import html
import json
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.api import problems
from ops.server import static_files
from ops.server.api_gateway import Gateway, Response, problem
from ops.server.http_server import Request
from ops.server.oidc_authorize import Authorize
from ops.server.oidc_issuer import BadRequest, Issuer

IDENTITY = "/identity.json"
_JSON = "application/json"
_HTML = "text/html; charset=utf-8"
_DEV_STYLE = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser says of a form's origin that it is `null`
}


@dataclass(frozen=True)
class Site:
    """The three parts of a running Kundval."""

    dist: Path
    gateway: Gateway
    issuer: Issuer
    origin: str
    authorize: Authorize = field(init=False)

    def __post_init__(self) -> None:
        """The codes that were given are kept as long as the site is served."""
        object.__setattr__(self, "authorize", Authorize(self.issuer))

    def answer(self, asked: Request) -> Response:
        """Ask the part that the path belongs to."""
        if asked.path == "/dev/authorize":
            return self._authorise(asked)
        if asked.path == "/dev" or asked.path.startswith("/dev/"):
            return self._sign_in(asked)
        if asked.path == IDENTITY and asked.method in {"GET", "HEAD"}:  # the built one names the municipality's issuer
            return _json(200, {"schema": 1, "issuer": "/dev", "client": self.issuer.audience})
        return public(self.dist, self.gateway, asked)

    def _sign_in(self, asked: Request) -> Response:  # noqa: PLR0911 - one line an address
        match asked.method, asked.path:
            case "POST", "/dev/token":
                return _token(self._given(asked), plain=header(asked, "accept") == "text/plain")
            case "GET" | "HEAD", "/dev/jwks.json":
                return _json(200, self.issuer.jwks())
            case "GET" | "HEAD", "/dev/.well-known/openid-configuration":
                return _json(200, self.issuer.discovery(self._here(asked)))
            case "GET" | "HEAD", "/dev":
                return Response(308, {"Location": "/dev/"})
            case "GET" | "HEAD", "/dev/":
                return Response(200, {"Content-Type": _HTML, **_DEV_STYLE}, self.issuer.page().encode())
            case "POST", "/dev/":
                given = self._given(asked)
                status = 400 if isinstance(given, BadRequest) else 200
                return Response(status, {"Content-Type": _HTML, **_DEV_STYLE}, self.issuer.page(given).encode())
            case _, "/dev/token":
                return _only("POST")
            case _, "/dev/" | "/dev/jwks.json" | "/dev/.well-known/openid-configuration":
                return _only("GET, HEAD")
        return problem("not_found")

    def _given(self, asked: Request) -> dict[str, Any] | BadRequest:
        """The token for a form or a JSON object."""
        fields = _fields(asked)
        if isinstance(fields, BadRequest):
            return fields
        return self.authorize.exchange(fields) if "grant_type" in fields else self.issuer.answer(fields)

    def _authorise(self, asked: Request) -> Response:
        """Ask who one wants to be, and send the browser on with a code once a button was pressed."""
        if asked.method in {"GET", "HEAD"}:
            query = urllib.parse.urlsplit(asked.target).query
            return _shown(self.authorize.page(dict(urllib.parse.parse_qsl(query)), self._here(asked)))
        if asked.method != "POST":
            return _only("GET, HEAD, POST")
        fields = _fields(asked)
        going = fields if isinstance(fields, BadRequest) else self.authorize.grant(fields, self._here(asked))
        return _shown(going) if isinstance(going, BadRequest) else Response(303, {"Location": going})

    def _here(self, asked: Request) -> str:
        """The origin that the browser knows us by: the door lets only our own names through."""
        return f"http://{header(asked, 'host')}" if header(asked, "host") else self.origin


def public(dist: Path, gateway: Gateway, asked: Request) -> Response:
    """Answer as the cloud does: `/v1` is the API, everything else the built site."""
    if asked.path == "/v1" or asked.path.startswith("/v1/"):
        return gateway.handle(asked.method, asked.target, asked.headers, asked.body)
    if asked.method not in {"GET", "HEAD"}:
        return _only("GET, HEAD")
    return static_files.page(dist, asked.path)


def header(asked: Request, name: str) -> str:
    """Give a header field by its name in lower case, or nothing."""
    return {key.lower(): value for key, value in asked.headers.items()}.get(name, "")


def _fields(asked: Request) -> dict[str, str] | BadRequest:
    wrong = BadRequest("Send role (and provider) as a form or as a JSON object of texts.")
    try:
        if header(asked, "content-type").split(";")[0].strip().lower() == _JSON:
            sent = json.loads(asked.body)
        else:
            sent = dict(urllib.parse.parse_qsl(asked.body.decode(), keep_blank_values=True, max_num_fields=10))
    except (ValueError, RecursionError):
        return wrong
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        return wrong
    return sent


def _token(given: dict[str, Any] | BadRequest, *, plain: bool) -> Response:
    """A token, alone for whoever wants plain text, or OAuth's own form of a refusal (RFC 6749 §5.2)."""
    if isinstance(given, BadRequest):
        refusal = {"error": "invalid_request", "error_description": given.detail}
        return Response(400, {"Content-Type": problems.CONTENT_TYPE}, _problem(given.detail, refusal))
    if plain:
        return Response(200, {"Content-Type": "text/plain; charset=utf-8"}, str(given["access_token"]).encode())
    return _json(200, given)


def _problem(detail: str, more: dict[str, str]) -> bytes:
    kind = {"type": "about:blank", "title": "No token", "status": 400, "detail": detail}
    return json.dumps(kind | more, ensure_ascii=False).encode()


def _shown(page: str | BadRequest) -> Response:
    """The page of the sign-in, or in a sentence why there is none."""
    headers = {"Content-Type": _HTML, **_DEV_STYLE}
    return (
        Response(400, headers, html.escape(page.detail).encode())
        if isinstance(page, BadRequest)
        else Response(200, headers, page.encode())
    )


def _json(status: int, body: object) -> Response:
    return Response(status, {"Content-Type": _JSON}, json.dumps(body, ensure_ascii=False).encode())


def _only(methods: str) -> Response:
    answer = problem("method_not_allowed")
    return Response(answer.status, {**answer.headers, "Allow": methods}, answer.body)
