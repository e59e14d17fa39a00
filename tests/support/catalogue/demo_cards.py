"""Builds the cards and facets of the demonstration's providers."""

from datetime import date
from pathlib import Path

from catalogue.policy import daily_order, loader
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from catalogue.search import whole_card
from catalogue.search.card import Card, authorised_provider
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import Columns
from tests.support import frozen

ROOT = Path(__file__).parents[3]


def demonstration(today: date) -> tuple[Policy, list[Card], FacetIndex]:
    """Build the policy, cards and facet index of the demonstration's providers, in the day's order."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    columns = Columns.of(rules)
    cards, lines = [], []
    for id_ in daily_order.order_on(rules, today):
        file = frozen.PROVIDERS / f"{id_}.yaml"
        profile = yaml_reader.load(file.read_bytes(), file.name)[0] if file.exists() else None
        listed = authorised_provider(rules.authorisations[id_], today)
        cards.append(whole_card.card_of(listed, profile, today.isoformat()))
        lines.append(columns.line(profile, listed, cards[-1]))
    return rules, cards, FacetIndex.of(columns, lines)
