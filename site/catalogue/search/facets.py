"""What a list can be narrowed by, and what each provider answers: it matches, it does not match, or it is not stated.

A facet is a question with a few possible values. A provider's answer is the list of values that hold for it, or None
when it has not stated it: that is never counted as no (DESIGN §7). What is asked of a service is answered once a
service; whoever offers several matches when one of them does, and does not match only when none can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue.policy.loader import Policy
from catalogue.policy.schema import PREMISES_FEATURES
from catalogue.search.card import AuthorisedProvider, Card, Profile, evenings, premises_of

Answer = list[str] | None
LISTS = ("areas", "languages", "formats", "methods", "competences")
OFFERS = ("interpreter", "sign_language", "two_counsellors", "single_sessions")
YES = ("yes",)
LIMITS_WORKING_DAYS = (5, 10, 15)  # one, two and three weeks; three is what a contract has asked for (D19)


@dataclass(frozen=True)
class Facet:
    """One question; `per_service` tells whether it is asked of each service by itself."""

    key: str
    values: tuple[str, ...]
    per_service: bool = False


@dataclass(frozen=True)
class Group:
    """Facets that stand together on the page."""

    key: str
    facets: tuple[Facet, ...]


def groups(policy: Policy) -> tuple[Group, ...]:
    """Lay out every facet in the order of the page; the service is asked for only where there are several."""
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
    """Answer every facet for one provider: one answer, or one a service in the order of its card."""
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
    """Name the limits that a waiting time keeps to.

    >>> within(8), within(40), within(None)
    (['10', '15'], [], None)
    """
    if working_days is None:
        return None
    return [str(limit) for limit in LIMITS_WORKING_DAYS if working_days <= limit]


def points(profile: Profile | None, areas: Mapping[str, tuple[float, float]]) -> list[tuple[float, float]]:
    """Say where the premises are: their own position, or the middle of their area."""
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
    """Unite several premises; what the municipality has checked counts when it is clear which premises it means."""
    told: list[str | None] = [place.get(fact) for place in premises]
    checked = [one.value for one in listed.verified if one.fact == fact]
    if checked and len(premises) == 1:
        told = [checked[0]]
    if "yes" in told:
        return True
    return None if not told or None in told else False
