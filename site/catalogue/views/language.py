"""The texts and views of one language."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.i18n.messages import Messages
from catalogue.i18n.urls import Addresses
from catalogue.views.policy_facts import Facts
from catalogue.views.provider import Presenter


@dataclass(frozen=True)
class Language:
    """The messages and page addresses of a language, and the views of policy and providers in it."""

    words: Messages
    urls: Addresses
    facts: Facts
    presenter: Presenter
