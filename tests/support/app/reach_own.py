"""Answers that only one route can give, each with a request of its own."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from chalicelib.control_numbers import control_number
from ops.server.api_gateway import Response
from tests.support.app import reach_finance
from tests.support.app.endpoint import (
    BY_HOUR,
    CODED,
    DECISION,
    OWN_UNITS,
    SERVICE,
    TODAY,
    UNNUMBERED,
    Endpoint,
    ago,
    now,
    register_data,
)
from tests.support.app.reach_good import GOOD, claim, issue, mine
from tests.support.app.sending import Case, Sending

TOMORROW: Final = ago(-1)


def _issuing(**more: object) -> Callable[[Endpoint], Response]:
    return lambda endpoint: issue(endpoint).to(endpoint, **more)


def _another_order(endpoint: Endpoint) -> Response:
    issue(endpoint).to(endpoint)
    return issue(endpoint).to(endpoint, exempt=True)


def _issued_then(verb: str, reason: str) -> Callable[[Endpoint], Response]:
    """The request comes again when its number has been closed."""

    def answer(endpoint: Endpoint) -> Response:
        number = issue(endpoint).to(endpoint).json()["number"]
        endpoint.post(f"/v1/numbers/{verb}", "reception", {"number": number, "reason": reason})
        return issue(endpoint).to(endpoint)

    return answer


def _member(endpoint: Endpoint) -> Response:
    alone = register_data()["municipality"]
    with endpoint.rules(register_data(municipality={**alone, "members": ["2303", "2380"]})):
        return issue(endpoint).to(endpoint)


def _adjusting_all(**more: object) -> Callable[[Endpoint], Response]:
    return lambda endpoint: GOOD[_ADJUSTMENTS](endpoint).to(endpoint, **more)


def _adjusting_in_a_closed_month(endpoint: Endpoint) -> Response:
    def sending(endpoint: Endpoint) -> Sending:
        GOOD[_ADJUST](endpoint)  # records a claim under another price
        register = endpoint.wired.register.sha256
        body = {"service": SERVICE, "from": f"{TODAY}", "reason": "other", "preview": False, "register": register}
        return Sending("controller", _ADJUSTMENTS[1], body)

    return reach_finance.after_closing_this_month(sending)(endpoint)


def _guessed(path: str) -> Callable[[Endpoint], Response]:
    def answer(endpoint: Endpoint) -> Response:
        for guess in range(20):
            endpoint.post("/v1/numbers/check", "ana", {"number": control_number.from_digest(bytes([guess] * 32))})
        return GOOD["POST", path](endpoint).to(endpoint)

    return answer


def _guessed_at_home(endpoint: Endpoint) -> Response:
    for guess in range(20):
        endpoint.post("/v1/numbers/mine", "", {"number": control_number.from_digest(bytes([guess] * 32))})
    return mine(endpoint).to(endpoint)


def _claiming(issued_days_ago: int = 0, day: str = "", **more: object) -> Callable[[Endpoint], Response]:
    return lambda endpoint: endpoint.claim("ana", endpoint.number(issued_days_ago), day, **more)


def _used_up(endpoint: Endpoint) -> Response:
    issued = endpoint.number()
    for nth in range(1, 6):
        endpoint.claim("bo", issued, nth=nth)
    return endpoint.claim("ana", issued)


def _other_facts(endpoint: Endpoint) -> Response:
    sending = claim(endpoint)
    sending.to(endpoint)
    return sending.to(endpoint, minutes=45)


def _reversed(endpoint: Endpoint) -> Response:
    sending = claim(endpoint)
    claim_id = sending.to(endpoint).json()["claim_id"]
    endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
    return sending.to(endpoint)


def _deciding(**more: object) -> Callable[[Endpoint], Response]:
    return _issuing(service=BY_HOUR, decision={**DECISION, **more})


def _hours(*claimed_minutes: int, counsellors: int = 1) -> Callable[[Endpoint], Response]:
    """Return a request: claims of these minutes on one number by decision; the last answer counts."""

    def answer(endpoint: Endpoint) -> Response:
        issued = endpoint.number(service=BY_HOUR, decision=DECISION)
        for nth, minutes in enumerate(claimed_minutes, start=1):
            last = endpoint.claim("ana", issued, service=BY_HOUR, minutes=minutes, nth=nth, counsellors=counsellors)
        return last

    return answer


def _coded(*codes: int | str | None) -> Callable[[Endpoint], Response]:
    """Return a request: claims with presence codes (an index on the slip, or the text); the last answer counts."""

    def answer(endpoint: Endpoint) -> Response:
        slip = endpoint.slip(service=CODED)
        nth = 1
        for code in codes:
            written = slip["codes"][code] if isinstance(code, int) else code
            more: dict[str, Any] = {} if written is None else {"code": written}
            last = endpoint.claim("ana", slip["number"], service=CODED, nth=nth, **more)
            nth += last.status == 201
        return last

    return answer


def _referring(*statuses: str, **more: object) -> Callable[[Endpoint], Response]:
    """Return a request: a claim by the provider's own reference, reversed first if `reversed` is given."""

    def answer(endpoint: Endpoint) -> Response:
        body = {"reference": "2026/17", "service": UNNUMBERED, "date": TODAY.isoformat(), **more}
        if "reversed" in statuses:
            claim_id = endpoint.post("/v1/claims", "ana", body).json()["claim_id"]
            endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        return endpoint.post("/v1/claims", "ana", body)

    return answer


