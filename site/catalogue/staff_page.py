"""What the pages for staff hold before anybody has signed in: their words, and what policy says of the services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from catalogue import own_page, qr
from catalogue.card import Card
from catalogue.facts import Facts, said
from catalogue.foreign import plain
from catalogue.policy import Service

REVOKE_REASONS = ("issued_wrongly", "moved", "misused", "no_longer_wanted", "other")
EXTEND_REASONS = ("assessment", "other")
REVERSE_REASONS = ("wrong_number", "wrong_date", "wrong_event", "not_performed", "duplicate", "other")
BECAUSE = ("competence", "language", "accessibility", "place", "time")
REFERENCE = "[A-Za-z0-9][A-Za-z0-9./_-]{0,39}"
MINUTES_MOST = 1440
CODE_LENGTH = 4
"""The reasons and limits that the claim endpoint knows; a test holds them against its own."""


def words(facts: Facts) -> dict[str, str]:
    """Give the words of every page for staff to its script."""
    return {"words_json": own_page.words_of(facts, "staff.")}


def desk(facts: Facts, role: str) -> dict[str, Any]:
    """Give what the template of any role's page shows."""
    services = {one.id: plain(said(one.name, facts.words.lang)) for one in facts.policy.services.values()}
    return {
        **words(facts),
        **own_page.numbers(),
        "role": role,
        "back": facts.where.of("staff_sign_in"),
        "services_json": json.dumps(services, ensure_ascii=False),
    }


def reception(facts: Facts, cards: Sequence[Card]) -> dict[str, Any]:
    """Give what the reception's template shows; `cards` stand in the day's order."""
    town = facts.policy.municipality
    day = facts.wording.day(facts.today.isoformat())
    address = town.address.rstrip("/") + facts.where.of("list")
    return {
        **desk(facts, "reception"),
        "address": address,
        "qr": qr.svg(address),
        "municipality": facts.municipality(),
        "reception": facts.reception(),
        "services": [_service(facts, one) for one in facts.policy.services.values() if _is_issued_here(one)],
        "members": [(one.code, one.name) for one in town.members],
        "providers": [
            {"id": one["id"], "name": one["name"], "address": facts.where.provider(one["id"])} for one in cards
        ],
        "built": facts.today.isoformat(),
        "order_of": facts.words["list.order_today"].format(date=day),
        "because": _texts(facts, "because", BECAUSE),
        "revoke_reasons": _texts(facts, "revoke", REVOKE_REASONS),
        "extend_reasons": [*_texts(facts, "extend", EXTEND_REASONS), *_extra_reasons(facts)],
    }


def _is_issued_here(service: Service) -> bool:
    """Whether a number is issued for so many sessions; hours are granted by decision, for which there is no form."""
    return service.control_number == "required" and bool(service.granted) and service.unit == "session"


def _service(facts: Facts, service: Service) -> dict[str, Any]:
    granted, say = service.granted or 0, facts.words.say
    amounts = [("", say("staff.sessions", count=granted))]
    for extra in service.extra:
        count = say("staff.sessions", count=granted + extra.sessions)
        amounts.append((extra.reason, f"{count}: {_extra(facts, extra.reason)}"))
    return {"id": service.id, "name": said(service.name, facts.words.lang), "amounts": amounts}


def _extra_reasons(facts: Facts) -> list[tuple[str, str]]:
    reasons = dict.fromkeys(extra.reason for one in facts.policy.services.values() for extra in one.extra)
    return [(reason, _extra(facts, reason)) for reason in reasons]


def _extra(facts: Facts, reason: str) -> str:
    """Name a reason of the municipality's own; one without words of ours is shown as policy writes it."""
    return facts.words.texts.get(f"staff.extra_{reason}", reason)


def _texts(facts: Facts, family: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, facts.words[f"staff.{family}_{key}"]) for key in keys]


def provider(facts: Facts) -> dict[str, Any]:
    """Give what a provider's template shows: each service, and what a report of it holds."""
    services = list(facts.policy.services.values())
    prices = facts.policy.tariffs
    return {
        **desk(facts, "provider"),
        "services_json": json.dumps([_reported(facts, one) for one in services], ensure_ascii=False),
        "limits_json": json.dumps({"reference": REFERENCE, "minutes": MINUTES_MOST, "code": CODE_LENGTH}),
        "minutes_most": MINUTES_MOST,
        "services": [(one.id, said(one.name, facts.words.lang)) for one in services],
        "events": [(event, facts.words[f"event.{event}"]) for event in dict.fromkeys(one.event for one in prices)],
        "counsellors": sorted({one.counsellors for one in prices}),
        "municipality": facts.municipality(),
        "reverse_reasons": _texts(facts, "reason", REVERSE_REASONS),
        "used_up": [(one.id, said(one.when_used_up, facts.words.lang)) for one in services],
    }


def _reported(facts: Facts, service: Service) -> dict[str, Any]:
    """Tell what a report of a service holds: what there is a price for, and what policy asks for with it."""
    prices = [one for one in facts.policy.tariffs if one.service == service.id]
    events = list(dict.fromkeys(one.event for one in prices))
    return {
        "id": service.id,
        "name": plain(said(service.name, facts.words.lang)),
        "numbered": service.control_number == "required",
        "unit": service.unit,
        "codes": service.presence_codes,
        "days": service.claim_age_days,
        "event": events,
        "events": {event: facts.words[f"event.{event}"] for event in events},
        "counsellors": [str(count) for count in sorted({one.counsellors for one in prices})],
    }
