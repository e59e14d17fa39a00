"""Answers that only one route can give, each with a request of its own."""

from collections.abc import Callable
from typing import Any, Final

from ops.server.api_gateway import Response
from tests.support.app import reach_contacts, reach_finance, reach_numbers
from tests.support.app.endpoint import (
    ATTESTED,
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
)
from tests.support.app.reach_good import GOOD, claim
from tests.support.app.reach_numbers import WRONG_CODES, guessed
from tests.support.app.sending import Case, Sending

TOMORROW: Final = ago(-1)


def _adjusting_all(**more: object) -> Callable[[Endpoint], Response]:
    return lambda endpoint: GOOD[_ADJUSTMENTS](endpoint).to(endpoint, **more)


def _adjusting_in_a_closed_month(endpoint: Endpoint) -> Response:
    def sending(endpoint: Endpoint) -> Sending:
        GOOD[_ADJUST](endpoint)  # records a claim under another price
        register = endpoint.wired.register.sha256
        body = {"service": SERVICE, "from": f"{TODAY}", "reason": "other", "preview": False, "register": register}
        return Sending("controller", _ADJUSTMENTS[1], body)

    return reach_finance.after_closing_this_month(sending)(endpoint)


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


def _hours(*claimed_minutes: int, counsellors: int = 1) -> Callable[[Endpoint], Response]:
    """Return a request: claims of these minutes on one number by decision; the last answer counts."""

    def answer(endpoint: Endpoint) -> Response:
        issued = endpoint.number(service=BY_HOUR, decision=DECISION)
        for nth, minutes in enumerate(claimed_minutes, start=1):
            last = endpoint.claim("ana", issued, service=BY_HOUR, minutes=minutes, nth=nth, counsellors=counsellors)
        return last

    return answer


def _sharing(*reports: tuple[str, str], **more: object) -> Callable[[Endpoint], Response]:
    """Return a request: reports by providers of an hour that each shared with another; the last answer counts."""

    def answer(endpoint: Endpoint) -> Response:
        issued = endpoint.number(service=BY_HOUR, decision={**DECISION, "counsellors": 2})
        body: dict[str, Any] = {"service": BY_HOUR, "minutes": 60, "counsellors": 2}
        for by, partner in reports[:-1]:
            endpoint.claim(by, issued, **body, **{"with": partner})
        by, partner = reports[-1]
        return endpoint.claim(by, issued, **body | {"with": partner} | more)

    return answer


def _without_price_for_two(endpoint: Endpoint) -> Response:
    with endpoint.rules(register_data(tariffs=[])):
        return _sharing(("ana", "bo"))(endpoint)


def _handed_over(endpoint: Endpoint) -> Response:
    number = endpoint.number(service=OWN_UNITS)
    endpoint.post("/v1/numbers/hand-over", "own-unit", {"number": number})
    return endpoint.claim("own-unit", number, service=OWN_UNITS)


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


def _referring_jointly(**more: object) -> Callable[[Endpoint], Response]:
    """Return a request: a claim by the provider's own reference in a joint service."""

    def answer(endpoint: Endpoint) -> Response:
        alone = register_data()["municipality"]
        with endpoint.rules(register_data(municipality={**alone, "members": ["2303", "2380"]})):
            return _referring(**more)(endpoint)

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


_WITH_BO: Final[dict[str, Any]] = {"with": "bo"}
_CLAIMS: Final = ("POST", "/v1/claims")
_REVERSE: Final = ("POST", "/v1/claims/{claim_id}/reverse")
_ADJUSTMENTS: Final = ("POST", "/v1/adjustments")
_ADJUST: Final = ("POST", "/v1/claims/{claim_id}/adjust")


OWN_WAYS: Final[dict[Case, Callable[[Endpoint], Response]]] = {
    (*_CLAIMS, 409, "month_closed"): reach_finance.after_closing_this_month(claim),
    (*_ADJUST, 409, "month_closed"): reach_finance.after_closing_this_month(GOOD[_ADJUST]),
    (*_REVERSE, 409, "month_closed"): reach_finance.after_closing_this_month(GOOD[_REVERSE]),
    (*_ADJUSTMENTS, 400, "invalid_cursor"): _adjusting_all(cursor="2026-11.x"),
    (*_ADJUSTMENTS, 409, "month_closed"): _adjusting_in_a_closed_month,
    (*_ADJUSTMENTS, 409, "register_changed"): _adjusting_all(register="0" * 64),
    ("POST", "/v1/claims/find", 429, "too_many_failures"): guessed("/v1/claims/find"),
    (*_CLAIMS, 429, "too_many_failures"): guessed("/v1/claims"),
    (*_CLAIMS, 409, "number_expired"): _claiming(500),
    (*_CLAIMS, 409, "number_not_yet_valid"): _claiming(0, ago(1)),
    (*_CLAIMS, 409, "handed_over"): _handed_over,
    (*_CLAIMS, 409, "exhausted"): _used_up,
    (*_CLAIMS, 409, "conflict"): _other_facts,
    (*_CLAIMS, 409, "reversed"): _reversed,
    (*_CLAIMS, 409, "reference_reversed"): _referring("reversed"),
    (*_CLAIMS, 422, "exempt_not_on_claim"): _referring(exempt=True),
    (*_CLAIMS, 422, "member_required"): _referring_jointly(),
    (*_CLAIMS, 422, "unknown_member"): _referring_jointly(member="9999"),
    (*_CLAIMS, 409, "week_full"): _hours(180, 1),
    (*_CLAIMS, 409, "counsellors_not_granted"): _hours(60, counsellors=2),
    (*_CLAIMS, 409, "code_used"): _coded(0, 0),
    (*_CLAIMS, 409, "codes_locked"): _coded(*WRONG_CODES, 0),
    (*_CLAIMS, 422, "code_wrong"): _coded("0000"),
    (*_CLAIMS, 422, "code_missing"): _coded(None),
    (*_CLAIMS, 422, "minutes_required"): lambda endpoint: endpoint.claim(
        "ana", endpoint.number(service=BY_HOUR, decision=DECISION), service=BY_HOUR
    ),
    (*_CLAIMS, 409, "partner_differs"): _sharing(("bo", "ana"), ("ana", "bo"), minutes=30),
    (*_CLAIMS, 409, "partner_names_another"): _sharing(("bo", "cia"), ("ana", "bo")),
    (*_CLAIMS, 422, "partner_unknown"): _sharing(("ana", "ana")),
    (*_CLAIMS, 422, "partner_not_authorised"): _sharing(("ana", "own-unit")),
    (*_CLAIMS, 422, "partner_counsellors"): _sharing(("ana", "bo"), counsellors=1),
    (*_CLAIMS, 422, "partner_unasked"): lambda endpoint: endpoint.claim("ana", endpoint.number(), **_WITH_BO),
    (*_CLAIMS, 422, "no_price_for_two"): _without_price_for_two,
    (*_CLAIMS, 422, "wrong_service"): _claiming(service=OWN_UNITS),
    (*_CLAIMS, 422, "not_attested"): lambda endpoint: endpoint.post(
        "/v1/claims", "ana", {"client": "17", "service": ATTESTED, "date": TODAY.isoformat()}
    ),
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
    **reach_contacts.OWN_WAYS,
    **reach_numbers.OWN_WAYS,
    **reach_finance.OWN_WAYS,
}
