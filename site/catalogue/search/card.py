"""A provider's data without language: the facts valid today, and the card used in lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from catalogue.policy.model import Authorisation

WAITING_TIME_DAYS_MAX = 30  # DESIGN §4: an older waiting time is not stated
EVENING_FROM = "18:00"  # open later than this counts as open in the evening
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Profile = Mapping[str, Any]
Card = dict[str, Any]


class Verified(NamedTuple):
    """A fact that the municipality has verified itself."""

    fact: str
    value: str
    on: str


@dataclass(frozen=True)
class AuthorisedProvider:
    """The municipality's facts about an authorised provider; services are (id, first day)."""

    id: str
    legal_name: str
    organisation_number: str | None
    sole_trader: bool
    regi: str
    services: tuple[tuple[str, str], ...]
    verified: tuple[Verified, ...] = ()


def authorised_provider(authorisation: Authorisation, today: date) -> AuthorisedProvider:
    """Build the facts about a provider from its authorisation, with the services in force today."""
    return AuthorisedProvider(
        id=authorisation.id,
        legal_name=authorisation.legal_name,
        organisation_number=authorisation.organisation_number,
        sole_trader=authorisation.type == "sole_trader",
        regi=authorisation.regi,
        services=tuple(
            (period.service, period.start.isoformat()) for period in authorisation.services if period.covers(today)
        ),
        verified=tuple(Verified(v.fact, v.value, v.on.isoformat()) for v in authorisation.verified),
    )


def card(profile: Profile | None, listed: AuthorisedProvider, today: str) -> Card:
    """Build the card of a provider for lists, without language, as of `today`."""
    stated = profile or {}
    premises = premises_of(stated)
    services = stated.get("services", {})
    told = [services.get(service, {}) for service, _ in listed.services]
    waits = [service.get("waiting_time") for service in told]
    step_free = [place.get("step_free") for place in premises]
    checked = [v.value for v in listed.verified if v.fact == "step_free"]
    areas = [place.get("area") for place in premises]
    return {
        "id": listed.id,
        "name": stated.get("name", listed.legal_name),
        "regi": listed.regi,
        "phone": stated.get("contact", {}).get("phone"),
        "areas": list(dict.fromkeys(filter(None, areas))) or None,
        "areas_of_places": areas,
        "languages": stated.get("languages"),
        "formats": _united(service.get("formats") for service in told),
        "accepts_new": {id_: one.get("accepts_new") for (id_, _), one in zip(listed.services, told, strict=True)},
        "waiting_days": {
            id_: wait["working_days"] if wait and is_current(wait["stated"], today) else None
            for (id_, _), wait in zip(listed.services, waits, strict=True)
        },
        "step_free": checked[:1] if checked and len(premises) == 1 else step_free,
        "evenings": evenings(stated.get("hours")),
    }


def evenings(hours: Mapping[str, Sequence[str]] | None) -> list[str] | None:
    """Return the weekdays with opening hours after 18:00; None if no hours are stated."""
    if hours is None:
        return None
    return [day for day in WEEKDAYS if any(span.partition("-")[2] > EVENING_FROM for span in hours.get(day) or ())]


def is_current(stated: str, today: str) -> bool:
    """Return whether a waiting time is current: stated within the last 30 days, not in the future."""
    return stated <= today <= _later(stated, WAITING_TIME_DAYS_MAX)


@lru_cache(maxsize=1024)
def _later(iso: str, days: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()


def premises_of(stated: Profile) -> Sequence[Mapping[str, Any]]:
    """Return the premises in a profile."""
    stated_places: Sequence[Mapping[str, Any]] = stated.get("locations", ())
    return stated_places


def _united(lists: Iterable[Sequence[str] | None]) -> list[str] | None:
    """Return the union of what the services offer; None (not stated) if no service states it."""
    stated = [keys for keys in lists if keys is not None]
    return list(dict.fromkeys(key for keys in stated for key in keys)) if stated else None
