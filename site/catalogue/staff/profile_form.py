"""View of the profile form's page, whose script draws the fields: the providers, and all texts."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from catalogue import encoding
from catalogue.policy.labels import labels
from catalogue.profiles.form_rules import ADDRESS
from catalogue.profiles.model import Profile
from catalogue.staff import select_options
from catalogue.views.policy_facts import Facts

_ALSO = ("value.yes", "value.no", "value.not_now")


def profile_address(provider_id: str) -> str:
    """Return the path of the JSON file from which the form loads a published profile."""
    return f"profiles/{provider_id}.json"


def profile_data(provider_id: str, text: bytes, profile: Profile) -> bytes:
    """Return the content of that file: the profile's YAML text, and the profile parsed from it."""
    return encoding.dumps({"schema": 1, "id": provider_id, "profile": profile, "text": text.decode()})


def view(facts: Facts, with_profile: Collection[str]) -> dict[str, Any]:
    """Return the template's data; `with_profile` are the ids of providers that have one."""
    policy, words = facts.policy, facts.words
    told = {key: text for key, text in words.texts.items() if key.startswith("form.")}
    told |= {f"form.option.{key.partition('.')[2]}": words[key] for key in _ALSO}
    spoken = labels(policy, words.lang)["languages"]
    told |= {f"form.language.{lang}": spoken.get(lang, lang) for lang in policy.municipality.languages}
    known = (one for one in policy.authorisations.values() if not one.has_ended(facts.today))
    return {
        "rules": f"/{ADDRESS}",
        "words_json": json.dumps(told, ensure_ascii=False, sort_keys=True),
        "providers": select_options.option_elements(
            sorted(((one.id, one.legal_name) for one in known), key=lambda one: one[1].casefold()),
            frozenset(with_profile),
        ),
        "repository": policy.municipality.repository.rstrip("/"),
        "reception": facts.reception(),
    }
