"""A provider's card: the facts valid today that lists, filters and comparisons show, without language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from catalogue.policy.schema import WEEKDAYS
from catalogue.profiles import opening_hours
from catalogue.profiles.model import Profile
from catalogue.search import facets
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.facets import Answer

WAITING_TIME_DAYS_MAX = 30  # DESIGN §4: an older waiting time is not stated
EVENING_FROM = "18:00"  # open later than this counts as open in the evening


@dataclass(frozen=True, slots=True)
class Card:
    """A provider's card; None is not stated. Only plain data, so that it can be stored as JSON and read back."""

    id: str
    name: str
    regi: str
    phone: str | None
    booking: str | None
    areas: list[str] | None
    premises: list[str]  # the area of each; without one, the street
    languages: list[str] | None
    formats: list[str] | None
    accepts_new: dict[str, str | None]  # by service
    waiting_days: dict[str, int | None]  # by service
    waiting_stated: dict[str, str | None]  # by service: the date of its waiting time
    step_free: list[str | None]  # by premises
    evenings: list[str] | None
    facets: dict[str, list[Answer]]


class ListedProvider(NamedTuple):
    """A provider in the day's order, for the pages that show only who is listed."""

    id: str
    name: str
    has_profile: bool


def card_of(profile: Profile | None, provider: AuthorisedProvider, today: str) -> Card:
    """Build the card of a provider as of `today`."""
    stated: Profile = profile or {}
    premises = stated.get("locations", [])
    descriptions = stated.get("services", {})
    services = {service: descriptions.get(service, {}) for service, _ in provider.services}
    waits = {id_: service.get("waiting_time") for id_, service in services.items()}
    waiting_days = {
        id_: wait["working_days"] if wait and is_current(wait["stated"], today) else None for id_, wait in waits.items()
    }
    distinct_areas = list(dict.fromkeys(each["area"] for each in premises if each.get("area"))) or None
    open_evenings = evenings(opening_hours.anywhere(stated))
    return Card(
        id=provider.id,
        name=stated.get("name", provider.legal_name),
        regi=provider.regi,
        phone=stated.get("contact", {}).get("phone"),
        booking=stated.get("contact", {}).get("booking"),
        areas=distinct_areas,
        premises=[each.get("area") or each["address"]["street"] for each in premises],
        languages=stated.get("languages"),
        formats=_united(service.get("formats") for service in services.values()),
        accepts_new={id_: service.get("accepts_new") for id_, service in services.items()},
        waiting_days=waiting_days,
        waiting_stated={id_: wait["stated"] if wait else None for id_, wait in waits.items()},
        step_free=facets.premises_answers(premises, provider, "step_free"),
        evenings=open_evenings,
        facets=facets.answers(
            profile, provider, areas=distinct_areas, evenings=open_evenings, waiting_days=list(waiting_days.values())
        ),
    )


def evenings(hours: Mapping[str, Sequence[str]] | None) -> list[str] | None:
    """Return the weekdays with opening hours after 18:00; None if no hours are stated."""
    if hours is None:
        return None
    return [day for day in WEEKDAYS if any(span.partition("-")[2] > EVENING_FROM for span in hours.get(day) or ())]


def is_current(stated: str, today: str) -> bool:
    """Return whether a waiting time is current: stated within the last 30 days, not in the future."""
    if stated > today:
        return False
    return (date.fromisoformat(today) - date.fromisoformat(stated)).days <= WAITING_TIME_DAYS_MAX


def _united(lists: Iterable[Sequence[str] | None]) -> list[str] | None:
    """Return the union of what the services offer; None (not stated) if no service states it."""
    stated = [keys for keys in lists if keys is not None]
    return list(dict.fromkeys(key for keys in stated for key in keys)) if stated else None
