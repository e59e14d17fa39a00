"""Refusals of control numbers: issuing them, changing them, and claiming on them."""

from collections.abc import Iterator
from typing import Final

from chalicelib.control_numbers import control_number
from chalicelib.ledger.rows import MAX_WRONG_CODES
from chalicelib.register.codes import MAX_MINUTES
from chalicelib.rules.number_status import MAX_FAILURES_PER_HOUR
from ops.demo.events import Event
from ops.demo.plan import ServicePlan
from ops.demo.stage import DemoEndpoint, Refusal, Resident
from ops.demo.terminal import quantity
from ops.server.api_gateway import Response

_UNKNOWN: Final = control_number.format(control_number.from_digest(bytes(32)))
_LONGEST_MONTH_DAYS: Final = 31


def issuing(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals to issue a number."""
    key = {"Idempotency-Key": f"refusals of {plan.service.id}"}
    stage.client.post("/v1/numbers", "reception", plan.grant, key)
    other = stage.client.post("/v1/numbers", "reception", {**plan.grant, "exempt": True}, key)
    yield Refusal("idempotency_conflict", "the key of one request is used for another", other)
    extra = _issue(stage, plan, extra="birthday")
    yield Refusal("unknown_extra", f"more {_units(plan)} for a reason that policy does not know", extra)
    residence = _issue(stage, plan, residence="guessed")
    yield Refusal("unknown_residence", "residence by a rule that policy does not have", residence)
    yield Refusal("unknown_member", "a member municipality that is not one", _issue(stage, plan, member="9999"))


def beyond_the_limits(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of more than a service grants at once."""
    limits = plan.service.decision
    more = {"sessions": 900} if limits is None else {"decision": {"minutes_week": limits.minutes_week + 1, "months": 1}}
    beyond = f"more {_units(plan)}{'' if limits is None else ' a week'} than the service grants"
    yield Refusal("not_within_limits", beyond, _issue(stage, plan, **more))


def issuing_sessions(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a decision that a service by the session does not have."""
    decided = _issue(stage, plan, decision={"minutes_week": 180, "months": 6})
    yield Refusal("decision_unasked", "hours by decision, for a service paid by the session", decided)


def issuing_jointly(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a resident of no member municipality, by a number or else by a claim."""
    if not plan.service.numbered:
        claimed = stage.claim(plan.refused, stage.resident(plan), 0, member=None)
        yield Refusal("member_required", "a claim without the resident's municipality", claimed)
        return
    body = {name: value for name, value in plan.grant.items() if name != "member"}
    answer = stage.client.post("/v1/numbers", "reception", body)
    yield Refusal("member_required", "a number without the resident's municipality", answer)


def numbers(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of numbers that are closed, replaced, mistyped, unknown or used outside their days."""
    who = plan.refused
    revoked, lost, handed_over = (stage.resident(plan) for _ in range(3))
    _change(stage, "revoke", revoked, reason="moved")
    yield Refusal("number_revoked", "a number that the reception has revoked", stage.claim(who, revoked, 0))
    replaced = _replace(stage, lost)
    yield Refusal(
        "number_replaced", "a second replacement for a lost number", _change(stage, "replace", lost, reason="lost")
    )
    unrelated = _change(stage, "give-back", lost, successor=revoked.number)
    yield Refusal("not_replaced_by", "bringing back a number by one that did not replace it", unrelated)
    used = _replace(stage, handed_over)
    stage.claim(who, used, 0)
    again = _change(stage, "give-back", handed_over, successor=used.number)
    yield Refusal("new_number_used", "bringing back a number whose replacement has been used", again)
    typed = f"{replaced.number[:-1]}{'3' if replaced.number[-1] != '3' else '4'}"
    mistyped = stage.claim(who, replaced, 0, number=typed)
    yield Refusal("number_mistyped", "one character of the number is wrong", mistyped)
    unknown = stage.claim(who, replaced, 0, number=_UNKNOWN)
    yield Refusal("number_unknown", "a well-formed number that was never issued", unknown)
    early = stage.claim(who, replaced, plan.days + 1)
    yield Refusal("number_not_yet_valid", "a visit before the number was issued", early)
    months = plan.service.decision.months if plan.service.decision else plan.service.months_valid
    expired = stage.resident(plan, _LONGEST_MONTH_DAYS * months + 1)
    yield Refusal("number_expired", "a number that is no longer valid", stage.claim(who, expired, 0))


def used_up(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of one more session than a number has."""
    resident = stage.resident(plan)
    for visits in range(resident.granted):
        stage.claim(plan.refused, resident, plan.days_ago(visits))
    yield Refusal("exhausted", "one more session than the number has", stage.claim(plan.refused, resident, 0))


def used_is_more(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a total below what has been used."""
    resident = stage.resident(plan)
    for _ in range(2):
        stage.claim(plan.refused, resident, 0)
    fewer = _change(stage, "extend", resident, granted=1, reason="assessment")
    yield Refusal("used_is_more", "fewer sessions than have already been used", fewer)


def changed_meanwhile(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a change to a number that a colleague has changed since it was looked up."""
    resident = stage.resident(plan)
    _change(stage, "replace", resident, reason="lost")
    seen = {"granted": resident.granted, "exempt": False}
    late = _change(stage, "revoke", resident, reason="moved", seen=seen)
    yield Refusal("number_changed", "blocking a number that a colleague has replaced meanwhile", late)


def beyond_the_rule(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of more sessions than the service's rule without a second reason."""
    more = _change(stage, "extend", stage.resident(plan), granted=plan.service.most, reason="assessment")
    yield Refusal("beyond_required", "more sessions than the rule, without a second reason", more)


def no_fee(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of an exemption where there is nothing to pay."""
    exempt = _change(stage, "exempt", stage.resident(plan), exempt=True, reason="decision")
    yield Refusal("no_fee", "an exemption from a fee that the service does not have", exempt)


def hours(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of a service that a decision grants by the hour."""
    who, resident, limits = plan.refused, stage.resident(plan), plan.service.decision
    yield Refusal("decision_required", "a number without a decision", _issue(stage, plan, decision=None))
    late = {**plan.grant["decision"], "from": f"{stage.day(plan.service.claim_age_days + 1)}"}
    yield Refusal("first_day_not_possible", "a decision from before all claims", _issue(stage, plan, decision=late))
    body = stage.body(who, resident, 0)
    without = {name: value for name, value in body.items() if name != "minutes"}
    yield Refusal(
        "minutes_required", "a visit paid by the hour, without its minutes", stage.send(who, without, resident)
    )
    while limits and resident.used < limits.minutes_week:
        stage.claim(who, resident, 0, minutes=min(limits.minutes_week - resident.used, MAX_MINUTES))
    full = stage.claim(who, resident, 0, minutes=1)
    yield Refusal("week_full", "one more minute than the decision grants in a week", full)
    extended = _change(stage, "extend", resident, granted=900, reason="assessment")
    yield Refusal("new_decision_needed", "more hours on the same number, without a decision", extended)


def pairs(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of more counsellors than a decision grants."""
    decision = {**plan.grant["decision"], "counsellors": 1}
    resident = stage.resident(plan, 0, {"decision": decision})
    event, who = next(priced_pairs(stage, plan))
    claimed = stage.claim(who, resident, 0, event)
    yield Refusal("counsellors_not_granted", "two counsellors where the decision grants one", claimed)


def priced_pairs(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[tuple[Event, str]]:
    """Yield the events that have a price for more than one counsellor, each with a provider that has it."""
    return ((event, who) for event, who in plan.others(stage.today).items() if event.counsellors > 1)


def presence_codes(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of claims whose presence code is missing or wrong."""
    who, resident = plan.refused, stage.resident(plan)
    body = stage.body(who, resident, 0)
    without = {name: value for name, value in body.items() if name != "code"}
    yield Refusal("code_missing", "a visit without the resident's code", stage.send(who, without, resident))
    alphabet = control_number.ALPHABET
    wrong = [code for code in (character * 4 for character in alphabet) if code not in resident.codes][:MAX_WRONG_CODES]
    answers = [stage.send(who, {**body, "code": code}, resident) for code in wrong]
    yield Refusal("code_wrong", "a visit with a code that is not on the slip", answers[0])
    yield Refusal("codes_locked", f"{len(wrong)} different wrong codes", answers[-1])


def used_code(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a presence code that has been handed over already."""
    resident = stage.resident(plan)
    code = resident.codes[0]
    stage.claim(plan.refused, resident, 0)
    again = stage.claim(plan.refused, resident, 0, code=code)
    yield Refusal("code_used", "a second visit with the code of the first", again)


def handing_over(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusals of a number that the own unit has handed over to a supplier."""
    resident = stage.resident(plan)
    _change(stage, "hand-over", resident)
    yield Refusal("handed_over", "a visit at the own unit after handing over", stage.claim(plan.first, resident, 0))
    back = _change(stage, "hand-over", resident, supplier=plan.first)
    yield Refusal("because_required", "handing back to the own unit without a reason", back)


def nobody_to_hand_over_to(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal to hand over where there is no framework agreement."""
    handed = _change(stage, "hand-over", stage.resident(plan))
    yield Refusal("no_supplier", "handing over without a framework agreement", handed)


def handing_over_a_choice(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal to hand over what the resident chooses."""
    handed = _change(stage, "hand-over", stage.resident(plan))
    yield Refusal("not_handed_over", "handing over a number for which the resident chooses the provider", handed)


def wrong_service(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a number that was issued for another service."""
    other = next(service for service in other_numbered(stage, plan))
    claimed = stage.claim(plan.refused, stage.resident(plan), 0, service=other)
    yield Refusal("wrong_service", "a number that was issued for another service", claimed)


def other_numbered(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[str]:
    """Yield the ids of the other services with control numbers."""
    return (row.id for row in stage.rules.services.values() if row.numbered and row.id != plan.service.id)


def guessing(stage: DemoEndpoint, _plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of somebody who guesses numbers on the residents' own page."""
    guesses = [control_number.format(control_number.from_digest(bytes([n] * 32))) for n in range(MAX_FAILURES_PER_HOUR)]
    answers = [stage.client.post("/v1/numbers/mine", "", {"number": guess}) for guess in [*guesses, _UNKNOWN]]
    yield Refusal("too_many_failures", f"{MAX_FAILURES_PER_HOUR} guessed numbers, and one more", answers[-1])


def _issue(stage: DemoEndpoint, plan: ServicePlan, **more: object) -> Response:
    """Ask for a number with some fields changed, or left out where they are None."""
    body = {name: value for name, value in {**plan.grant, **more}.items() if value is not None}
    return stage.client.post("/v1/numbers", "reception", body)


def _change(stage: DemoEndpoint, verb: str, resident: Resident, **more: object) -> Response:
    """Send a change of a number, as the reception."""
    return stage.client.post(f"/v1/numbers/{verb}", "reception", {"number": resident.number, **more})


def _replace(stage: DemoEndpoint, resident: Resident) -> Resident:
    """Replace a lost number."""
    return stage.holder(resident.plan, _change(stage, "replace", resident, reason="lost").json())


def _units(plan: ServicePlan) -> str:
    return quantity(plan, 0).removeprefix("0 ")
