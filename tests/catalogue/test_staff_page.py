"""What a provider's page holds: the endpoint's own limits, and what policy says."""

from __future__ import annotations

import json

import pytest

from catalogue import staff_page
from catalogue.facts import Facts
from catalogue.policy import Policy
from chalicelib import claimed, codes, reversal, routes_claims
from tests.catalogue.test_terms import terms


@pytest.fixture
def facts(policy: Policy) -> Facts:
    """Speak Swedish about the demonstration's policy."""
    return terms(policy).facts


def test_the_reasons_and_limits_of_a_report_are_those_that_the_endpoint_has() -> None:
    (minutes,) = (field for field in routes_claims.CLAIM if field.name == "minutes")
    most = staff_page.MINUTES_MOST
    assert staff_page.REVERSE_REASONS == reversal.REASONS
    assert claimed.REFERENCE.pattern == staff_page.REFERENCE
    assert staff_page.CODE_LENGTH == codes.LENGTH
    assert (minutes.kind.read(most), minutes.kind.read(most + 1)) == (most, None)


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    (shown,) = json.loads(staff_page.provider(facts)["services_json"])
    assert shown["events"] == {
        "session": "Samtal",
        "late_cancellation": "Sent återbud",
        "no_show": "Uteblivet besök",
    }
    assert (shown["counsellors"], shown["days"]) == (["1"], 90)
