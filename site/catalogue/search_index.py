"""What the search on the list reads besides the facets: names, presentations, titles, training and services.

A search decides who is shown and never the place, so nothing is counted or weighed here. Presentations are left out
where there are more than a thousand providers: they would weigh more than everything else on the page together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from catalogue import facts
from catalogue.card import Card, Listed, Profile
from catalogue.policy import Policy

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials")


def texts_too(policy: Policy) -> bool:
    """Tell whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def searched(profile: Profile | None, listed: Listed, policy: Policy) -> dict[str, Any]:
    """Take what is searched of a provider; the names of those who work there are not."""
    stated = profile or {}
    staff = stated.get("staff", ())
    return {
        "about": "\n".join(stated.get("about", {}).values()) if texts_too(policy) else "",
        "services": [service for service, _ in listed.services],
        "titles": sorted({person["title"] for person in staff}),
        "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
    }


def data(policy: Policy, cards: Sequence[Card], built: str) -> str:
    """Write the file; its rows stand as those of the facets do."""
    told = {
        "schema": 1,
        "built": built,
        "names": [card["name"] for card in cards],
        "texts": [card["searched"]["about"] for card in cards] if texts_too(policy) else [],
        "words": [_words(kind, policy, cards) for kind in KINDS],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _words(kind: str, policy: Policy, cards: Sequence[Card]) -> dict[str, Any]:
    keys = _keys(kind, policy)
    place = {key: number for number, key in enumerate(keys)}
    return {
        "labels": {
            lang: [facts.labels(policy, lang)[kind][key] for key in keys] for lang in policy.municipality.languages
        },
        "has": [[place[key] for key in card["searched"][kind] if key in place] for card in cards],
    }


def _keys(kind: str, policy: Policy) -> tuple[str, ...]:
    known: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(known)
