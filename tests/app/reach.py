"""How to get every answer that openapi.yaml describes, route by route: one way each, tried by test_app_reach.

A case is (method, path, status, code), where a success has the code `ok`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn

import app
from chalicelib import number
from chalicelib.ledger import BusyError
from local.gateway import Answer
from tests.app import reach_finance
from tests.app.document import DOCUMENTED, SUCCEEDED
from tests.app.endpoint import (
    BY_HOUR,
    CODED,
    DECISION,
    OWN_UNITS,
    SERVICE,
    TODAY,
    UNNUMBERED,
    Endpoint,
    ago,
    register_data,
    tariff,
)

Case = tuple[str, str, int, str]
TEST_PERSON: Final = "19900602-2397"  # published by the Swedish Tax Agency for tests; it belongs to nobody
UNKNOWN: Final = number.format(number.from_digest(bytes(32)))
MISTYPED: Final = "7K3M-9RT4-WXC7"
TOMORROW: Final = ago(-1)

EVERY_CASE: Final[list[Case]] = sorted(
    {(*route, status, code) for route, codes in DOCUMENTED.items() for status, code in codes}
    | {(*route, status, "ok") for route, statuses in SUCCEEDED.items() for status in statuses}
)


@dataclass(frozen=True)
class Sending:
    """A request that is answered with success as it stands, and what may be changed in it."""

    who: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, endpoint: Endpoint, **changed: object) -> Answer:
        """Send it, with fields changed."""
        if self.body is None:
            return endpoint.get(self.path, self.who, self.headers)
        return endpoint.post(self.path, self.who, {**self.body, **changed}, self.headers)

    def raw(self, endpoint: Endpoint, body: bytes, kind: str = "application/json") -> Answer:
        """Send another body in its place."""
        signed_in = endpoint.signed_in(self.who) if self.who else {}
        headers = {**signed_in, "content-type": kind}
        return endpoint.raw("POST", self.path, headers, body)


def provoke(endpoint: Endpoint, case: Case) -> Answer:
    """Get the answer of a case: in a way of its own, or in the one that works for every route."""
    if case in OWN_WAYS:
        return OWN_WAYS[case](endpoint)
    method, path, status, code = case
    sending = GOOD[method, path](endpoint)
    if code == "ok":
        return sending.to(endpoint) if status == FIRST[method, path] else _twice(endpoint, sending)
    return ANY_ROUTE[code](endpoint, sending)


def _twice(endpoint: Endpoint, sending: Sending) -> Answer:
    """The same request again."""
    sending.to(endpoint)
    return sending.to(endpoint)


# What is sent to each route when nothing is wrong


def _issue(endpoint: Endpoint) -> Sending:
    del endpoint
    return Sending("reception", "/v1/numbers", {"service": SERVICE}, {"Idempotency-Key": "reach"})


def _check(endpoint: Endpoint) -> Sending:
    return Sending("ana", "/v1/numbers/check", {"number": endpoint.number()})


def _deed(verb: str, **more: object) -> Callable[[Endpoint], Sending]:
    """What the reception does to a number."""

    def sending(endpoint: Endpoint) -> Sending:
        body = {"number": endpoint.number(), **more}
        return Sending("reception", f"/v1/numbers/{verb}", body, {"Idempotency-Key": "reach"})

    return sending


def _mine(endpoint: Endpoint) -> Sending:
    return Sending("", "/v1/numbers/mine", {"number": endpoint.number()})


def _claim(endpoint: Endpoint) -> Sending:
    body = {"number": endpoint.number(), "service": SERVICE, "date": TODAY.isoformat()}
    return Sending("ana", "/v1/claims", body)


def _batch(endpoint: Endpoint) -> Sending:
    lines = [{"number": endpoint.number(), "service": SERVICE, "date": TODAY.isoformat()} for _ in range(2)]
    return Sending("ana", "/v1/claims/batch", {"claims": lines})


def _adjust(endpoint: Endpoint) -> Sending:
    """A claim that was recorded when another price stood in the register."""
    wrong = [tariff("private", 96_000)]
    with endpoint.rules(register_data(tariffs=wrong)):
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
    return Sending("controller", f"/v1/claims/{claim_id}/adjust", {"reason": "wrong_tariff"})


def _reverse(endpoint: Endpoint) -> Sending:
    claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
    return Sending("ana", f"/v1/claims/{claim_id}/reverse", {"reason": "other"})


GOOD: Final[dict[tuple[str, str], Callable[[Endpoint], Sending]]] = {
    ("GET", "/v1/health"): lambda _: Sending("", "/v1/health"),
    ("GET", "/v1/openapi.json"): lambda _: Sending("", "/v1/openapi.json"),
    ("POST", "/v1/numbers"): _issue,
    ("POST", "/v1/numbers/look-up"): _deed("look-up"),
    ("POST", "/v1/numbers/revoke"): _deed("revoke", reason="moved"),
    ("POST", "/v1/numbers/extend"): _deed("extend", granted=8, reason="assessment"),
    ("POST", "/v1/numbers/unlock"): _deed("unlock", reason="verified"),
    ("POST", "/v1/numbers/replace"): _deed("replace", reason="lost"),
    ("POST", "/v1/numbers/check"): _check,
    ("POST", "/v1/numbers/mine"): _mine,
    ("POST", "/v1/claims"): _claim,
    ("POST", "/v1/claims/batch"): _batch,
    ("POST", "/v1/claims/{claim_id}/adjust"): _adjust,
    ("GET", "/v1/claims"): lambda _: Sending("ana", f"/v1/claims?month={TODAY:%Y-%m}"),
    ("POST", "/v1/claims/{claim_id}/reverse"): _reverse,
    ("GET", "/v1/payment-runs"): lambda _: Sending("controller", f"/v1/payment-runs?year={TODAY.year}"),
    ("GET", "/v1/payment-runs/{month}"): lambda _: Sending("controller", f"/v1/payment-runs/{TODAY:%Y-%m}"),
    ("GET", "/v1/payment-runs/{month}/lines"): lambda _: Sending("controller", f"/v1/payment-runs/{TODAY:%Y-%m}/lines"),
    ("GET", "/v1/statistics"): lambda _: Sending("controller", f"/v1/statistics?year={reach_finance.FINAL_YEAR}"),
    ("GET", "/v1/follow-up"): lambda _: Sending("controller", f"/v1/follow-up?year={TODAY.year}"),
    ("POST", "/v1/case-reports"): lambda _: Sending("ana", "/v1/case-reports", reach_finance.CASE, reach_finance.KEY),
}
FIRST: Final = {route: max(statuses) for route, statuses in SUCCEEDED.items()}
"""What the first request of a kind is answered with: 201 where something can be made, and then 200 for the second."""


# What every route can answer


def _nobody(endpoint: Endpoint, sending: Sending) -> Answer:
    if sending.body is None:
        return endpoint.get(sending.path)
    return endpoint.raw("POST", sending.path, {"content-type": "application/json"}, b"{}")


def _another_role(endpoint: Endpoint, sending: Sending) -> Answer:
    others = {"reception": "ana", "controller": "ana", "ana": "reception"}
    return replace(sending, who=others[sending.who]).to(endpoint)


def _person(endpoint: Endpoint, sending: Sending) -> Answer:
    if sending.body is None:
        mark = "&" if "?" in sending.path else "?"
        return endpoint.get(f"{sending.path}{mark}who={TEST_PERSON}", sending.who)
    return sending.to(endpoint, number=TEST_PERSON)


def _broken(error: type[Exception]) -> Callable[[Endpoint, Sending], Answer]:
    """Everything behind the door fails in this way."""

    def fail() -> NoReturn:
        raise error

    def answer(endpoint: Endpoint, sending: Sending) -> Answer:
        app.configure(replace(endpoint.wired, ledger=fail))
        return sending.to(endpoint)

    return answer


def _missing(endpoint: Endpoint, sending: Sending) -> Answer:
    if sending.body is None:
        return endpoint.get(sending.path.partition("?")[0], sending.who)
    return sending.raw(endpoint, b"{}")


def _unknown(endpoint: Endpoint, sending: Sending) -> Answer:
    if sending.body is None:
        mark = "&" if "?" in sending.path else "?"
        return endpoint.get(f"{sending.path}{mark}colour=red", sending.who)
    return sending.to(endpoint, colour="red")


def _invalid(endpoint: Endpoint, sending: Sending) -> Answer:
    if sending.body is None:
        return endpoint.get(f"{sending.path}-01", sending.who)
    return sending.to(endpoint, **{next(iter(sending.body)): []})


def _after(verb: str, reason: str, endpoint: Endpoint, sending: Sending) -> Answer:
    """The request comes when the reception has done something to its number."""
    assert sending.body is not None
    body = {"number": sending.body["number"], "reason": reason}
    endpoint.post(f"/v1/numbers/{verb}", "reception", body, {"Idempotency-Key": "before"})
    return sending.to(endpoint)


def _late(endpoint: Endpoint, sending: Sending) -> Answer:
    """The request comes long after its number was issued, from somebody who has signed in again."""
    return sending.to(endpoint, number=endpoint.number(500))


ANY_ROUTE: Final[dict[str, Callable[[Endpoint, Sending], Answer]]] = {
    "unauthorised": _nobody,
    "forbidden": _another_role,
    "not_authorised": lambda endpoint, sending: replace(sending, who="gone").to(endpoint),
    "invalid_body": lambda endpoint, sending: sending.raw(endpoint, b"{"),
    "unsupported_media_type": lambda endpoint, sending: sending.raw(endpoint, b"{}", "text/plain"),
    "too_large": lambda endpoint, sending: sending.raw(endpoint, b" " * 300_000),
    "missing_field": _missing,
    "unknown_field": _unknown,
    "invalid_field": _invalid,
    "personal_identity_number": _person,
    "internal_error": _broken(RuntimeError),
    "busy": _broken(BusyError),
    "number_revoked": lambda endpoint, sending: _after("revoke", "moved", endpoint, sending),
    "number_replaced": lambda endpoint, sending: _after("replace", "lost", endpoint, sending),
    "number_expired": _late,
    "number_mistyped": lambda endpoint, sending: sending.to(endpoint, number=MISTYPED),
    "number_unknown": lambda endpoint, sending: sending.to(endpoint, number=UNKNOWN),
    "unknown_reason": lambda endpoint, sending: sending.to(endpoint, reason="because"),
    "unknown_service": lambda endpoint, sending: sending.to(endpoint, service="sommarlager"),
}


# What only one route can answer


def _issuing(**more: object) -> Callable[[Endpoint], Answer]:
    return lambda endpoint: _issue(endpoint).to(endpoint, **more)


def _another_order(endpoint: Endpoint) -> Answer:
    _issue(endpoint).to(endpoint)
    return _issue(endpoint).to(endpoint, exempt=True)


def _member(endpoint: Endpoint) -> Answer:
    alone = register_data()["municipality"]
    with endpoint.rules(register_data(municipality={**alone, "members": ["2303", "2380"]})):
        return _issue(endpoint).to(endpoint)


def _guessed(path: str) -> Callable[[Endpoint], Answer]:
    def answer(endpoint: Endpoint) -> Answer:
        for guess in range(20):
            endpoint.post("/v1/numbers/check", "ana", {"number": number.from_digest(bytes([guess] * 32))})
        return GOOD["POST", path](endpoint).to(endpoint)

    return answer


def _guessed_at_home(endpoint: Endpoint) -> Answer:
    for guess in range(20):
        endpoint.post("/v1/numbers/mine", "", {"number": number.from_digest(bytes([guess] * 32))})
    return _mine(endpoint).to(endpoint)


def _claiming(issued_days_ago: int = 0, day: str = "", **more: object) -> Callable[[Endpoint], Answer]:
    return lambda endpoint: endpoint.claim("ana", endpoint.number(issued_days_ago), day, **more)


def _used_up(endpoint: Endpoint) -> Answer:
    issued = endpoint.number()
    for nth in range(1, 6):
        endpoint.claim("bo", issued, nth=nth)
    return endpoint.claim("ana", issued)


def _other_facts(endpoint: Endpoint) -> Answer:
    sending = _claim(endpoint)
    sending.to(endpoint)
    return sending.to(endpoint, minutes=45)


def _reversed(endpoint: Endpoint) -> Answer:
    sending = _claim(endpoint)
    claim_id = sending.to(endpoint).json()["claim_id"]
    endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
    return sending.to(endpoint)


def _deciding(**more: object) -> Callable[[Endpoint], Answer]:
    return _issuing(service=BY_HOUR, decision={**DECISION, **more})


def _hours(*claimed_minutes: int, counsellors: int = 1) -> Callable[[Endpoint], Answer]:
    """Claims of so many minutes on one number by decision; the last one's answer."""

    def answer(endpoint: Endpoint) -> Answer:
        issued = endpoint.number(service=BY_HOUR, decision=DECISION)
        for nth, minutes in enumerate(claimed_minutes, start=1):
            last = endpoint.claim("ana", issued, service=BY_HOUR, minutes=minutes, nth=nth, counsellors=counsellors)
        return last

    return answer


