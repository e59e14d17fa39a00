"""Facets that a list can be filtered by, and each provider's answers: match, no match, or not stated.

A facet has a few possible values. A provider's answer is the list of values that apply to it, or None if it has not
stated them, which never counts as no (DESIGN §7). A facet per service has one answer per service; a provider of several
services matches if one of them matches, and fails to match only if none can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.policy.model import Policy
from catalogue.policy.schema import PREMISES_FEATURES
from catalogue.search.card import AuthorisedProvider, Card, Profile, evenings, premises_of

Answer = list[str] | None
LISTS = ("areas", "languages", "formats", "methods", "competences")
OFFERS = ("interpreter", "sign_language", "two_counsellors", "single_sessions")
YES = ("yes",)
LIMITS_WORKING_DAYS = (5, 10, 15)  # one, two and three weeks; three is the limit in a contract (D19)


@dataclass(frozen=True)
class Facet:
    """A facet and its values; with `per_service`, each service has a separate answer."""

    key: str
    values: tuple[str, ...]
    per_service: bool = False


@dataclass(frozen=True)
class Group:
    """Facets shown together on the page."""

    key: str
    facets: tuple[Facet, ...]


def groups(policy: Policy) -> tuple[Group, ...]:
    """Build all facet groups in page order; the service is a facet only if there are several services."""
    known = {kind: tuple(policy.vocabulary.get(kind, ())) for kind in LISTS}
    several = len(policy.services) > 1
    service = (Group("service", (Facet("service", tuple(policy.services)),)),) if several else ()
    limits = tuple(str(days) for days in LIMITS_WORKING_DAYS)
    return (
        *service,
        Group("areas", (Facet("areas", known["areas"]),)),
        Group("languages", (Facet("languages", known["languages"]), _offer("interpreter"), _offer("sign_language"))),
        Group(
            "times",
            (
                Facet("accepts_new", YES, per_service=True),
                Facet("waiting", limits, per_service=True),
                _offer("single_sessions"),
                Facet("evenings", YES),
                Facet("saturdays", YES),
            ),
        ),
        Group("formats", (Facet("formats", known["formats"], per_service=True), _offer("two_counsellors"))),
        Group("premises", tuple(Facet(fact, YES) for fact in PREMISES_FEATURES)),
        Group("methods", (Facet("methods", known["methods"], per_service=True),)),
        Group("competences", (Facet("competences", known["competences"], per_service=True),)),
    )


def _offer(key: str) -> Facet:
    return Facet(key, YES, per_service=True)


def answers(profile: Profile | None, listed: AuthorisedProvider, card: Card) -> dict[str, list[Answer]]:
    """Return a provider's answers by facet: one, or one per service in the order of its card."""
    stated = profile or {}
    told = [stated.get("services", {}).get(service, {}) for service, _ in listed.services]
    premises = premises_of(stated)
    hours = stated.get("hours")
    return {
        "service": [[service for service, _ in listed.services]],
        "areas": [card["areas"]],
        "languages": [stated.get("languages")],
        "evenings": [_yes(None if hours is None else bool(evenings(hours)))],
        "saturdays": [_yes(None if hours is None else bool(hours.get("saturday")))],
        **{fact: [_yes(_any_place(premises, listed, fact))] for fact in PREMISES_FEATURES},
        **{kind: [one.get(kind) for one in told] for kind in ("formats", "methods", "competences")},
        **{fact: [_flag(one.get(fact)) for one in told] for fact in OFFERS},
        "accepts_new": [_flag(one.get("accepts_new")) for one in told],
        "waiting": [within(days) for days in card["waiting_days"].values()],
    }


def within(working_days: int | None) -> Answer:
    """Return the limits (working days) that a waiting time does not exceed; None if it is not stated.

    >>> within(8), within(40), within(None)
    (['10', '15'], [], None)
    """
    if working_days is None:
        return None
    return [str(limit) for limit in LIMITS_WORKING_DAYS if working_days <= limit]


def points(profile: Profile | None, areas: Mapping[str, tuple[float, float]]) -> list[tuple[float, float]]:
    """Return (latitude, longitude) of each premises: its own coordinates, else the centre of its area."""
    found = []
    for place in premises_of(profile or {}):
        own = place.get("coordinates")
        where = (own["lat"], own["lon"]) if own else areas.get(place.get("area", ""))
        if where is not None:
            found.append(where)
    return found


def _yes(told: bool | None) -> Answer:  # noqa: FBT001 - a fact, not a switch
    return None if told is None else list(YES) if told else []


def _flag(told: str | None) -> Answer:
    return None if told is None else list(YES) if told == "yes" else []


def _any_place(premises: Sequence[Mapping[str, Any]], listed: AuthorisedProvider, fact: str) -> bool | None:
    """Return whether any premises has a feature; a verified fact overrides it if there is only one premises."""
    told: list[str | None] = [place.get(fact) for place in premises]
    checked = [one.value for one in listed.verified if one.fact == fact]
    if checked and len(premises) == 1:
        told = [checked[0]]
    if "yes" in told:
        return True
    return None if not told or None in told else False
