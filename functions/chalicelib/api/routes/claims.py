"""The routes of claims: record one or a batch, reverse, adjust, and list a month."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.api import problems
from chalicelib.api.dispatch import Request, Response, Route
from chalicelib.api.request_fields import (
    CODE,
    CURSOR,
    DATE,
    FLAG,
    MONTH,
    TEXT,
    Field,
    choice,
    integer,
    object_list,
    read,
)
from chalicelib.dates import periods
from chalicelib.ledger.rows import WITHOUT_NUMBER, AdjustmentRow, ClaimRow, LedgerEntry, client_of
from chalicelib.payments import counterparts
from chalicelib.register.codes import EVENTS, MAX_MINUTES
from chalicelib.rules import claim
from chalicelib.rules.claim_request import Claim, read_client, read_reference
from chalicelib.rules.outcomes import Accepted, AlreadyAdjusted, AlreadyReversed, Refused, Replayed
from chalicelib.service.claims import BatchLine

MAX_LINES: Final = 100
MAX_BATCH_BYTES: Final = 60_000
FAILED_LOOK_UPS: Final = ("too_many_failures", "number_unknown")
"""The codes of a batch's lines that alarms count: the log has the first that occurs."""
CLAIM: Final = (
    Field("number", TEXT),
    Field("reference", TEXT),
    Field("client", TEXT),
    Field("attested", FLAG, default=False),
    Field("service", CODE, required=True),
    Field("date", DATE, required=True),
    Field("event", choice(*EVENTS), default="session"),
    Field("counsellors", integer(1, 9), default=1),
    Field("nth", integer(1, 99), default=1),
    Field("minutes", integer(1, MAX_MINUTES)),
    Field("code", TEXT),
    Field("with", CODE),
    Field("member", CODE),
    Field("exempt", FLAG, default=False),
)
Outcome = Accepted | Replayed | Refused


def record_claim(request: Request) -> Response | Refused:
    """Record a performed event once; the same claim again gets the same receipt."""
    line = _line(request.values)
    outcome = request.claims.claim(request.caller.provider, line.quoted, line.claim)
    return outcome if isinstance(outcome, Refused) else Response(_status(outcome), claim.receipt(outcome.claim))


def record_batch(request: Request) -> Response:
    """Record up to a hundred claims, each by itself; the answers are in the order of the lines."""
    lines = [read(decoded, CLAIM) for decoded in request.values["claims"]]
    claims = [_line(line) for line in lines if not isinstance(line, Refused)]
    outcomes = request.claims.batch(request.caller.provider, claims)
    codes = {outcome.code for outcome in outcomes if isinstance(outcome, Refused)}
    logged = next((code for code in FAILED_LOOK_UPS if code in codes), "ok")
    now, remaining = request.context.now(), iter(outcomes)
    answers = [_answer(line if isinstance(line, Refused) else next(remaining), now) for line in lines]
    return Response(200, {"answers": answers}, logged=logged)


def reverse_claim(request: Request) -> Response | Refused:
    """Reverse a claim: a provider its own, the controller any."""
    own = request.caller.provider or None
    outcome = request.claims.reverse(request.path["claim_id"], request.values["reason"], request.caller.subject, own)
    if isinstance(outcome, Refused):
        return outcome
    row = outcome.reversal
    receipt = {"claim_id": row.claim_id, "reversed_at": row.recorded_at, "left": row.left, "amount_ore": row.amount_ore}
    return Response(200 if isinstance(outcome, AlreadyReversed) else 201, receipt)


def adjust_claim(request: Request) -> Response | Refused:
    """Correct a claim's price by today's register, with a row for the difference."""
    outcome = request.claims.adjust(request.path["claim_id"], request.values["reason"], request.caller.subject)
    if isinstance(outcome, Refused):
        return outcome
    row = outcome.adjustment
    names = ("claim_id", "amount_ore", "fee_ore", "tariff", "register", "recorded_at")
    receipt = {name: getattr(row, name) for name in names} | {"tariff": row.tariff or None}
    return Response(200 if isinstance(outcome, AlreadyAdjusted) else 201, receipt)


