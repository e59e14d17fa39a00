"""The full card of a provider for lists and comparisons: card and facet answers."""

from __future__ import annotations

from catalogue.search import card, facets
from catalogue.search.card import AuthorisedProvider, Card, Profile


def card_of(listed: AuthorisedProvider, profile: Profile | None, today: str) -> Card:
    """Build the full card of a provider for a day."""
    made = card.card(profile, listed, today)
    made["facets"] = facets.answers(profile, listed, made)
    return made
