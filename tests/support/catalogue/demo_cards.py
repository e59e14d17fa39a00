"""Builds the cards and facets of the demonstration's providers."""

from datetime import date
from pathlib import Path

from catalogue.policy import daily_order, loader
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from catalogue.search.authorised_provider import AuthorisedProvider
from catalogue.search.card import Card, card_of
from catalogue.search.facet_index import FacetIndex
from catalogue.search.facet_row import Columns
from tests.support import frozen

ROOT = Path(__file__).parents[3]


def demonstration(today: date) -> tuple[Policy, list[Card], FacetIndex]:
    """Build the policy, cards and facet index of the demonstration's providers, in the day's order."""
    rules, _ = loader.load(frozen.POLICY)
    assert rules is not None
    columns = Columns.from_policy(rules)
    cards, rows = [], []
    for id_ in daily_order.order_on(rules, today):
        file = frozen.PROVIDERS / f"{id_}.yaml"
        profile = yaml_reader.load(file.read_bytes(), file.name)[0] if file.exists() else None
        provider = AuthorisedProvider.from_authorisation(rules.authorisations[id_], today)
        cards.append(card_of(profile, provider, today.isoformat()))
        rows.append(columns.row(profile, provider, cards[-1]))
    return rules, cards, FacetIndex.from_rows(columns, rows)
