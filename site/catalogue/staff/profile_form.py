"""View of the profile form's page, whose script draws the fields: the providers, and all texts."""

from __future__ import annotations

import json
from collections.abc import Collection

from catalogue import encoding
from catalogue.i18n.formatting import alphabetical
from catalogue.profiles.form_rules import ADDRESS
from catalogue.profiles.labels import labels
from catalogue.profiles.model import Profile
from catalogue.staff import select_options
from catalogue.views import TemplateContext
from catalogue.views.policy_facts import Facts

_OPTIONS = ("value.yes", "value.no", "value.not_now")


def profile_address(provider_id: str) -> str:
    """Return the path of the JSON file from which the form loads a published profile."""
    return f"profiles/{provider_id}.json"


def profile_data(provider_id: str, text: bytes, profile: Profile) -> bytes:
    """Return the content of that file: the profile's YAML text, and the profile parsed from it."""
    return encoding.dumps({"schema": 1, "id": provider_id, "profile": profile, "text": text.decode("utf-8-sig")})


def template_context(facts: Facts, with_profile: Collection[str]) -> TemplateContext:
    """Return the template's data; `with_profile` are the ids of providers that have one."""
    policy, words = facts.policy, facts.words
    texts = words.for_scripts("form.")
    texts |= {f"form.option.{key.partition('.')[2]}": words[key] for key in _OPTIONS}
    names = labels(policy, words.lang)["languages"]
    texts |= {f"form.language.{lang}": names.get(lang, lang) for lang in policy.municipality.languages}
    providers = [
        (provider.id, provider.legal_name)
        for provider in policy.authorisations.values()
        if not provider.has_ended(facts.today)
    ]
    return {
        "rules": f"/{ADDRESS}",
        "words_json": json.dumps(texts, ensure_ascii=False, sort_keys=True),
        "providers": select_options.option_elements(
            sorted(providers, key=lambda provider: alphabetical(provider[1])),
            frozenset(with_profile),
        ),
        "repository": policy.municipality.repository.rstrip("/"),
        "reception": policy.municipality.reception,
    }
