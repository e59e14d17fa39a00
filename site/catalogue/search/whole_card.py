"""All that lists and comparisons need of a provider: card and answers."""

from __future__ import annotations

from catalogue.search import card, facets
from catalogue.search.card import AuthorisedProvider, Card, Profile


def card_of(listed: AuthorisedProvider, profile: Profile | None, today: str) -> Card:
    """Reckon it for a day."""
    made = card.card(profile, listed, today)
    made["facets"] = facets.answers(profile, listed, made)
    return made
