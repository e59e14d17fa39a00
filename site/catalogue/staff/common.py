"""Data common to the staff pages, embedded before sign-in: texts, and the policy of the services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from catalogue.i18n.fallback import localised, plain
from catalogue.policy.model import Service
from catalogue.staff import case_report, own_number
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes


def words(facts: Facts) -> dict[str, str]:
    """Return the texts that every staff page gives to its script, as JSON."""
    return {"words_json": own_number.words_of(facts, "staff.")}


def desk(facts: Facts, role: str) -> dict[str, Any]:
    """Return the template data that every role's page has."""
    services = {one.id: plain(localised(one.name, facts.words.lang)) for one in facts.policy.services.values()}
    return {
        **words(facts),
        **own_number.numbers(),
        "role": role,
        "back": facts.where.of("staff_sign_in"),
        "services_json": json.dumps(services, ensure_ascii=False),
    }


def reasons(facts: Facts, family: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return (key, label) of each reason, for a select element."""
    return [(key, facts.words[f"staff.{family}_{key}"]) for key in keys]


def provider(facts: Facts) -> dict[str, Any]:
    """Return the data of the provider page's template: each service, and the fields of its claim."""
    services = list(facts.policy.services.values())
    prices = facts.policy.tariffs
    return {
        **desk(facts, "provider"),
        **case_report.view(facts),
        "services_json": json.dumps([_reported(facts, one) for one in services], ensure_ascii=False),
        "limits_json": json.dumps(_limits(facts), ensure_ascii=False),
        "minutes_most": codes.MAX_MINUTES,
        "services": [(one.id, localised(one.name, facts.words.lang)) for one in services],
        "events": [(event, facts.words[f"event.{event}"]) for event in dict.fromkeys(one.event for one in prices)],
        "counsellors": sorted({one.counsellors for one in prices}),
        "municipality": facts.municipality(),
        "reverse_reasons": reasons(facts, "reason", codes.REVERSE_REASONS),
        "used_up": [(one.id, localised(one.when_used_up, facts.words.lang)) for one in services],
    }


def _limits(facts: Facts) -> dict[str, Any]:
    """Return the limits common to all services, and the label of every event, priced or not."""
    events = {event: facts.words[f"event.{event}"] for event in codes.EVENTS}
    return {
        "reference": codes.REFERENCE_PATTERN,
        "minutes": codes.MAX_MINUTES,
        "code": codes.PRESENCE_CODE_LENGTH,
        "events": events,
    }


def _reported(facts: Facts, service: Service) -> dict[str, Any]:
    """Return the claim form of a service: the events that have a tariff, and the fields that policy requires."""
    prices = [one for one in facts.policy.tariffs if one.service == service.id]
    events = list(dict.fromkeys(one.event for one in prices))
    return {
        "id": service.id,
        "name": plain(localised(service.name, facts.words.lang)),
        "numbered": service.control_number == "required",
        "unit": service.unit,
        "codes": service.presence_codes,
        "days": service.claim_age_days,
        "event": events,
        "events": {event: facts.words[f"event.{event}"] for event in events},
        "counsellors": [str(count) for count in sorted({one.counsellors for one in prices})],
    }
