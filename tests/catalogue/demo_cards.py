"""The demonstration's providers as the lists know them."""

from datetime import date
from pathlib import Path

from catalogue import facts, order, policy, whole_card, yamlfile
from catalogue.card import Card
from catalogue.columns import Columns
from catalogue.facet_table import Table
from catalogue.policy import Policy
from tests import frozen

ROOT = Path(__file__).parents[2]


def demonstration(today: date) -> tuple[Policy, list[Card], Table]:
    """Make cards and columns of the repository's own providers, in the day's order."""
    rules, _ = policy.load(frozen.POLICY)
    assert rules is not None
    columns = Columns.of(rules)
    cards, lines = [], []
    for id_ in order.of_date(rules, today):
        file = frozen.PROVIDERS / f"{id_}.yaml"
        profile = yamlfile.load(file.read_bytes(), file.name)[0] if file.exists() else None
        listed = facts.listed(rules.authorisations[id_], today)
        cards.append(whole_card.of(listed, profile, today.isoformat()))
        lines.append(columns.line(profile, listed, cards[-1]))
    return rules, cards, Table.of(columns, lines)
