"""What a provider's page holds: what policy says."""

from __future__ import annotations

import json

import pytest

from catalogue.policy.model import Policy
from catalogue.staff import common
from catalogue.views.policy_facts import Facts
from tests.catalogue.views.test_number_terms import terms


@pytest.fixture
def facts(policy: Policy) -> Facts:
    """Speak Swedish about the demonstration's policy."""
    return terms(policy).facts


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    (shown,) = json.loads(common.provider(facts)["services_json"])
    assert shown["events"] == {
        "session": "Samtal",
        "late_cancellation": "Sent återbud",
        "no_show": "Uteblivet besök",
    }
    assert (shown["counsellors"], shown["days"]) == (["1"], 90)
