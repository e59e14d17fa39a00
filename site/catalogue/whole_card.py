"""All that lists, filters and search need of a provider: card, answers, where it is, and what is searched."""

from __future__ import annotations

from catalogue import card, facets, search_index
from catalogue.card import Card, Listed, Profile
from catalogue.policy import Policy


def of(policy: Policy, listed: Listed, profile: Profile | None, today: str) -> Card:
    """Reckon it for a day; see `card.card` for how long it is good."""
    made = card.card(profile, listed, today)
    made["facets"] = facets.answers(profile, listed, made)
    made["points"] = facets.points(profile, policy.coordinates)
    made["searched"] = search_index.searched(profile, listed, policy)
    return made
