"""The fields of a provider that the search covers: name, presentation, titles, credentials and services.

Presentations are left out above `TEXTS_MAX_PROVIDERS` providers: they would be larger than the rest of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.policy.model import Policy
from catalogue.search.card import AuthorisedProvider, Profile

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials")


def texts_too(policy: Policy) -> bool:
    """Return whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def search_fields(profile: Profile | None, listed: AuthorisedProvider, policy: Policy) -> dict[str, Any]:
    """Return the searched fields of a provider; names of staff are not searched."""
    stated = profile or {}
    staff = stated.get("staff", ())
    return {
        "about": "\n".join(stated.get("about", {}).values()) if texts_too(policy) else "",
        "services": [service for service, _ in listed.services],
        "titles": sorted({person["title"] for person in staff}),
        "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
    }


def places(policy: Policy) -> dict[str, dict[str, int]]:
    """Return the number of each key by kind of searched word."""
    return {kind: {key: number for number, key in enumerate(keys(kind, policy))} for kind in KINDS}


def keys(kind: str, policy: Policy) -> tuple[str, ...]:
    """Return the keys of a kind of searched word."""
    known: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(known)
