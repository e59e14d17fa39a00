"""The refusals of an hour that two providers perform together and each report (D37), provoked for the demonstration."""

from collections.abc import Iterator
from typing import Any

from chalicelib.register.codes import TOGETHER
from ops.demo.plan import ServicePlan
from ops.demo.stage import DemoEndpoint, Refusal


def refusals(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Show what one report, and a second that does not agree with it, can be refused for."""
    (first, second, *_), stranger = partners(stage, plan), outsider(stage, plan)
    resident = stage.resident(plan, 0, {"decision": {**plan.grant["decision"], "counsellors": TOGETHER}})

    def report(who: str, partner: str | None, **more: object) -> Any:  # noqa: ANN401 - the endpoint's response
        body = stage.body(who, resident, 0) | {"counsellors": TOGETHER, "with": partner}
        return stage.send(who, body | more, resident)

    yield Refusal("partner_unknown", "an hour shared with oneself", report(first, first))
    yield Refusal("partner_not_authorised", "an hour shared with one that may not", report(first, stranger))
    alone = report(first, second, counsellors=1)
    yield Refusal("partner_counsellors", "a shared hour with one counsellor", alone)
    unpriced = report(first, second, event="phone")
    yield Refusal("no_price_for_two", "a shared event that has no price for two", unpriced)
    report(first, second)
    differing = report(second, first, minutes=1)
    yield Refusal("partner_differs", "other minutes than the other provider reported", differing)


def of_three(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a report whose counterpart names somebody else."""
    first, second, third, *_ = partners(stage, plan)
    resident = stage.resident(plan, 0, {"decision": {**plan.grant["decision"], "counsellors": TOGETHER}})
    for who, partner in ((first, third), (second, first)):
        body = stage.body(who, resident, 0) | {"counsellors": TOGETHER, "with": partner}
        another = stage.send(who, body, resident)
    yield Refusal("partner_names_another", "an hour that the other shared with a third", another)


def of_sessions(stage: DemoEndpoint, plan: ServicePlan) -> Iterator[Refusal]:
    """Cause the refusal of a shared session."""
    resident = stage.resident(plan)
    claimed = stage.send(plan.refused, stage.body(plan.refused, resident, 0) | {"with": plan.first}, resident)
    yield Refusal("partner_unasked", "a session shared with another provider", claimed)


def partners(stage: DemoEndpoint, plan: ServicePlan) -> list[str]:
    """Return the private providers that can share an hour of the service today."""
    if plan.minutes is None or not _priced(stage, plan, plan.event.name):
        return []
    able = (provider for provider in stage.rules.providers.values() if provider.priced_by == "private")
    return [provider.id for provider in able if provider.authorised(plan.service.id, stage.today)]


def outsider(stage: DemoEndpoint, plan: ServicePlan) -> str | None:
    """Return a provider that none of them can share an hour with."""
    return next((name for name in stage.rules.providers if name not in partners(stage, plan)), None)


def fits(stage: DemoEndpoint, plan: ServicePlan) -> bool:
    """Return whether all of `refusals` can occur."""
    able = len(partners(stage, plan)) >= TOGETHER and outsider(stage, plan) is not None
    return able and not _priced(stage, plan, "phone")


def _priced(stage: DemoEndpoint, plan: ServicePlan, event: str) -> bool:
    return stage.rules.tariff(plan.service.id, event, "private", TOGETHER, stage.today) is not None