def _adjusting(before: str) -> Callable[[Endpoint], Response]:
    """Return a request: adjust a claim that was reversed, whose price is right, or that has no price any more."""

    def answer(endpoint: Endpoint) -> Response:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        if before == "reversed":
            endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        rules = register_data(tariffs=[]) if before == "no_tariff" else register_data()
        with endpoint.rules(rules):
            return endpoint.post(f"/v1/claims/{claim_id}/adjust", "controller", {"reason": "wrong_tariff"})

    return answer


def _replacing_another(endpoint: Endpoint) -> Response:
    replace_one = GOOD["POST", "/v1/numbers/replace"]
    replace_one(endpoint).to(endpoint)
    return replace_one(endpoint).to(endpoint)


def _less_than_used(endpoint: Endpoint) -> Response:
    issued = endpoint.number()
    for nth in (1, 2):
        endpoint.claim("ana", issued, nth=nth)
    return GOOD[_EXTEND](endpoint).to(endpoint, number=issued, granted=1)


def _given_back_after(verb: str, **more: object) -> Callable[[Endpoint], Response]:
    """Return a request that undoes a replacement after the reception has changed the new number."""

    def answer(endpoint: Endpoint) -> Response:
        sending = GOOD[_GIVE_BACK](endpoint)
        body = {"number": (sending.body or {})["successor"], **more}
        endpoint.post(f"/v1/numbers/{verb}", "reception", body, {"Idempotency-Key": "meanwhile"})
        return sending.to(endpoint)

    return answer


def _given_back_when_used(endpoint: Endpoint) -> Response:
    sending = GOOD[_GIVE_BACK](endpoint)
    endpoint.claim("ana", (sending.body or {})["successor"])
    return sending.to(endpoint)


def _given_back_late(endpoint: Endpoint) -> Response:
    old, then = endpoint.number(500), now() - dt.timedelta(days=499)
    with endpoint.at(lambda: then):
        new = endpoint.post("/v1/numbers/replace", "reception", {"number": old, "reason": "lost"}).json()["number"]
    return GOOD[_GIVE_BACK](endpoint).to(endpoint, number=old, successor=new)


def _seen_otherwise(verb: str) -> Callable[[Endpoint], Response]:
    """Return a request to change a number that was seen with another total than it has."""
    return lambda endpoint: GOOD["POST", f"/v1/numbers/{verb}"](endpoint).to(endpoint, seen=SEEN_OTHERWISE)


def _locked_and_seen_otherwise(endpoint: Endpoint) -> Response:
    number = endpoint.number(service=CODED)
    for code in WRONG_CODES:
        endpoint.claim("ana", number, service=CODED, code=code)
    return GOOD["POST", "/v1/numbers/unlock"](endpoint).to(endpoint, number=number, seen=SEEN_OTHERWISE)


SEEN_OTHERWISE: Final = {"granted": 6, "exempt": False}
WRONG_CODES: Final = ("0000", "1111", "2222", "3333", "4444")
_EXTEND: Final = ("POST", "/v1/numbers/extend")
_GIVE_BACK: Final = ("POST", "/v1/numbers/give-back")
_CLAIMS: Final = ("POST", "/v1/claims")
_REVERSE: Final = ("POST", "/v1/claims/{claim_id}/reverse")
_ADJUSTMENTS: Final = ("POST", "/v1/adjustments")
_ADJUST: Final = ("POST", "/v1/claims/{claim_id}/adjust")


