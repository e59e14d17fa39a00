"""The claim endpoint on AWS Lambda: Chalice's routes and authorizer, and responses in the form of API Gateway.

The rules are in chalicelib. A control number is sent in bodies only, and every response is marked `no-store` but the
public list of what providers say of their services.
"""

import gc
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalice.app import AuthRequest, AuthResponse, Chalice
from chalice.app import Request as ChaliceRequest
from chalice.app import Response as ChaliceResponse

from chalicelib import request_log
from chalicelib.api import dispatch
from chalicelib.api.dispatch import ANONYMOUS, RawRequest, Request, Response, Route
from chalicelib.api.routes import availability, caller, claims, contacts, finance, numbers
from chalicelib.service import wiring
from chalicelib.service.caller import Caller, KeysUnavailableError, Unauthorised
from chalicelib.service.wiring import Runtime

OPENAPI: Final = Path(__file__).parent / "chalicelib" / "data" / "openapi.yaml"
PACKED: Final = OPENAPI.with_suffix(".json")  # packaged in its place, so that no YAML loader is needed
API_INFO: Final = {
    "apiName": "kundval",
    "apiVersion": wiring.VERSION,
    "apiReleased": wiring.RELEASED,
    "apiDocumentation": "/handbok/en/api/",
    "apiStatus": "active",
}
IN_LAMBDA: Final = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_CACHE_SECONDS: Final = 300  # how long API Gateway may cache the authorizer's answer; handlers check the expiry

app = Chalice(app_name="kundval", configure_logs=False)
app.api.binary_types = [finance.SIE]  # in a code page of its own; every other response is text
_wired: Final[list[Runtime]] = []


class _TextResponse(ChaliceResponse):
    """A text response with one value per header field, which spares Chalice its checks for other kinds of body."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002 - Chalice's signature
        """Return the response in API Gateway's form."""
        return {"headers": self.headers, "multiValueHeaders": {}, "statusCode": self.status_code, "body": self.body}


def configure(runtime: Runtime) -> None:
    """Replace the wiring in use, as `serve` does after every build."""
    _wired[:] = [runtime]


def wired() -> Runtime:
    """Return the wiring in use; create it from the environment when none has been configured."""
    if not _wired:
        configure(wiring.from_environment())
    return _wired[0]


@app.authorizer(ttl_seconds=_CACHE_SECONDS)
def authorise(request: AuthRequest) -> AuthResponse | dict[str, Any]:
    """Verify the token, and allow every route to the caller or none: API Gateway caches one answer for all of them.

    A refusal is cached too, for its token alone: whoever signs in again has another.
    """
    scheme, _, token = request.token.partition(" ")
    try:
        identity = wired().verifier().verify(token if scheme.lower() == "bearer" else "")
    except KeysUnavailableError:
        _log_authorise(503, "keys_unavailable")
        raise
    if isinstance(identity, Unauthorised):
        _log_authorise(401, identity.reason)
        denied = AuthResponse(routes=["*"], principal_id="nobody", context={"reason": identity.reason}).to_dict(request)
        denied["policyDocument"]["Statement"][0]["Effect"] = "Deny"
        return denied
    context = {
        "subject": identity.subject,
        "roles": " ".join(identity.roles),
        "provider": identity.provider,
        "expires_at_seconds": str(identity.expires_at_seconds),
    }
    return AuthResponse(routes=["*"], principal_id=identity.subject, context=context)


def _log_authorise(status: int, code: str) -> None:
    wired().write(request_log.format_record(request_log.LogRecord("", "", "authorise", status, code, "", 0)))


def _register(route: Route) -> None:
    """Register a route with Chalice, without its content type check, whose refusal would repeat what was sent."""

    def view(**path_values: str) -> ChaliceResponse:
        request = app.current_request
        if request is None:
            raise RuntimeError("Chalice calls a view with a request only")
        response = dispatch.answer(route, _raw_request(request, path_values), wired())
        if isinstance(response.body, bytes):
            return ChaliceResponse(response.body, dict(response.headers), response.status)
        body = response.body if isinstance(response.body, str) else _ENCODER.encode(response.body)
        return _TextResponse(body, dict(response.headers), response.status)

    options: dict[str, Any] = {"authorizer": authorise} if route.roles else {}
    app.route(route.path, methods=[route.method], name=route.answer.__name__, content_types=[], **options)(view)


def _raw_request(request: ChaliceRequest, path_values: Mapping[str, str]) -> RawRequest:
    authorizer = request.context.get("authorizer") or {}
    caller = ANONYMOUS
    if authorizer:
        expires_at_seconds = int(authorizer["expires_at_seconds"])
        roles = tuple(authorizer["roles"].split())
        caller = Caller(authorizer["subject"], roles, authorizer["provider"], expires_at_seconds)
    parameters = request.query_params
    query = {} if parameters is None else {name: parameters.getlist(name) for name in parameters}
    request_id = getattr(request.lambda_context, "aws_request_id", "")
    body = request.raw_body
    raw = body.encode() if isinstance(body, str) else body
    address_header = wired().address_header
    address = (
        request.headers.get(address_header, "")
        if address_header
        else request.context.get("identity", {}).get("sourceIp", "")
    )
    return RawRequest(request_id, caller, path_values, query, request.headers, address, raw)


def health(request: Request) -> Response:
    """Return the version and the register's hash, once probes have shown that claims and reports could be written."""
    request.context.ledger.probe()
    if any(service.case_reports for service in request.context.register.services.values()):
        request.cases().probe()
    return Response(200, {"status": "ok", "version": wiring.VERSION, "register": request.context.register.sha256})


def api_info(_request: Request) -> Response:
    """Return what this API is, in the fields of the national profile for REST APIs (VER.06)."""
    return Response(200, API_INFO)


def register(request: Request) -> Response:
    """Return the register that claims are judged by, as it is stored."""
    return Response(200, request.context.register.document)


def openapi(_request: Request) -> Response:
    """Return the OpenAPI description of this API."""
    return Response(200, openapi_document())


@cache
def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI description, which is written by hand; a test compares it with the routes."""
    document: dict[str, Any]
    if PACKED.is_file():
        document = json.loads(PACKED.read_bytes())
        return document
    import yaml  # noqa: PLC0415 - only on a developer's machine, and only for this document

    document = yaml.load(OPENAPI.read_bytes(), yaml.CSafeLoader)
    return document


ROUTES: Final = (
    Route("GET", "/v1/health", frozenset(), (), health),
    Route("GET", "/v1/api-info", frozenset(), (), api_info),
    Route("GET", "/v1/register", finance.CONTROLLER, (), register),
    Route("GET", "/v1/openapi.json", frozenset(), (), openapi),
    *caller.ROUTES,
    *numbers.ROUTES,
    *claims.ROUTES,
    *contacts.ROUTES,
    *finance.ROUTES,
    *availability.ROUTES,
)
for _entry in ROUTES:
    _register(_entry)

if IN_LAMBDA:
    # A missing or invalid register fails the start, not the first claim; and what a function needs is imported before
    # the first request, while Lambda gives it a whole processor. Nothing is fetched yet.
    # Objects that exist by now live as long as the process, so the garbage collector need not look at them again.
    _ = wired().verifier() if os.environ.get("_HANDLER") == "app.authorise" else wired().ledger()
    gc.freeze()
