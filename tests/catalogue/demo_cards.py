"""The demonstration's providers as the lists know them."""

from datetime import date
from pathlib import Path

from catalogue import facts, order, policy, whole_card, yamlfile
from catalogue.card import Card
from catalogue.policy import Policy

ROOT = Path(__file__).parents[2]


def demonstration(today: date) -> tuple[Policy, list[Card]]:
    """Make the cards of the repository's own providers, in the day's order."""
    rules, _ = policy.load(ROOT / "policy", ROOT)
    assert rules is not None
    cards = []
    for id_ in order.of_date(rules, today):
        file = ROOT / "providers" / f"{id_}.yaml"
        profile = yamlfile.load(file.read_bytes(), file.name)[0] if file.exists() else None
        cards.append(whole_card.of(rules, facts.listed(rules.authorisations[id_], today), profile, today.isoformat()))
    return rules, cards
