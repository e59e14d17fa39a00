"""What the search reads of a provider besides the facets: name, presentation, titles, training and services.

Presentations are left out where there are more than a thousand providers: they would weigh more than everything else on
the page together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.policy.loader import Policy
from catalogue.search.card import AuthorisedProvider, Profile

TEXTS_MAX_PROVIDERS = 1000
KINDS = ("services", "titles", "credentials")


def texts_too(policy: Policy) -> bool:
    """Tell whether presentations are searched."""
    return len(policy.authorisations) <= TEXTS_MAX_PROVIDERS


def search_fields(profile: Profile | None, listed: AuthorisedProvider, policy: Policy) -> dict[str, Any]:
    """Take what is searched of a provider; the names of those who work there are not."""
    stated = profile or {}
    staff = stated.get("staff", ())
    return {
        "about": "\n".join(stated.get("about", {}).values()) if texts_too(policy) else "",
        "services": [service for service, _ in listed.services],
        "titles": sorted({person["title"] for person in staff}),
        "credentials": sorted({key for person in staff for key in person.get("credentials", ())}),
    }


def places(policy: Policy) -> dict[str, dict[str, int]]:
    """Number the words of each kind that is searched."""
    return {kind: {key: number for number, key in enumerate(keys(kind, policy))} for kind in KINDS}


def keys(kind: str, policy: Policy) -> tuple[str, ...]:
    """List the words of one kind."""
    known: Mapping[str, Any] = policy.services if kind == "services" else policy.vocabulary.get(kind, {})
    return tuple(known)
