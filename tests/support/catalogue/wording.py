"""The messages of the interface as the demonstration's policy has them."""

from __future__ import annotations

from datetime import date
from functools import cache

from catalogue.i18n import messages
from catalogue.i18n.messages import Messages
from catalogue.policy import loader
from catalogue.policy.sentences import traits
from catalogue.policy.sentences.traits import Traits
from tests.support import frozen

TODAY = date(2026, 11, 21)


@cache
def demonstration_traits(languages: tuple[str, ...]) -> dict[str, Traits]:
    """Return what the demonstration's sentences depend on, in each language."""
    policy, problems = loader.load(frozen.POLICY)
    assert policy is not None, problems
    return traits.of_languages(policy, TODAY, languages)


def words(*languages: str) -> dict[str, Messages]:
    """Return the messages of languages, as the demonstration's policy has them."""
    return messages.load(frozen.ROOT / "site", demonstration_traits(languages))
