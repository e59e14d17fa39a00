"""Starter profiles: what the list says of a provider, and every other field as a comment to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.contributions import scaffold
from catalogue.i18n.messages import Messages
from catalogue.schema.containers import Context
from ops.municipality.answers import ListedProvider, Premises, todo
from ops.municipality.provider_ids import area_code


def text(provider: ListedProvider, context: Context, words: Messages) -> str:
    """Return the text of a provider's first profile."""
    contact = {
        key: value
        for key, value in (("phone", provider.phone), ("email", provider.email), ("website", provider.website))
        if value
    }
    if not (provider.phone or provider.email):
        contact = {"phone": todo("Vilket telefonnummer har mottagningen?"), **contact}
    values: dict[str, Any] = {
        "name": provider.name,
        "contact": contact,
        "services": scaffold.unanswered([service for service, _ in provider.services], context),
    }
    if provider.premises:
        values["locations"] = [_location(premises, context) for premises in provider.premises]
    if provider.languages:
        values["languages"] = list(provider.languages)
    return scaffold.text(values, context, words)


def _location(premises: Premises, context: Context) -> Mapping[str, Any]:
    code = area_code(premises.area) if premises.area else ""
    named = f" Lägg till {premises.area} i policy/vocabulary.yaml." if premises.area else ""
    return {
        "address": {
            "street": premises.street or todo("Vilken gatuadress har mottagningen?"),
            "postcode": premises.postcode or todo("Vilket postnummer har mottagningen?"),
            "city": premises.city or todo("Vilken postort har mottagningen?"),
        },
        "area": code
        if code in context.choices.get("areas", {})
        else todo(f"I vilket område ligger mottagningen?{named}"),
    }
