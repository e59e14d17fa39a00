"""Refusals that need no control number: of callers, requests, claims, periods and case reports."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chalicelib.reporting.cases import case_report
from chalicelib.rules.claim_request import key_field
from ops.demo.plan import ServicePlan
from ops.demo.stage import DemoEndpoint, Refusal
from ops.demo.terminal import visit
from ops.server.api_gateway import Response

_TEST_PERSON: Final = "19900602-2397"  # published by the Swedish Tax Agency for tests; it belongs to nobody
_MORE_THAN_ANY: Final = 9
BEYOND_DAYS: Final = 10
MONTH_DAYS: Final = 31


def callers(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of a caller who is not known, or asks for what is not there."""
    gateway = stage.client.gateway
    body = plan.claim(stage.today, "demo-0", "0")
    month = f"/v1/claims?month={stage.today:%Y-%m}"
    yield Refusal("unauthorised", "somebody without a token asks for a statement", stage.client.get(month))
    yield Refusal("forbidden", "the reception sends a claim", stage.client.post("/v1/claims", "reception", body))
    both = stage.client.get(month, f"controller {plan.refused}")
    yield Refusal("role_required", "somebody who is both a provider and finance asks for a statement as neither", both)
    stranger = stage.client.post("/v1/claims", "nobody-we-know", body)
    yield Refusal("not_authorised", "a provider that has no authorisation sends a claim", stranger)
    nowhere = gateway.handle("GET", "/v1/x", {}, b"")
    yield Refusal("not_found", "somebody asks for an address that does not exist", nowhere)
    yield Refusal("method_not_allowed", "somebody deletes", gateway.handle("DELETE", "/v1/claims", {}, b""))