def _coded(*codes: int | str | None) -> Callable[[Endpoint], Answer]:
    """Claims with presence codes, by their place on the slip or as they are written; the last one's answer."""

    def answer(endpoint: Endpoint) -> Answer:
        slip = endpoint.slip(service=CODED)
        nth = 1
        for code in codes:
            written = slip["codes"][code] if isinstance(code, int) else code
            more: dict[str, Any] = {} if written is None else {"code": written}
            last = endpoint.claim("ana", slip["number"], service=CODED, nth=nth, **more)
            nth += last.status == 201
        return last

    return answer


def _referring(*statuses: str, **more: object) -> Callable[[Endpoint], Answer]:
    """A claim by the provider's own reference, taken back first where that is told."""

    def answer(endpoint: Endpoint) -> Answer:
        body = {"reference": "2026/17", "service": UNNUMBERED, "date": TODAY.isoformat(), **more}
        if "reversed" in statuses:
            claim_id = endpoint.post("/v1/claims", "ana", body).json()["claim_id"]
            endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        return endpoint.post("/v1/claims", "ana", body)

    return answer


def _adjusting(before: str) -> Callable[[Endpoint], Answer]:
    """An adjustment of a claim that was taken back, or whose price is right, or has no price any more."""

    def answer(endpoint: Endpoint) -> Answer:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        if before == "reversed":
            endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        rules = register_data(tariffs=[]) if before == "no_tariff" else register_data()
        with endpoint.rules(rules):
            return endpoint.post(f"/v1/claims/{claim_id}/adjust", "controller", {"reason": "wrong_tariff"})

    return answer


