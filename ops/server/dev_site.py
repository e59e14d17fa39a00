"""Routing behind the one port: `/v1` is the API, `/dev` the sign-in, everything else the built site."""

import html
import json
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.register.codes import ROLES
from ops.server import oidc_client_credentials, static_files
from ops.server.api_gateway import Gateway, Response, problem
from ops.server.http_request import Request
from ops.server.oidc_authorize import Authorize
from ops.server.oidc_issuer import BadRequest, Issuer

IDENTITY = "/identity.json"
_JSON = "application/json"
_HTML = "text/html; charset=utf-8"
_DEV_STYLE = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends `null` as a form's origin
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
        """Create the store of sign-in codes; it lasts as long as the site is served."""
        object.__setattr__(self, "authorize", Authorize(self.issuer))

    def answer(self, request: Request) -> Response:
        """Answer with the part that the path belongs to."""
        if request.path == "/dev/authorize":
            return self._authorise(request)
        if request.path == "/dev" or request.path.startswith("/dev/"):
            return self._sign_in(request)
        if request.path == IDENTITY and request.method in {
            "GET",
            "HEAD",
        }:  # the built one names the municipality's issuers
            return _json(200, self._identity(request))
        return public(self.dist, self.gateway, request)

    def _identity(self, request: Request) -> dict[str, Any]:
        """Return where each role signs in: here."""
        issuer = {"issuer": f"{self._origin(request)}/dev", "client": self.issuer.audience}
        return {"schema": 2, "roles": {role: {**issuer, "scope": "openid", "parameters": {}} for role in ROLES}}

    def _sign_in(self, request: Request) -> Response:  # noqa: PLR0911 - one line an address
        match request.method, request.path:
            case "POST", "/dev/token":
                return _token(self._exchange(request), plain=header(request, "accept") == "text/plain")
            case "GET" | "HEAD", "/dev/jwks.json":
                return _json(200, self.issuer.jwks())
            case "GET" | "HEAD", "/dev/.well-known/openid-configuration":
                return _json(200, self.issuer.discovery(self._origin(request)))
            case "GET" | "HEAD", "/dev":
                return Response(308, {"Location": "/dev/"})
            case "GET" | "HEAD", "/dev/":
                return Response(200, {"Content-Type": _HTML, **_DEV_STYLE}, self.issuer.page().encode())
            case "POST", "/dev/":
                token = self._exchange(request)
                status = 400 if isinstance(token, BadRequest) else 200
                return Response(status, {"Content-Type": _HTML, **_DEV_STYLE}, self.issuer.page(token).encode())
            case _, "/dev/token":
                return _method_not_allowed("POST")
            case _, "/dev/" | "/dev/jwks.json" | "/dev/.well-known/openid-configuration":
                return _method_not_allowed("GET, HEAD")
        return problem("not_found")

    def _exchange(self, request: Request) -> dict[str, Any] | BadRequest:
        """Return the token for a form or a JSON object, or why there is none."""
        fields = _fields(request)
        if isinstance(fields, BadRequest):
            return fields
        if fields.get("grant_type") == oidc_client_credentials.GRANT_TYPE:
            return oidc_client_credentials.token(self.issuer, fields, header(request, "authorization"))
        return self.authorize.exchange(fields) if "grant_type" in fields else self.issuer.answer(fields)

    def _authorise(self, request: Request) -> Response:
        """Show the choice of role; when a button is pressed, redirect the browser with a code."""
        if request.method in {"GET", "HEAD"}:
            query = urllib.parse.urlsplit(request.target).query
            return _page(self.authorize.page(dict(urllib.parse.parse_qsl(query)), self._origin(request)))
        if request.method != "POST":
            return _method_not_allowed("GET, HEAD, POST")
        fields = _fields(request)
        target = fields if isinstance(fields, BadRequest) else self.authorize.grant(fields, self._origin(request))
        return _page(target) if isinstance(target, BadRequest) else Response(303, {"Location": target})

    def _origin(self, request: Request) -> str:
        """Return the origin in the browser's address bar; the server has accepted only our own host names."""
        return f"http://{header(request, 'host')}" if header(request, "host") else self.origin


def public(dist: Path, gateway: Gateway, request: Request) -> Response:
    """Answer as CloudFront does: `/v1` is the API, everything else the built site."""
    if request.path == "/v1" or request.path.startswith("/v1/"):
        return gateway.handle(request.method, request.target, request.headers, request.body)
    if request.method not in {"GET", "HEAD"}:
        return _method_not_allowed("GET, HEAD")
    return static_files.if_changed(static_files.page(dist, request.path), request.headers)


def header(request: Request, name: str) -> str:
    """Return a header field by its lower-case name, or the empty string."""
    return {key.lower(): value for key, value in request.headers.items()}.get(name, "")


def _fields(request: Request) -> dict[str, str] | BadRequest:
    refusal = BadRequest("Send role (and provider) as a form or as a JSON object of texts.")
    try:
        if header(request, "content-type").split(";")[0].strip().lower() == _JSON:
            fields = json.loads(request.body)
        else:
            fields = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=10))
    except (ValueError, RecursionError):
        return refusal
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        return refusal
    return fields


def _token(token: dict[str, Any] | BadRequest, *, plain: bool) -> Response:
    """Build the token response (only the token if `plain`), or an OAuth error (RFC 6749 §5.2)."""
    if isinstance(token, BadRequest):
        refusal = {"error": token.error, "error_description": token.detail}
        if token.error != "invalid_client":
            return _json(400, refusal)
        challenge = {"WWW-Authenticate": 'Basic realm="kundval"'}
        return Response(401, {"Content-Type": _JSON, **challenge}, json.dumps(refusal).encode())
    if plain:
        return Response(200, {"Content-Type": "text/plain; charset=utf-8"}, str(token["access_token"]).encode())
    return _json(200, token)


def _page(page: str | BadRequest) -> Response:
    """Build the response with a sign-in page, or with the sentence why there is none."""
    headers = {"Content-Type": _HTML, **_DEV_STYLE}
    return (
        Response(400, headers, html.escape(page.detail).encode())
        if isinstance(page, BadRequest)
        else Response(200, headers, page.encode())
    )


def _json(status: int, body: object) -> Response:
    return Response(status, {"Content-Type": _JSON}, json.dumps(body, ensure_ascii=False).encode())


def _method_not_allowed(methods: str) -> Response:
    response = problem("method_not_allowed")
    return Response(response.status, {**response.headers, "Allow": methods}, response.body)
