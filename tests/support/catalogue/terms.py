"""Builders of the view of number terms, over a policy with one value changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from catalogue.i18n import urls
from catalogue.i18n.formatting import Formats
from catalogue.policy.model import Policy
from catalogue.policy.municipality import Statement
from catalogue.views.number_terms import Terms
from catalogue.views.policy_facts import Facts
from tests.support.catalogue.wording import words

WORDS = words("sv", "en")
TODAY = dt.date(2026, 11, 21)


def terms(policy: Policy, lang: str = "sv") -> Terms:
    """Build the terms of a policy in a language."""
    addresses = urls.addresses(WORDS, ("sv", "en"))[lang]
    return Terms(Facts(policy, WORDS[lang], Formats(WORDS[lang]), addresses, TODAY))


def with_service(policy: Policy, **changes: Any) -> Policy:  # noqa: ANN401 - any field of a service
    """Return the policy with its one service changed."""
    (service,) = policy.services.values()
    return dataclasses.replace(policy, services={service.id: dataclasses.replace(service, **changes)})


def with_fee(policy: Policy, **changes: Any) -> Policy:  # noqa: ANN401 - any field of a fee
    """Return the policy with its one fee changed."""
    (fee,) = policy.fees
    return dataclasses.replace(policy, fees=(dataclasses.replace(fee, **changes),))


def with_statement(policy: Policy, statement: Statement | None) -> Policy:
    """Return the policy with another assessment of the website."""
    return dataclasses.replace(policy, municipality=dataclasses.replace(policy.municipality, accessibility=statement))
