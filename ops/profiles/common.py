"""Common to the commands on profiles: the policy, its words, and one provider's authorisation."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from catalogue import SITE
from catalogue.i18n import messages
from catalogue.policy import loader
from catalogue.policy.model import Authorisation, Policy
from catalogue.policy.sentences import traits
from catalogue.schema import problem
from catalogue.schema.problem import Language
from catalogue.schema.suggestions import closest_match


def load_policy(root: Path, language: Language) -> Policy:
    """Load the policy of a data folder; print its problems and exit if it has errors."""
    policy, problems = loader.load(root / "policy", root)
    if policy is None:
        sys.exit(problem.report(problems, "text", language))
    return policy


def load_messages(policy: Policy, today: date, language: Language) -> messages.Messages:
    """Load the messages of a language, as they are under a policy."""
    return messages.load(SITE, traits.of_languages(policy, today, (language,)))[language]


def find_authorisation(policy: Policy, provider_id: str, command: str, hint: str = "") -> Authorisation:
    """Return the authorisation with an id; exit with the closest id, or else with `hint`, if there is none."""
    authorisation = policy.authorisations.get(provider_id)
    if authorisation is None:
        suggestion = closest_match(provider_id, policy.authorisations)
        advice = f"did you mean {suggestion}?" if suggestion else "see policy/authorisations.yaml."
        sys.exit(f"{command}: no authorised provider is called '{problem.sanitise(provider_id)}'; {advice}{hint}")
    return authorisation