def _replacing_another(endpoint: Endpoint) -> Answer:
    replace_one = GOOD["POST", "/v1/numbers/replace"]
    replace_one(endpoint).to(endpoint)
    return replace_one(endpoint).to(endpoint)


WRONG_CODES: Final = ("0000", "1111", "2222", "3333", "4444")
_EXTEND: Final = ("POST", "/v1/numbers/extend")
_CLAIMS: Final = ("POST", "/v1/claims")
_ADJUST: Final = ("POST", "/v1/claims/{claim_id}/adjust")


OWN_WAYS: Final[dict[Case, Callable[[Endpoint], Answer]]] = {
    ("POST", "/v1/numbers", 409, "idempotency_conflict"): _another_order,
    ("POST", "/v1/numbers", 422, "unknown_member"): _issuing(member="9999"),
    ("POST", "/v1/numbers", 422, "member_required"): _member,
    ("POST", "/v1/numbers", 422, "unknown_extra"): _issuing(extra="birthday"),
    ("POST", "/v1/numbers", 422, "unknown_residence"): _issuing(residence="guessed"),
    ("POST", "/v1/numbers", 422, "no_numbers"): _issuing(service=UNNUMBERED),
    ("POST", "/v1/numbers", 422, "decision_required"): _issuing(service=BY_HOUR),
    ("POST", "/v1/numbers", 422, "decision_unasked"): _issuing(decision=DECISION),
    ("POST", "/v1/numbers", 422, "not_within_limits"): _deciding(minutes_week=301),
    ("POST", "/v1/numbers/replace", 409, "idempotency_conflict"): _replacing_another,
    (*_EXTEND, 409, "granted_is_more"): lambda endpoint: GOOD[_EXTEND](endpoint).to(endpoint, granted=4),
    (*_EXTEND, 409, "new_decision_needed"): lambda endpoint: GOOD[_EXTEND](endpoint).to(
        endpoint, number=endpoint.number(service=BY_HOUR, decision=DECISION)
    ),
    ("POST", "/v1/numbers/mine", 429, "too_many_failures"): _guessed_at_home,
    ("POST", "/v1/numbers/check", 429, "too_many_failures"): _guessed("/v1/numbers/check"),
    (*_CLAIMS, 429, "too_many_failures"): _guessed("/v1/claims"),
    (*_CLAIMS, 409, "number_expired"): _claiming(500),
    (*_CLAIMS, 409, "number_not_yet_valid"): _claiming(0, ago(1)),
    (*_CLAIMS, 409, "exhausted"): _used_up,
    (*_CLAIMS, 409, "conflict"): _other_facts,
    (*_CLAIMS, 409, "reversed"): _reversed,
    (*_CLAIMS, 409, "reference_reversed"): _referring("reversed"),
    (*_CLAIMS, 409, "week_full"): _hours(180, 1),
    (*_CLAIMS, 409, "counsellors_not_granted"): _hours(60, counsellors=2),
    (*_CLAIMS, 409, "code_used"): _coded(0, 0),
    (*_CLAIMS, 409, "codes_locked"): _coded(*WRONG_CODES, 0),
    (*_CLAIMS, 422, "code_wrong"): _coded("0000"),
    (*_CLAIMS, 422, "code_missing"): _coded(None),
    (*_CLAIMS, 422, "minutes_required"): lambda endpoint: endpoint.claim(
        "ana", endpoint.number(service=BY_HOUR, decision=DECISION), service=BY_HOUR
    ),
    (*_CLAIMS, 422, "wrong_service"): _claiming(service=OWN_UNITS),
    (*_CLAIMS, 422, "nth_skipped"): _claiming(nth=3),
    (*_CLAIMS, 422, "date_in_future"): _claiming(0, TOMORROW),
    (*_CLAIMS, 422, "too_old"): _claiming(120, ago(100)),
    (*_CLAIMS, 422, "no_tariff"): _claiming(counsellors=2),
    ("GET", "/v1/claims", 400, "invalid_cursor"): lambda endpoint: endpoint.get(
        f"/v1/claims?month={TODAY:%Y-%m}&cursor=mine", "ana"
    ),
    ("POST", "/v1/claims/{claim_id}/reverse", 404, "claim_unknown"): lambda endpoint: endpoint.post(
        f"/v1/claims/{'0' * 32}/reverse", "ana", {"reason": "other"}
    ),
    (*_ADJUST, 404, "claim_unknown"): lambda endpoint: endpoint.post(
        f"/v1/claims/{'0' * 32}/adjust", "controller", {"reason": "other"}
    ),
    (*_ADJUST, 409, "claim_reversed"): _adjusting("reversed"),
    (*_ADJUST, 409, "price_is_right"): _adjusting("nothing"),
    (*_ADJUST, 422, "no_tariff"): _adjusting("no_tariff"),
    **reach_finance.OWN_WAYS,
}