def forms(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of requests that are not well formed."""
    who = plan.refused
    token = stage.client.issuer.token("provider", who)
    good = stage.body(who, stage.resident(plan), 0)

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
    key = key_field(plan.service)
    yield Refusal("personal_identity_number", f"a personal identity number for the {key}", send(**{key: _TEST_PERSON}))
    cursor = stage.client.get(f"/v1/claims?month={stage.today:%Y-%m}&cursor=mine", who)
    yield Refusal("invalid_cursor", "a made-up cursor", cursor)
    unknown = stage.client.post("/v1/numbers", "reception", {"service": "sommarlager"})
    yield Refusal("unknown_service", "a number for a service that does not exist", unknown)


def claims(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of a claim, its reversal and its correction."""
    who = plan.refused
    resident = stage.resident(plan)
    body = stage.body(who, resident, plan.days // 2)
    claimed = stage.send(who, body, resident).json()
    path = f"/v1/claims/{claimed['claim_id']}"
    other = stage.send(who, {**body, "minutes": body.get("minutes", 0) + 1}, resident)
    yield Refusal("conflict", "the same visit again, with different details", other)
    yield Refusal("nth_skipped", "the third visit on a day with one", stage.claim(who, resident, plan.days // 2, nth=3))
    unpriced = stage.claim(who, resident, 0, counsellors=_MORE_THAN_ANY)
    yield Refusal("no_tariff", f"{_MORE_THAN_ANY} counsellors, for which there is no price", unpriced)
    unknown = stage.client.post(f"/v1/claims/{'0' * 32}/reverse", who, {"reason": "other"})
    yield Refusal("claim_unknown", "a reversal of a claim that does not exist", unknown)
    because = stage.client.post(f"{path}/reverse", who, {"reason": "because"})
    yield Refusal("unknown_reason", "a reversal for a reason that is not a code", because)
    right = stage.client.post(f"{path}/adjust", "controller", {"reason": "wrong_tariff"})
    yield Refusal("price_is_right", "a correction of a price that is right", right)
    stage.take_back(who, body, claimed["claim_id"], resident)
    gone = stage.client.post(f"{path}/adjust", "controller", {"reason": "wrong_tariff"})
    yield Refusal("claim_reversed", "the price of a claim that was reversed", gone)


def exemption(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a claim that says of itself that the resident is exempt."""
    claimed = stage.claim(plan.refused, stage.resident(plan), 0, exempt=True)
    yield Refusal("exempt_not_on_claim", "a claim that says who is exempt, where it cannot", claimed)


def reversals(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a claim that was reversed, sent again."""
    resident = stage.resident(plan)
    body = stage.body(plan.refused, resident, 0)
    stage.take_back(plan.refused, body, stage.send(plan.refused, body, resident).json()["claim_id"], resident)
    code = "reversed" if resident.is_counted else "reference_reversed"
    yield Refusal(code, "a claim that was reversed, sent again", stage.send(plan.refused, body, resident))


def tomorrow(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a visit that is still to come."""
    resident = stage.resident(plan)
    claimed = stage.claim(next(authorised(stage, plan, -1)), resident, -1)
    yield Refusal("date_in_future", f"{visit(plan)} tomorrow", claimed)


def too_old(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a visit that is too long ago."""
    days_ago = plan.service.claim_age_days + BEYOND_DAYS
    resident = stage.resident(plan, days_ago + BEYOND_DAYS)
    claimed = stage.claim(next(authorised(stage, plan, days_ago)), resident, days_ago)
    yield Refusal("too_old", f"{visit(plan)} {days_ago} days ago", claimed)


def authorised(stage: DemoEndpoint, plan: ServicePlan, days_ago: int) -> Iterator[str]:
    """Yield the providers that were authorised so many days ago."""
    day = stage.day(days_ago)
    return (provider.id for provider in plan.providers if provider.authorised(plan.service.id, day))


def without_numbers(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a number for a service that has none."""
    members = stage.rules.municipality.members
    body = {"service": plan.service.id} | ({"member": members[0]} if members else {})
    asked = stage.client.post("/v1/numbers", "reception", body)
    yield Refusal("no_numbers", "a number for a service that has none", asked)


def unconfirmed(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a claim that does not confirm where the client lives."""
    claimed = stage.claim(plan.refused, stage.resident(plan), 0, attested=False)
    yield Refusal("not_attested", "a claim that does not confirm where the client lives", claimed)


def finance(stage: DemoEndpoint, _plan: ServicePlan) -> Iterator[Refusal]:
    """Cause refusals for periods that are still open."""
    path, headers = f"/v1/payment-runs/{stage.today:%Y-%m}", {"Accept": "text/csv"}
    lines = stage.client.get(path, "controller", headers)
    yield Refusal("month_open", "the lines of a month that has not ended, as a file", lines)
    over = f"/v1/payment-runs/{stage.today.replace(day=1) - timedelta(days=1):%Y-%m}"
    wrong = {"sha256": "0" * 64}
    unclosed = stage.client.post(f"{over}/exported", "controller", wrong)
    yield Refusal("month_not_closed", "the files of a month that is not closed were taken", unclosed)
    changed = stage.client.post(f"{over}/close", "controller", wrong)
    yield Refusal("month_changed", "a month is closed that was previewed with other rows", changed)
    seen = {"sha256": stage.client.get(over, "controller").json()["preview"]["sha256"]}
    yield Refusal(
        "month_empty", "a month without rows is closed", stage.client.post(f"{over}/close", "controller", seen)
    )
    year = stage.client.get(f"/v1/statistics?year={stage.today.year}", "controller")
    yield Refusal("year_open", "the statistics of a year that has not ended", year)


def unseen_register(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a correction by a register that nobody has previewed it with."""
    body = {
        "service": plan.service.id,
        "from": f"{stage.today}",
        "reason": "other",
        "preview": False,
        "register": "0" * 64,
    }
    answer = stage.client.post("/v1/adjustments", "controller", body)
    yield Refusal("register_changed", "prices are corrected by other rules than were previewed", answer)


def unasked_report(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a case report that policy does not require."""
    answer = _report(stage, plan, case_report.quarter(stage.today))
    yield Refusal("reports_unasked", "a case report, which policy does not require", answer)


def unasked_contact(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a contact that policy does not ask to be counted."""
    answer = stage.client.post("/v1/contacts", "reception", {"service": plan.service.id, "kind": "advice"})
    yield Refusal("contacts_unasked", "a call is counted, which policy does not ask for", answer)


def late_undo(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal to undo a contact of an earlier month."""
    body, key = {"service": plan.service.id, "kind": "advice"}, {"Idempotency-Key": "demo-contact"}
    stage.clock.days_back = MONTH_DAYS
    stage.client.post("/v1/contacts", "reception", body, key)
    stage.clock.days_back = 0
    answer = stage.client.post("/v1/contacts", "reception", {**body, "undo": True}, key)
    yield Refusal("too_late_to_undo", "a call that was counted last month is undone", answer)


def late_report(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a case report of a year that is closed."""
    answer = _report(stage, plan, f"{stage.today.year - 2}Q4")
    yield Refusal("quarter_closed", "a case that closed two years ago", answer)


def _report(stage: DemoEndpoint, plan: ServicePlan, quarter: str) -> Response:
    case = {
        "service": plan.service.id,
        "quarter": quarter,
        "persons": [{"gender": "woman", "age": "35-44"}],
        "children": [],
        "wait": "0-5",
        "sessions": "1",
        "content": "repair",
        "initiative": "own",
        "family": "couple",
        "started": "this_year",
    }
    return stage.client.post("/v1/case-reports", plan.refused, case)
