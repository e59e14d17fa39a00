"""The claim endpoint on AWS Lambda: Chalice's routes and authorizer, and outcomes turned into HTTP.

The rules stand in chalicelib. A number travels in bodies only, and every answer says `no-store`.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalice.app import AuthRequest, AuthResponse, Chalice, Request, Response

from chalicelib import claim, edge, log, number, runtime
from chalicelib.body import CODE, CURSOR, DATE, FLAG, MONTH, TEXT, Field, one_of, whole
from chalicelib.caller import Caller, Unauthorised, UnauthorisedError
from chalicelib.claim import Claim
from chalicelib.edge import NOBODY, Ask, Reply, Route, Sent
from chalicelib.issue import Order
from chalicelib.ledger import Booked, ClaimRow
from chalicelib.outcome import Accepted, AlreadyReversed, Refused, Replayed
from chalicelib.register import EVENTS
from chalicelib.runtime import Runtime

OPENAPI: Final = Path(__file__).parent / "chalicelib" / "data" / "openapi.yaml"
PACKED: Final = OPENAPI.with_suffix(".json")  # what the package carries in its place, so that no YAML loader travels
IN_LAMBDA: Final = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
_KEEP_SECONDS: Final = 300  # how long API Gateway may keep the authorizer's answer; handlers check the expiry

Answer = Callable[[Ask], Reply | Refused]

app = Chalice(app_name="kundval", configure_logs=False)
ROUTES: Final[list[Route]] = []
_wired: Final[list[Runtime]] = []


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
    found = wired().verifier().verify(request.token.removeprefix("Bearer "))
    if isinstance(found, Unauthorised):
        wired().write(log.text(log.Line("", "", "authorise", 401, found.reason, "", 0)))
        raise UnauthorisedError
    context = {name: str(value) for name, value in asdict(found).items()}
    return AuthResponse(routes=["*"], principal_id=found.subject, context=context)


def route(method: str, path: str, *roles: str, fields: tuple[Field, ...] = ()) -> Callable[[Answer], Answer]:
    """Register an answer under a route; any content type passes Chalice, whose own refusal repeats what was sent."""

    def register(answer: Answer) -> Answer:
        entry = Route(method, path, frozenset(roles), fields, answer)

        def view(**path_values: str) -> Response:
            request = app.current_request
            if request is None:
                raise RuntimeError("Chalice calls a view with a request only")
            reply = edge.answer(entry, _sent(request, path_values), wired())
            return Response(reply.body, dict(reply.headers), reply.status)

        options: dict[str, Any] = {"authorizer": authorise} if roles else {}
        app.route(path, methods=[method], name=answer.__name__, content_types=["*/*"], **options)(view)
        ROUTES.append(entry)
        return answer

    return register


def _sent(request: Request, path_values: Mapping[str, str]) -> Sent:
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
    return Sent(request_id, caller, path_values, query, dict(request.headers), raw)


@route("GET", "/v1/health")
def health(ask: Ask) -> Reply:
    """Say which version answers, by which register."""
    return Reply(200, {"status": "ok", "version": runtime.VERSION, "register": ask.desk.register.sha256})


@route("GET", "/v1/openapi.json")
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


@route(
    "POST",
    "/v1/numbers",
    "reception",
    fields=(
        Field("service", CODE, required=True),
        Field("member", CODE),
        Field("residence", CODE),
        Field("extra", CODE),
        Field("exempt", FLAG, default=False),
        Field("told", FLAG),
    ),
)
def issue_number(ask: Ask) -> Reply | Refused:
    """Issue a control number; the same Idempotency-Key gets the same number."""
    issued = ask.desk.issue(Order(**ask.values), ask.caller.subject, ask.key)
    if isinstance(issued, Refused):
        return issued
    row = issued.row
    given = {"number": number.format(issued.number), "granted": row.granted}
    validity = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    return Reply(200 if issued.replayed else 201, given | validity, {"Idempotency-Key": ask.key})


@route(
    "POST",
    "/v1/numbers/check",
    "provider",
    fields=(Field("number", TEXT, required=True), Field("service", CODE), Field("date", DATE)),
)
def check_number(ask: Ask) -> Reply | Refused:
    """Tell a provider whether a number is usable for it on a date, and what is left."""
    values = ask.values
    checked = ask.desk.check(ask.caller.provider, values["number"], values["service"], values["date"])
    if isinstance(checked, Refused):
        return checked
    row = checked.row
    usable: dict[str, Any] = {"usable": checked.reason is None}
    reason = {} if checked.reason is None else {"reason": checked.reason}
    validity = {"service": row.service, "left": row.left, "valid_from": row.valid_from, "valid_to": row.valid_to}
    return Reply(200, usable | reason | validity)


@route(
    "POST",
    "/v1/claims",
    "provider",
    fields=(
        Field("number", TEXT, required=True),
        Field("service", CODE, required=True),
        Field("date", DATE, required=True),
        Field("event", one_of(*EVENTS), default="session"),
        Field("counsellors", whole(1, 9), default=1),
        Field("nth", whole(1, 99), default=1),
        Field("minutes", whole(1, 1440)),
    ),
)
def record_claim(ask: Ask) -> Reply | Refused:
    """Record a performed event once; the same claim again gets the same receipt."""
    values = dict(ask.values)
    outcome: Accepted | Replayed | Refused = ask.desk.claim(ask.caller.provider, values.pop("number"), Claim(**values))
    if isinstance(outcome, Refused):
        return outcome
    return Reply(201 if isinstance(outcome, Accepted) else 200, claim.receipt(outcome.claim))


@route(
    "POST",
    "/v1/claims/{claim_id}/reverse",
    "provider",
    "controller",
    fields=(Field("reason", CODE, required=True),),
)
def reverse_claim(ask: Ask) -> Reply | Refused:
    """Take a claim back: a provider its own, the controller anyone's."""
    own = ask.caller.provider or None
    outcome = ask.desk.reverse(ask.path["claim_id"], ask.values["reason"], ask.caller.subject, own)
    if isinstance(outcome, Refused):
        return outcome
    row = outcome.reversal
    given = {"claim_id": row.claim_id, "reversed_at": row.recorded_at, "left": row.left, "amount_ore": row.amount_ore}
    return Reply(200 if isinstance(outcome, AlreadyReversed) else 201, given)


