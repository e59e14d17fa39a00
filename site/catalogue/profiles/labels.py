"""Policy's labels for the keys that a profile may choose."""

from __future__ import annotations

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Policy
from catalogue.policy.schema import VOCABULARIES


def labels(policy: Policy, lang: str) -> dict[str, dict[str, str]]:
    """Return the labels in one language: kind → key → label."""
    kinds = {kind: policy.vocabulary.get(kind, {}) for kind in VOCABULARIES}
    kinds["services"] = {service.id: service.name for service in policy.services.values()}
    return {kind: {key: localised(texts, lang) for key, texts in entries.items()} for kind, entries in kinds.items()}
