"""A request to each route that succeeds."""

from collections.abc import Callable
from typing import Final

from tests.support.app import reach_contacts, reach_finance
from tests.support.app.document import SUCCEEDED
from tests.support.app.endpoint import ATTESTED, OWN_UNITS, SERVICE, TODAY, Endpoint, register_data, tariff
from tests.support.app.sending import Sending

STATED: Final = {"service": SERVICE, "working_days": 5}


def issue(endpoint: Endpoint) -> Sending:
    del endpoint
    return Sending("reception", "/v1/numbers", {"service": SERVICE}, {"Idempotency-Key": "reach"})


def _check(endpoint: Endpoint) -> Sending:
    return Sending("ana", "/v1/numbers/check", {"number": endpoint.number()})


PREVIEW: Final = {"service": SERVICE, "from": f"{TODAY}", "reason": "wrong_tariff", "preview": True}


def _find(endpoint: Endpoint) -> Sending:
    return Sending("ana", "/v1/claims/find", {"number": endpoint.number(), "date": f"{TODAY}"})


def _change_number(verb: str, **more: object) -> Callable[[Endpoint], Sending]:
    """Return a request by which the reception changes a number."""

    def sending(endpoint: Endpoint) -> Sending:
        body = {"number": endpoint.number(), **more}
        return Sending("reception", f"/v1/numbers/{verb}", body, {"Idempotency-Key": "reach"})

    return sending


def _give_back(endpoint: Endpoint) -> Sending:
    """Return the request that undoes the replacement of a number."""
    old = endpoint.number()
    replaced = {"number": old, "reason": "lost"}
    new = endpoint.post("/v1/numbers/replace", "reception", replaced, {"Idempotency-Key": old}).json()["number"]
    return Sending("reception", "/v1/numbers/give-back", {"number": old, "successor": new})


def _hand_over(endpoint: Endpoint) -> Sending:
    return Sending("reception", "/v1/numbers/hand-over", {"number": endpoint.number(service=OWN_UNITS)})


def mine(endpoint: Endpoint) -> Sending:
    return Sending("", "/v1/numbers/mine", {"number": endpoint.number()})


def _check_client(endpoint: Endpoint) -> Sending:
    del endpoint
    return Sending("ana", "/v1/clients/check", {"client": "17", "service": ATTESTED})


def claim(endpoint: Endpoint) -> Sending:
    body = {"number": endpoint.number(), "service": SERVICE, "date": TODAY.isoformat()}
    return Sending("ana", "/v1/claims", body)


def _batch(endpoint: Endpoint) -> Sending:
    lines = [{"number": endpoint.number(), "service": SERVICE, "date": TODAY.isoformat()} for _ in range(2)]
    return Sending("ana", "/v1/claims/batch", {"claims": lines})


def _adjust(endpoint: Endpoint) -> Sending:
    """Return the request that adjusts a claim recorded under another price."""
    wrong = [tariff("private", 96_000)]
    with endpoint.rules(register_data(tariffs=wrong)):
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
    return Sending("controller", f"/v1/claims/{claim_id}/adjust", {"reason": "wrong_tariff"})


def _reverse(endpoint: Endpoint) -> Sending:
    claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
    return Sending("ana", f"/v1/claims/{claim_id}/reverse", {"reason": "other"})


GOOD: Final[dict[tuple[str, str], Callable[[Endpoint], Sending]]] = {
    ("GET", "/v1/health"): lambda _: Sending("", "/v1/health"),
    ("GET", "/v1/api-info"): lambda _: Sending("", "/v1/api-info"),
    ("GET", "/v1/register"): lambda _: Sending("controller", "/v1/register"),
    ("GET", "/v1/openapi.json"): lambda _: Sending("", "/v1/openapi.json"),
    ("GET", "/v1/caller"): lambda _: Sending("reception", "/v1/caller"),
    ("POST", "/v1/numbers"): issue,
    ("POST", "/v1/numbers/look-up"): _change_number("look-up"),
    ("POST", "/v1/numbers/revoke"): _change_number("revoke", reason="moved"),
    ("POST", "/v1/numbers/extend"): _change_number("extend", granted=8, reason="assessment"),
    ("POST", "/v1/numbers/exempt"): _change_number("exempt", exempt=True, reason="decision"),
    ("POST", "/v1/numbers/unlock"): _change_number("unlock", reason="verified"),
    ("POST", "/v1/numbers/replace"): _change_number("replace", reason="lost"),
    ("POST", "/v1/numbers/give-back"): _give_back,
    ("POST", "/v1/numbers/hand-over"): _hand_over,
    ("POST", "/v1/numbers/check"): _check,
    ("POST", "/v1/clients/check"): _check_client,
    ("POST", "/v1/numbers/mine"): mine,
    ("POST", "/v1/claims"): claim,
    ("POST", "/v1/claims/batch"): _batch,
    ("POST", "/v1/claims/find"): _find,
    ("POST", "/v1/claims/{claim_id}/adjust"): _adjust,
    ("POST", "/v1/adjustments"): lambda _: Sending("controller", "/v1/adjustments", PREVIEW),
    ("GET", "/v1/claims"): lambda _: Sending("ana", f"/v1/claims?month={TODAY:%Y-%m}"),
    ("POST", "/v1/claims/{claim_id}/reverse"): _reverse,
    ("GET", "/v1/availability"): lambda _: Sending("", "/v1/availability"),
    ("PUT", "/v1/availability"): lambda _: Sending("ana", "/v1/availability", STATED, method="PUT"),
    ("GET", "/v1/payment-runs"): lambda _: Sending("controller", f"/v1/payment-runs?year={TODAY.year}"),
    ("GET", "/v1/payment-runs/{month}"): lambda _: Sending("controller", f"/v1/payment-runs/{TODAY:%Y-%m}"),
    ("GET", "/v1/payment-runs/{month}/lines"): lambda _: Sending("controller", f"/v1/payment-runs/{TODAY:%Y-%m}/lines"),
    ("POST", "/v1/payment-runs/{month}/close"): reach_finance.closing,
    ("POST", "/v1/payment-runs/{month}/exported"): reach_finance.marking,
    ("GET", "/v1/statistics"): lambda _: Sending("controller", f"/v1/statistics?year={reach_finance.FINAL_YEAR}"),
    ("GET", "/v1/follow-up"): lambda _: Sending("controller", f"/v1/follow-up?year={TODAY.year}"),
    ("GET", "/v1/first-sessions"): lambda _: Sending("ana", f"/v1/first-sessions?year={reach_finance.FINAL_YEAR}"),
    ("POST", "/v1/contacts"): reach_contacts.count,
    ("POST", "/v1/case-reports"): lambda _: Sending("ana", "/v1/case-reports", reach_finance.CASE, reach_finance.KEY),
    ("PUT", "/v1/continuing-cases"): lambda _: Sending(
        "ana", "/v1/continuing-cases", reach_finance.CONTINUING, method="PUT"
    ),
}
FIRST: Final = {route: max(statuses) for route, statuses in SUCCEEDED.items()}
"""The status of a first request: 201 where something is created; the same request again gets 200."""