@route(
    "GET",
    "/v1/claims",
    "provider",
    "controller",
    fields=(Field("month", MONTH, required=True), Field("cursor", CURSOR)),
)
def list_claims(ask: Ask) -> Reply | Refused:
    """List a booking month: a provider's own rows, or all of them for the controller."""
    page = ask.desk.month(ask.values["month"], ask.caller.provider or None, ask.values["cursor"])
    if isinstance(page, Refused):
        return page
    more = {} if page.cursor is None else {"cursor": page.cursor}
    return Reply(200, {"month": page.month, "rows": [_row(row) for row in page.rows], "sum_ore": page.sum_ore} | more)


_ROW: Final = (
    "claim_id",
    "provider",
    "service",
    "date",
    "event",
    "nth",
    "amount_ore",
    "fee_ore",
    "tariff",
    "recorded_at",
)


def _row(row: Booked) -> dict[str, Any]:
    """A line of a statement; where the number stands and who wrote it are not in it."""
    common = {name: getattr(row, name) for name in _ROW}
    if isinstance(row, ClaimRow):
        return {"kind": "claim"} | common | {"counsellors": row.counsellors, "minutes": row.minutes}
    return {"kind": "reversal"} | common | {"reason": row.reason}


if IN_LAMBDA:
    # A missing or wrong register stops the start, not the first claim; and what a function needs is imported before it
    # is asked, when Lambda gives it a whole processor. Nothing is fetched yet.
    _ = wired().verifier() if os.environ.get("_HANDLER") == "app.authorise" else wired().ledger()
