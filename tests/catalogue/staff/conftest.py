"""What the pages of the staff tools are made from."""

import pytest

from catalogue.policy.model import Policy
from catalogue.views.policy_facts import Facts
from tests.support.catalogue.terms import terms


@pytest.fixture
def facts(policy: Policy) -> Facts:
    """Return the facts of the small policy in Swedish."""
    return terms(policy).facts