def find_claims(request: Request) -> Response | Refused:
    """Return the provider's own rows on a number and a day, so that a report is found without its receipt."""
    values = request.values
    rows = request.claims.find(request.caller.provider, values["number"], values["date"])
    return rows if isinstance(rows, Refused) else Response(200, {"rows": [_row(row) for row in rows]})


def list_claims(request: Request) -> Response | Refused:
    """Return a page of a booking month: a provider's own rows with its invoice reference, or all to the controller."""
    own = request.caller.provider
    page = request.claims.statement(request.values["month"], own or None, request.values["cursor"])
    if isinstance(page, Refused):
        return page
    extra = {} if page.cursor is None else {"cursor": page.cursor}
    context = request.context
    alone = context.retry.run(lambda: counterparts.without_counterpart(context.ledger, page.rows))
    lacking = {row.claim_id for row in alone}
    if own:
        extra["batch"] = periods.batch(page.month, own)
    rows = [_row(row) | ({"without_counterpart": True} if row.claim_id in lacking else {}) for row in page.rows]
    return Response(200, {"month": page.month, "rows": rows, "sum_ore": page.sum_ore} | extra)


def _line(values: Mapping[str, Any]) -> BatchLine:
    """Return a claim, and separately the number that it quotes."""
    facts = {name: value for name, value in values.items() if name not in {"number", "reference", "client", "with"}}
    reference, client = values["reference"], values["client"]
    own_key = {"reference": reference and read_reference(reference), "client": client and read_client(client)}
    return BatchLine(values["number"], Claim(**facts | own_key, partner=values["with"]))


def _status(outcome: Accepted | Replayed) -> int:
    return 201 if isinstance(outcome, Accepted) else 200


def _answer(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Build a line's answer, the same as for the claim sent alone."""
    if isinstance(outcome, Refused):
        return {
            "status": problems.PROBLEM_TYPES[outcome.code].status,
            "problem": problems.body(outcome.code, outcome.facts, now),
        }
    return {"status": _status(outcome), "receipt": claim.receipt(outcome.claim)}


_COMMON: Final = (
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


def _row(row: LedgerEntry) -> dict[str, Any]:
    """Return a ledger entry for a statement, without the number's hash and who wrote it."""
    common = {name: getattr(row, name) for name in _COMMON} | {"tariff": row.tariff or None}
    if row.reference is not None:
        common["reference"] = row.reference
    if (client := client_of(row.place)) is not None:
        common["client"] = client
    is_without_number = row.place.startswith(WITHOUT_NUMBER)
    common |= {"member": row.member} if row.member and is_without_number else {}
    if isinstance(row, ClaimRow):
        exemption = {"exempt": row.exempt} if is_without_number else {}
        shared = {} if row.partner is None else {"with": row.partner}
        counted = {"counsellors": row.counsellors, "minutes": row.minutes}
        return {"kind": "claim"} | common | exemption | counted | shared
    kind = "adjustment" if isinstance(row, AdjustmentRow) else "reversal"
    return {"kind": kind} | common | {"reason": row.reason}


PROVIDER: Final = frozenset({"provider"})
BOTH: Final = frozenset({"provider", "controller"})
_REASON: Final = (Field("reason", CODE, required=True),)
_LINES: Final = (Field("claims", object_list(MAX_LINES, CLAIM), required=True),)
_ON_DATE: Final = (Field("number", TEXT, required=True), Field("date", DATE, required=True))
_PAGE: Final = (Field("month", MONTH, required=True), Field("cursor", CURSOR))

ROUTES: Final = (
    Route("POST", "/v1/claims", PROVIDER, CLAIM, record_claim),
    Route("POST", "/v1/claims/batch", PROVIDER, _LINES, record_batch, MAX_BATCH_BYTES),
    Route("POST", "/v1/claims/find", PROVIDER, _ON_DATE, find_claims),
    Route("POST", "/v1/claims/{claim_id}/reverse", BOTH, _REASON, reverse_claim),
    Route("POST", "/v1/claims/{claim_id}/adjust", frozenset({"controller"}), _REASON, adjust_claim),
    Route("GET", "/v1/claims", BOTH, _PAGE, list_claims),
)