OWN_WAYS: Final[dict[Case, Callable[[Endpoint], Response]]] = {
    (*_CLAIMS, 409, "month_closed"): reach_finance.after_closing_this_month(claim),
    (*_ADJUST, 409, "month_closed"): reach_finance.after_closing_this_month(GOOD[_ADJUST]),
    (*_REVERSE, 409, "month_closed"): reach_finance.after_closing_this_month(GOOD[_REVERSE]),
    ("POST", "/v1/numbers", 409, "idempotency_conflict"): _another_order,
    ("POST", "/v1/numbers", 409, "number_revoked"): _issued_then("revoke", "misused"),
    ("POST", "/v1/numbers", 409, "number_replaced"): _issued_then("replace", "lost"),
    ("POST", "/v1/numbers", 422, "unknown_member"): _issuing(member="9999"),
    ("POST", "/v1/numbers", 422, "member_required"): _member,
    ("POST", "/v1/numbers", 422, "unknown_extra"): _issuing(extra="birthday"),
    ("POST", "/v1/numbers", 422, "unknown_residence"): _issuing(residence="guessed"),
    ("POST", "/v1/numbers", 422, "no_numbers"): _issuing(service=UNNUMBERED),
    ("POST", "/v1/numbers", 422, "decision_required"): _issuing(service=BY_HOUR),
    ("POST", "/v1/numbers", 422, "decision_unasked"): _issuing(decision=DECISION),
    ("POST", "/v1/numbers", 422, "not_within_limits"): _deciding(minutes_week=301),
    ("POST", "/v1/numbers/replace", 409, "idempotency_conflict"): _replacing_another,
    **{
        ("POST", f"/v1/numbers/{verb}", 409, "number_changed"): _seen_otherwise(verb)
        for verb in ("revoke", "extend", "exempt", "replace")
    },
    ("POST", "/v1/numbers/unlock", 409, "number_changed"): _locked_and_seen_otherwise,
    (*_EXTEND, 422, "beyond_required"): lambda endpoint: GOOD[_EXTEND](endpoint).to(
        endpoint, number=endpoint.number(service=CODED), granted=9
    ),
    ("POST", "/v1/numbers/exempt", 422, "no_fee"): lambda endpoint: GOOD["POST", "/v1/numbers/exempt"](endpoint).to(
        endpoint, number=endpoint.number(service=CODED)
    ),
    (*_EXTEND, 409, "used_is_more"): _less_than_used,
    (*_EXTEND, 422, "not_within_limits"): lambda endpoint: GOOD[_EXTEND](endpoint).to(endpoint, granted=999),
    (*_GIVE_BACK, 409, "number_revoked"): _given_back_after("revoke", reason="misused"),
    (*_GIVE_BACK, 409, "number_replaced"): _given_back_after("replace", reason="lost"),
    (*_GIVE_BACK, 409, "number_expired"): _given_back_late,
    (*_GIVE_BACK, 409, "not_replaced_by"): lambda endpoint: GOOD[_GIVE_BACK](endpoint).to(
        endpoint, successor=endpoint.number()
    ),
    (*_GIVE_BACK, 409, "new_number_used"): _given_back_when_used,
    (*_EXTEND, 409, "new_decision_needed"): lambda endpoint: GOOD[_EXTEND](endpoint).to(
        endpoint, number=endpoint.number(service=BY_HOUR, decision=DECISION)
    ),
    ("POST", "/v1/numbers/mine", 429, "too_many_failures"): _guessed_at_home,
    ("POST", "/v1/numbers/check", 429, "too_many_failures"): _guessed("/v1/numbers/check"),
    (*_ADJUSTMENTS, 400, "invalid_cursor"): _adjusting_all(cursor="2026-11.x"),
    (*_ADJUSTMENTS, 409, "month_closed"): _adjusting_in_a_closed_month,
    (*_ADJUSTMENTS, 409, "register_changed"): _adjusting_all(register="0" * 64),
    ("POST", "/v1/claims/find", 429, "too_many_failures"): _guessed("/v1/claims/find"),
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
