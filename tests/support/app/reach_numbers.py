"""Answers that only one route of control numbers can give, each with a request of its own."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from chalicelib.control_numbers import control_number
from ops.server.api_gateway import Response
from tests.support.app.endpoint import (
    BY_HOUR,
    CODED,
    DECISION,
    OWN_UNITS,
    SUPPLIERS,
    UNNUMBERED,
    Endpoint,
    ago,
    now,
    provider,
    register_data,
)
from tests.support.app.reach_good import GOOD, issue, mine
from tests.support.app.sending import Case


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


def guessed(path: str, who: str = "ana") -> Callable[[Endpoint], Response]:
    def answer(endpoint: Endpoint) -> Response:
        for guess in range(20):
            endpoint.post("/v1/numbers/check", who, {"number": control_number.from_digest(bytes([guess] * 32))})
        return replace(GOOD["POST", path](endpoint), who=who).to(endpoint)

    return answer


def _guessed_at_home(endpoint: Endpoint) -> Response:
    for guess in range(20):
        endpoint.post("/v1/numbers/mine", "", {"number": control_number.from_digest(bytes([guess] * 32))})
    return mine(endpoint).to(endpoint)


def _deciding(**more: object) -> Callable[[Endpoint], Response]:
    return _issuing(service=BY_HOUR, decision={**DECISION, **more})


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


def _handed_over_without_agreement(endpoint: Endpoint) -> Response:
    number = endpoint.number(service=OWN_UNITS)
    none = [row for row in register_data()["providers"] if "framework" not in row]
    tariffs = [row for row in register_data()["tariffs"] if "supplier" not in row]
    with endpoint.rules(register_data(providers=none, tariffs=tariffs)):
        return GOOD[_HAND_OVER](endpoint).to(endpoint, number=number)


def _issued_beyond_without_agreement(endpoint: Endpoint) -> Response:
    """Return a request for more than a decision can grant, when the agreement that it goes to has ended."""
    limits = {"minutes_week": 300, "months": 6, "otherwise": "framework"}
    services = [row | ({"decision": limits} if row["id"] == BY_HOUR else {}) for row in register_data()["services"]]
    ended = provider(SUPPLIERS[0], "private", "2020-01-01", ago(1), BY_HOUR)
    place = {"framework": {"agreement": "lou", "rule": "rank", "listed": 1, "rank": 1}}
    tariffs = [row for row in register_data()["tariffs"] if "supplier" not in row]
    with endpoint.rules(register_data(services=services, providers=[ended | place], tariffs=tariffs)):
        return _deciding(minutes_week=301)(endpoint)


SEEN_OTHERWISE: Final = {"granted": 6, "exempt": False}
WRONG_CODES: Final = ("0000", "1111", "2222", "3333", "4444")
_EXTEND: Final = ("POST", "/v1/numbers/extend")
_HAND_OVER: Final = ("POST", "/v1/numbers/hand-over")
_GIVE_BACK: Final = ("POST", "/v1/numbers/give-back")


OWN_WAYS: Final[dict[Case, Callable[[Endpoint], Response]]] = {
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
    ("POST", "/v1/numbers", 422, "first_day_not_possible"): _deciding(**{"from": ago(-400)}),
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
    (*_HAND_OVER, 400, "role_required"): lambda endpoint: replace(GOOD[_HAND_OVER](endpoint), who="reception ana").to(
        endpoint
    ),
    (*_HAND_OVER, 403, "forbidden"): lambda endpoint: replace(GOOD[_HAND_OVER](endpoint), who="controller").to(
        endpoint
    ),
    (*_HAND_OVER, 409, "number_changed"): _seen_otherwise("hand-over"),
    (*_HAND_OVER, 409, "number_expired"): lambda endpoint: GOOD[_HAND_OVER](endpoint).to(
        endpoint, number=endpoint.number(500, service=OWN_UNITS)
    ),
    (*_HAND_OVER, 409, "not_handed_over"): lambda endpoint: GOOD[_HAND_OVER](endpoint).to(
        endpoint, number=endpoint.number()
    ),
    (*_HAND_OVER, 409, "no_supplier"): _handed_over_without_agreement,
    (*_HAND_OVER, 422, "because_required"): lambda endpoint: GOOD[_HAND_OVER](endpoint).to(
        endpoint, supplier=SUPPLIERS[1]
    ),
    (*_HAND_OVER, 429, "too_many_failures"): guessed("/v1/numbers/hand-over", "own-unit"),
    ("POST", "/v1/numbers", 409, "no_supplier"): _issued_beyond_without_agreement,
    ("POST", "/v1/numbers/mine", 429, "too_many_failures"): _guessed_at_home,
    ("POST", "/v1/numbers/check", 429, "too_many_failures"): guessed("/v1/numbers/check"),
}
