"""Facets that a list can be filtered by, and each provider's answers: match, no match, or not stated.

A facet has a few possible values. A provider's answer is the list of values that apply to it, or None if it has not
stated them, which never counts as no (DESIGN §7). A facet per service has one answer per service; a provider of several
services matches if one of them matches, and fails to match only if none can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue.policy.model import Policy
from catalogue.policy.schema import PREMISES_FEATURES, SERVICE_FEATURES, PremisesFeature, ServiceFeature
from catalogue.profiles import opening_hours
from catalogue.profiles.model import Premises, Profile
from catalogue.search.authorised_provider import AuthorisedProvider

Answer = list[str] | None
LISTS = ("areas", "languages", "formats", "methods", "competences")
YES = ("yes",)
LIMITS_WORKING_DAYS = (5, 10, 15)  # one, two and three weeks; three is the limit in a contract (D19)


@dataclass(frozen=True)
class Facet:
    """A facet and its values; with `per_service`, each service has a separate answer."""

    key: str
    values: tuple[str, ...]
    per_service: bool = False

    @property
    def is_flag(self) -> bool:
        """Return whether a provider either has it or not: one checkbox, with the facet's own label."""
        return self.values == YES


@dataclass(frozen=True)
class Group:
    """Facets shown together on the page."""

    key: str
    facets: tuple[Facet, ...]


def groups(policy: Policy) -> tuple[Group, ...]:
    """Build all facet groups in page order, without facets that have no values.

    The service is a facet only if there are several services.
    """
    values = {kind: tuple(policy.vocabulary.get(kind, ())) for kind in LISTS}
    several = len(policy.services) > 1
    service = (Group("service", (Facet("service", tuple(policy.services)),)),) if several else ()
    limits = tuple(str(days) for days in LIMITS_WORKING_DAYS)
    every = (
        *service,
        Group("areas", (Facet("areas", values["areas"]),)),
        Group("languages", (Facet("languages", values["languages"]), _offer("interpreter"), _offer("sign_language"))),
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
        Group("formats", (Facet("formats", values["formats"], per_service=True), _offer("two_counsellors"))),
        Group("premises", tuple(Facet(fact, YES) for fact in PREMISES_FEATURES)),
        Group("methods", (Facet("methods", values["methods"], per_service=True),)),
        Group("competences", (Facet("competences", values["competences"], per_service=True),)),
    )
    with_values = [(group.key, tuple(facet for facet in group.facets if facet.values)) for group in every]
    return tuple(Group(key, group_facets) for key, group_facets in with_values if group_facets)


def _offer(key: ServiceFeature) -> Facet:
    """Return the facet of a feature that each service states."""
    return Facet(key, YES, per_service=True)


def answers(
    profile: Profile | None,
    provider: AuthorisedProvider,
    *,
    areas: Answer,
    evenings: Answer,
    waiting_days: Iterable[int | None],
) -> dict[str, list[Answer]]:
    """Return a provider's answers by facet: one, or one per service in the order of its authorisation.

    `areas`, `evenings` and `waiting_days` are those of its card.
    """
    stated: Profile = profile or {}
    descriptions = stated.get("services", {})
    services = [descriptions.get(service, {}) for service, _ in provider.services]
    premises = stated.get("locations", [])
    hours = opening_hours.anywhere(stated)
    return {
        "service": [[service for service, _ in provider.services]],
        "areas": [areas],
        "languages": [stated.get("languages")],
        "evenings": [_yes(None if evenings is None else bool(evenings))],
        "saturdays": [_yes(None if hours is None else bool(hours.get("saturday")))],
        **{feature: [_yes(_any_premises(premises, provider, feature))] for feature in PREMISES_FEATURES},
        "formats": [service.get("formats") for service in services],
        "methods": [service.get("methods") for service in services],
        "competences": [service.get("competences") for service in services],
        **{feature: [_flag(service.get(feature)) for service in services] for feature in SERVICE_FEATURES},
        "accepts_new": [_flag(service.get("accepts_new")) for service in services],
        "waiting": [within(days) for days in waiting_days],
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
    positions = []
    for premises in profile.get("locations", ()) if profile else ():
        own = premises.get("coordinates")
        position = (own["lat"], own["lon"]) if own else areas.get(premises.get("area", ""))
        if position is not None:
            positions.append(position)
    return positions


def _yes(answer: bool | None) -> Answer:  # noqa: FBT001 - a fact, not a switch
    return None if answer is None else list(YES) if answer else []


def _flag(answer: str | None) -> Answer:
    return None if answer is None else list(YES) if answer == "yes" else []


def premises_answers(
    premises: Sequence[Premises], provider: AuthorisedProvider, feature: PremisesFeature
) -> list[str | None]:
    """Return each premises' answer about a feature; a verified fact overrides it if there is only one premises."""
    verified = [fact.value for fact in provider.verified if fact.fact == feature]
    if verified and len(premises) == 1:
        return [verified[0]]
    return [each.get(feature) for each in premises]


def _any_premises(premises: Sequence[Premises], provider: AuthorisedProvider, feature: PremisesFeature) -> bool | None:
    """Return whether any premises has a feature."""
    answers = premises_answers(premises, provider, feature)
    if "yes" in answers:
        return True
    return None if not answers or None in answers else False
