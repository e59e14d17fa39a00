"""The claim endpoint on AWS Lambda: Chalice's routes and authorizer, and outcomes turned into HTTP.

The rules stand in chalicelib. A number travels in bodies only, and every answer says `no-store`.
"""

import gc
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalice.app import AuthRequest, AuthResponse, Chalice, Request, Response

from chalicelib import request_log
from chalicelib.api import dispatch, routes_claims, routes_finance, routes_numbers
from chalicelib.api.dispatch import NOBODY, RawRequest, Route
from chalicelib.api.dispatch import Request as Ask
from chalicelib.api.dispatch import Response as Reply
from chalicelib.service import wiring as runtime
from chalicelib.service.caller import Caller, Unauthorised, UnauthorisedError
from chalicelib.service.wiring import Runtime

OPENAPI: Final = Path(__file__).parent / "chalicelib" / "data" / "openapi.yaml"
PACKED: Final = OPENAPI.with_suffix(".json")  # what the package carries in its place, so that no YAML loader travels
IN_LAMBDA: Final = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_KEEP_SECONDS: Final = 300  # how long API Gateway may keep the authorizer's answer; handlers check the expiry

app = Chalice(app_name="kundval", configure_logs=False)
app.api.binary_types = [routes_finance.SIE]  # in a code page of its own; every other answer is text
_wired: Final[list[Runtime]] = []


class _Text(Response):
    """An answer that is text, with one value a header field: Chalice need not look for what else it might be."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002 - Chalice's signature
        """Give the answer as API Gateway takes it."""
        return {"headers": self.headers, "multiValueHeaders": {}, "statusCode": self.status_code, "body": self.body}


def configure(wiring: Runtime) -> None:
    """Put a wiring in place of the one in use, as `serve` does after every build."""
    _wired[:] = [wiring]


def wired() -> Runtime:
    """The wiring in use, made from the environment when nobody has made one."""
    if not _wired:
        configure(runtime.from_environment())
    return _wired[0]


@app.authorizer(ttl_seconds=_KEEP_SECONDS)
def authorise(request: AuthRequest) -> AuthResponse:
    """Verify the token and let every route through with who asks: API Gateway keeps the answer for all of them."""
    scheme, _, token = request.token.partition(" ")
    found = wired().verifier().verify(token if scheme.lower() == "bearer" else "")
    if isinstance(found, Unauthorised):
        wired().write(request_log.text(request_log.LogRecord("", "", "authorise", 401, found.reason, "", 0)))
        raise UnauthorisedError
    context = {name: str(value) for name, value in asdict(found).items()}
    return AuthResponse(routes=["*"], principal_id=found.subject, context=context)


def _register(entry: Route) -> None:
    """Put a route before Chalice; it checks no content type, for its refusal would repeat what was sent."""

    def view(**path_values: str) -> Response:
        request = app.current_request
        if request is None:
            raise RuntimeError("Chalice calls a view with a request only")
        reply = dispatch.answer(entry, _sent(request, path_values), wired())
        if isinstance(reply.body, bytes):
            return Response(reply.body, dict(reply.headers), reply.status)
        body = reply.body if isinstance(reply.body, str) else _ENCODER.encode(reply.body)
        return _Text(body, dict(reply.headers), reply.status)

    options: dict[str, Any] = {"authorizer": authorise} if entry.roles else {}
    app.route(entry.path, methods=[entry.method], name=entry.answer.__name__, content_types=[], **options)(view)


def _sent(request: Request, path_values: Mapping[str, str]) -> RawRequest:
    known = request.context.get("authorizer") or {}
    caller = NOBODY
    if known:
        expires_at_seconds = int(known["expires_at_seconds"])
        caller = Caller(known["subject"], known["role"], known["provider"], expires_at_seconds)
    parameters = request.query_params
    query = {} if parameters is None else {name: parameters.getlist(name) for name in parameters}
    request_id = getattr(request.lambda_context, "aws_request_id", "")
    body = request.raw_body
    raw = body.encode() if isinstance(body, str) else body
    front = wired().address_header
    address = request.headers.get(front, "") if front else request.context.get("identity", {}).get("sourceIp", "")
    return RawRequest(request_id, caller, path_values, query, request.headers, address, raw)


def health(ask: Ask) -> Reply:
    """Say which version answers, by which register, once it is known that a claim could be written."""
    ask.desk.ledger.probe()
    return Reply(200, {"status": "ok", "version": runtime.VERSION, "register": ask.desk.register.sha256})


def openapi(_ask: Ask) -> Reply:
    """Describe this API."""
    return Reply(200, openapi_document())


@cache
def openapi_document() -> dict[str, Any]:
    """The API's description, written by hand and held against the routes by a test."""
    document: dict[str, Any]
    if PACKED.is_file():
        document = json.loads(PACKED.read_bytes())
        return document
    import yaml  # noqa: PLC0415 - only on a developer's machine, and only whoever asks for this document pays for it

    document = yaml.safe_load(OPENAPI.read_bytes())
    return document


ROUTES: Final = (
    Route("GET", "/v1/health", frozenset(), (), health),
    Route("GET", "/v1/openapi.json", frozenset(), (), openapi),
    *routes_numbers.ROUTES,
    *routes_claims.ROUTES,
    *routes_finance.ROUTES,
)
for _entry in ROUTES:
    _register(_entry)

if IN_LAMBDA:
    # A missing or wrong register stops the start, not the first claim; and what a function needs is imported before it
    # is asked, when Lambda gives it a whole processor. Nothing is fetched yet.
    # What stands then stands for good, so the garbage collector need not look at it again.
    _ = wired().verifier() if os.environ.get("_HANDLER") == "app.authorise" else wired().ledger()
    gc.freeze()
