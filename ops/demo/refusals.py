"""One refusal of each kind, provoked for the demonstration."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from chalicelib.control_numbers import control_number
from chalicelib.reporting import case_report
from chalicelib.rules.number_status import MAX_FAILURES_PER_HOUR
from ops.demo.stage import DemoEndpoint
from ops.server.api_gateway import Response

CANNOT_BE_SHOWN: Final = {
    "wrong_service": "policy has one service, so no number is for another",
    "member_required": "policy has one municipality",
    "no_numbers": "policy has no service without numbers",
    "reference_reversed": "the same",
    "decision_required": "policy has no service by decision",
    "minutes_required": "the same",
    "week_full": "the same",
    "counsellors_not_granted": "the same",
    "new_decision_needed": "the same",
    "code_missing": "policy requires no presence codes",
    "code_wrong": "the same",
    "code_used": "the same",
    "codes_locked": "the same",
    "quarter_closed": "policy requires no case reports",
    "not_payable": "every service in policy has its account",
    "too_many_rows": "the ledger has a year of a demonstration",
    "internal_error": "a fault of ours",
    "busy": "the ledger has to be overrun",
    "cannot_write": "the disk has to be full",
}
"""Kinds that cannot occur with one municipality, one service and a sound ledger, and why."""

_TEST_PERSON: Final = "19900602-2397"  # published by the Swedish Tax Agency for tests; it belongs to nobody
_UNKNOWN: Final = control_number.format(control_number.from_digest(bytes(32)))


@dataclass(frozen=True)
class Refusal:
    """What was tried, the code that is expected, and the answer."""

    code: str
    attempt: str
    answer: Response


def refusals(stage: DemoEndpoint, who: str, guesser: str) -> Iterator[Refusal]:
    """Provoke every refusal as one provider; `guesser` is another, who guesses numbers."""
    fresh = stage.issue(28)["number"]
    yield from _authorisation(stage, fresh)
    yield from _form(stage, who, fresh)
    yield from _issuing(stage)
    yield from _number(stage, who)
    yield from _claim(stage, who, fresh)
    yield from _finance(stage, who)
    yield from _guessing(stage, guesser)


def _authorisation(stage: DemoEndpoint, fresh: str) -> Iterator[Refusal]:
    gateway = stage.client.gateway
    body = {"number": fresh, "service": stage.service, "date": stage.day(0)}
    month = f"/v1/claims?month={stage.today:%Y-%m}"
    yield Refusal("unauthorised", "somebody without a token asks for a statement", stage.client.get(month))
    yield Refusal("forbidden", "the reception sends a claim", stage.client.post("/v1/claims", "reception", body))
    stranger = stage.client.post("/v1/claims", "nobody-we-know", body)
    yield Refusal("not_authorised", "a provider that has no authorisation sends a claim", stranger)
    yield Refusal(
        "not_found", "somebody asks for an address that does not exist", gateway.handle("GET", "/v1/x", {}, b"")
    )
    yield Refusal("method_not_allowed", "somebody deletes", gateway.handle("DELETE", "/v1/claims", {}, b""))


def _form(stage: DemoEndpoint, who: str, fresh: str) -> Iterator[Refusal]:
    token = stage.client.issuer.token("provider", who)
    good = {"number": fresh, "service": stage.service, "date": stage.day(0)}

    def raw(body: bytes, content_type: str = "application/json") -> Response:
        headers = {"authorization": f"Bearer {token}", "content-type": content_type}
        return stage.client.gateway.handle("POST", "/v1/claims", headers, body)

    def send(**changed: object) -> Response:
        return stage.client.post("/v1/claims", who, {**good, **changed})

    yield Refusal("invalid_body", "the body ends in the middle", raw(json.dumps(good)[:-9].encode()))
    yield Refusal("unsupported_media_type", "the body is a form", raw(b"number=1", "application/x-www-form-urlencoded"))
    yield Refusal("too_large", "the body is padded to 5 000 characters", raw(b" " * 5_000))
    yield Refusal("unknown_field", "`councellors` for `counsellors`", send(councellors=1))
    without = {name: value for name, value in good.items() if name != "date"}
    yield Refusal("missing_field", "the date is left out", stage.client.post("/v1/claims", who, without))
    yield Refusal("invalid_field", "the date is 31 February", send(date=f"{stage.today.year}-02-31"))
    yield Refusal("personal_identity_number", "a personal identity number for the number", send(number=_TEST_PERSON))
    cursor = stage.client.get(f"/v1/claims?month={stage.today:%Y-%m}&cursor=mine", who)
    yield Refusal("invalid_cursor", "a made-up cursor", cursor)


def _issuing(stage: DemoEndpoint) -> Iterator[Refusal]:
    def issue(**more: object) -> Response:
        key = {"Idempotency-Key": "demonstration"}
        return stage.client.post("/v1/numbers", "reception", {"service": stage.service, **more}, key)

    yield Refusal("idempotency_conflict", "the key of one request is used for another", issue(exempt=True))
    yield Refusal("unknown_service", "a number for a service that does not exist", issue(service="sommarlager"))
    yield Refusal("unknown_extra", "more sessions for a reason that policy does not know", issue(extra="birthday"))
    yield Refusal("unknown_residence", "residence by a rule that policy does not have", issue(residence="guessed"))
    yield Refusal("unknown_member", "a member municipality that is not one", issue(member="9999"))
    decided = issue(decision={"minutes_week": 180, "months": 6})
    yield Refusal("decision_unasked", "hours by decision, for a service paid by the session", decided)
    yield Refusal("not_within_limits", "more sessions than the service grants", issue(sessions=900))


def _number(stage: DemoEndpoint, who: str) -> Iterator[Refusal]:
    used = stage.issue(28)["number"]
    for visit in range(1, stage.check(who, used)["left"]):
        stage.claim(who, used, 20 - visit)
    fewer = _change_number(stage, "extend", used, granted=1, reason="assessment")
    used_up = _change_number(stage, "replace", used, reason="lost").json()["number"]
    stage.claim(who, used_up, 15)
    slip = used_up[:-1] + ("3" if used_up[-1] != "3" else "4")
    expired = stage.issue(500)["number"]
    yield from _reception(stage, who)
    again = _change_number(stage, "give-back", used, successor=used_up)
    yield Refusal("used_is_more", "fewer sessions than have already been used", fewer)
    yield Refusal("new_number_used", "bringing back a number whose replacement has been used", again)
    yield Refusal("number_mistyped", "one character of the number is wrong", stage.claim(who, slip, 0))
    yield Refusal("number_unknown", "a well-formed number that was never issued", stage.claim(who, _UNKNOWN, 0))
    yield Refusal("exhausted", "one more session than the number has", stage.claim(who, used_up, 1))
    yield Refusal("number_not_yet_valid", "a session before the number was issued", stage.claim(who, used_up, 40))
    yield Refusal("number_expired", "a number of last year", stage.claim(who, expired, 0))


def _reception(stage: DemoEndpoint, who: str) -> Iterator[Refusal]:
    """Provoke refusals for numbers that the reception has closed, or tries to change in vain."""
    revoked, lost = stage.issue(28)["number"], stage.issue(28)["number"]
    _change_number(stage, "revoke", revoked, reason="moved")
    _change_number(stage, "replace", lost, reason="lost")
    another = _change_number(stage, "replace", lost, reason="lost")
    unrelated = _change_number(stage, "give-back", lost, successor=revoked)
    yield Refusal("number_revoked", "a number that the reception has revoked", stage.claim(who, revoked, 0))
    yield Refusal("number_replaced", "a second replacement for a lost number", another)
    yield Refusal("not_replaced_by", "bringing back a number by one that did not replace it", unrelated)


def _change_number(stage: DemoEndpoint, verb: str, number: str, **more: object) -> Response:
    """Send a change of a number, as the reception."""
    return stage.client.post(f"/v1/numbers/{verb}", "reception", {"number": number, **more})


def _claim(stage: DemoEndpoint, who: str, fresh: str) -> Iterator[Refusal]:
    age_days = stage.rules.services[stage.service].claim_age_days
    old = stage.issue(age_days + 30)["number"]
    claimed = stage.claim(who, fresh, 3).json()
    reverse = f"/v1/claims/{claimed['claim_id']}/reverse"
    yield Refusal("conflict", "the same session again, with different details", stage.claim(who, fresh, 3, minutes=45))
    yield Refusal("nth_skipped", "the third session on a day with one", stage.claim(who, fresh, 3, nth=3))
    yield Refusal("date_in_future", "a session tomorrow", stage.claim(who, fresh, -1))
    yield Refusal("too_old", f"a session {age_days + 10} days ago", stage.claim(who, old, age_days + 10))
    yield Refusal(
        "no_tariff", "two counsellors, for which there is no price", stage.claim(who, fresh, 2, counsellors=2)
    )
    unknown = stage.client.post(f"/v1/claims/{'0' * 32}/reverse", who, {"reason": "other"})
    yield Refusal("claim_unknown", "a reversal of a claim that does not exist", unknown)
    because = stage.client.post(reverse, who, {"reason": "because"})
    yield Refusal("unknown_reason", "a reversal for a reason that is not a code", because)
    adjust = f"/v1/claims/{claimed['claim_id']}/adjust"
    right = stage.client.post(adjust, "controller", {"reason": "wrong_tariff"})
    yield Refusal("price_is_right", "a correction of a price that is right", right)
    stage.take_back(who, fresh, claimed["claim_id"])
    gone = stage.client.post(adjust, "controller", {"reason": "wrong_tariff"})
    yield Refusal("claim_reversed", "the price of a claim that was reversed", gone)
    yield Refusal("reversed", "a claim that was reversed, sent again", stage.claim(who, fresh, 3))


def _finance(stage: DemoEndpoint, who: str) -> Iterator[Refusal]:
    """Provoke refusals for periods that are still open, and for a report that policy does not require."""
    path, headers = f"/v1/payment-runs/{stage.today:%Y-%m}", {"Accept": "text/csv"}
    lines = stage.client.get(path, "controller", headers)
    yield Refusal("month_open", "the lines of a month that has not ended, as a file", lines)
    year = stage.client.get(f"/v1/statistics?year={stage.today.year}", "controller")
    yield Refusal("year_open", "the statistics of a year that has not ended", year)
    case = {
        "service": stage.service,
        "quarter": case_report.quarter(stage.today),
        "persons": [{"gender": "woman", "age": "35-44"}],
        "children": [],
        "wait": "0-5",
        "sessions": "1",
        "content": "repair",
        "initiative": "own",
    }
    response = stage.client.post("/v1/case-reports", who, case)
    yield Refusal("reports_unasked", "a case report, which policy does not require", response)


def _guessing(stage: DemoEndpoint, who: str) -> Iterator[Refusal]:
    answers = [
        stage.claim(who, control_number.format(control_number.from_digest(bytes([guess] * 32))), 0)
        for guess in range(MAX_FAILURES_PER_HOUR + 1)
    ]
    yield Refusal("too_many_failures", f"{MAX_FAILURES_PER_HOUR} guessed numbers, and one more", answers[-1])
