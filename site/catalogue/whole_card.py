"""All that lists and comparisons need of a provider: card and answers."""

from __future__ import annotations

from catalogue import card, facets
from catalogue.card import Card, Listed, Profile


def of(listed: Listed, profile: Profile | None, today: str) -> Card:
    """Reckon it for a day."""
    made = card.card(profile, listed, today)
    made["facets"] = facets.answers(profile, listed, made)
    return made
