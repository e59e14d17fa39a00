"""Data common to the staff pages, embedded before sign-in: texts, and the policy of the services."""

from __future__ import annotations

import json
from collections.abc import Sequence

from catalogue.i18n.fallback import localised, plain
from catalogue.policy.model import Policy, Service
from catalogue.search.card import WAITING_TIME_DAYS_MAX
from catalogue.staff import case_report, own_number
from catalogue.staff.case_report import Options
from catalogue.views import TemplateContext
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes

PAGES = {"reception": "reception", "provider": "provider_desk", "controller": "finance"}
"""The page of each role."""


def tool_context(facts: Facts, role: str) -> TemplateContext:
    """Return the template data that every role's page has."""
    services = {
        service.id: plain(localised(service.name, facts.words.lang)) for service in facts.policy.services.values()
    }
    return {
        "words_json": own_number.words_of(facts, "staff."),
        **own_number.number_format(),
        "role": role,
        "back": facts.urls.page("staff_sign_in"),
        "pages": {role: (facts.urls.page(kind), facts.words[f"nav.{kind}"]) for role, kind in PAGES.items()},
        "services_json": json.dumps(services, ensure_ascii=False),
    }


def reasons(facts: Facts, family: str, keys: Sequence[str]) -> Options:
    """Return (key, label) of each reason, for a select element."""
    return [(key, facts.words[f"staff.{family}_{key}"]) for key in keys]


def provider_context(facts: Facts) -> TemplateContext:
    """Return the data of the provider page's template: each service, and the fields of its claim."""
    lang = facts.words.lang
    services = list(facts.policy.services.values())
    events = dict.fromkeys(event for service in services for event in reported_events(facts.policy, service))
    return {
        **tool_context(facts, "provider"),
        **case_report.template_context(facts),
        "services_json": json.dumps([_claim_form(facts, service) for service in services], ensure_ascii=False),
        "names_json": json.dumps(dict(facts.policy.legal_names), ensure_ascii=False),
        "limits_json": json.dumps(_limits(facts), ensure_ascii=False),
        "working_days_most": codes.MAX_WORKING_DAYS,
        "waiting_time_days_most": WAITING_TIME_DAYS_MAX,
        "minutes_most": codes.MAX_MINUTES,
        "services": [(service.id, localised(service.name, lang)) for service in services],
        "events": [(event, facts.words[f"event.{event}"]) for event in events],
        "counsellors": sorted({count for service in services for count in counsellors(facts.policy, service)}),
        "members": _members(facts),
        "members_on_claim": any(service.control_number == "none" for service in services),
        "attested": any(service.attestation for service in services),
        "exempt_on_claim": any(service.exempt_on_claim for service in services),
        "first_session_services": _first_session_services(facts),
        "withins": codes.WITHIN,
        "municipality": facts.municipality(),
        "reverse_reasons": reverse_reasons(facts),
        "used_up": [(service.id, localised(service.when_used_up, lang)) for service in services],
    }


def _first_session_services(facts: Facts) -> Options:
    """Return the services whose first sessions are published by provider: only those of several providers."""
    authorisations = facts.policy.authorisations.values()
    names = [(service.id, localised(service.name, facts.words.lang)) for service in facts.policy.services.values()]
    return [
        (service, name)
        for service, name in names
        if facts.policy.services[service].first_sessions
        and sum(any(period.service == service for period in provider.services) for provider in authorisations) > 1
    ]


def reverse_reasons(facts: Facts) -> Options:
    """Return why a report can be taken back; without numbers, none of them was wrong."""
    numbered = any(service.control_number == "required" for service in facts.policy.services.values())
    return reasons(facts, "reason", [code for code in codes.REVERSE_REASONS if numbered or code != "wrong_number"])


def reported_events(policy: Policy, service: Service) -> list[str]:
    """Return the events that a provider can report: those with a price, or what the rules of an unpriced one name."""
    if service.remuneration == "tariff":
        return list(dict.fromkeys(tariff.event for tariff in policy.tariffs if tariff.service == service.id))
    fees = (fee.events for fee in policy.fees if fee.service == service.id)
    named = {"session", *service.consumes, *(event for events in fees for event in events)}
    return [event for event in codes.EVENTS if event in named]


def counsellors(policy: Policy, service: Service) -> list[int]:
    """Return how many counsellors there can be at once."""
    if service.remuneration == "none":
        return list(range(1, codes.MOST_COUNSELLORS + 1))
    return sorted({tariff.counsellors for tariff in policy.tariffs if tariff.service == service.id})


def _members(facts: Facts) -> Options:
    return [(member.code, member.name) for member in facts.policy.municipality.members]


def _limits(facts: Facts) -> dict[str, object]:
    """Return the limits common to all services, and the label of every event, priced or not."""
    events = {event: facts.words[f"event.{event}"] for event in codes.EVENTS}
    return {
        "reference": codes.REFERENCE_PATTERN,
        "client": codes.CLIENT_PATTERN,
        "minutes": codes.MAX_MINUTES,
        "code": codes.PRESENCE_CODE_LENGTH,
        "events": events,
        "members": _members(facts),
    }


def _claim_form(facts: Facts, service: Service) -> dict[str, object]:
    """Return the claim form of a service: the events that have a tariff, and the fields that policy requires."""
    events = reported_events(facts.policy, service)
    numbered = service.control_number == "required"
    fee = facts.policy.fee_rule(service.id, facts.today)
    return {
        "id": service.id,
        "name": plain(localised(service.name, facts.words.lang)),
        "numbered": numbered,
        "attested": bool(service.attestation),
        "member": not numbered and bool(facts.policy.municipality.members),
        "exempt": service.exempt_on_claim,
        "unit": service.unit,
        "codes": service.presence_codes,
        "fee": bool(fee and fee.highest_ore),
        "days": service.claim_age_days,
        "event": events,
        "events": {event: facts.words.of(service.id)[f"event.{event}"] for event in events},
        "counsellors": [str(count) for count in counsellors(facts.policy, service)],
        "partners": facts.policy.partners(service),
    }
