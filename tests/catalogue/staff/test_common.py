"""What a provider's page holds: the endpoint's own limits, and what policy says."""

from __future__ import annotations

import json

from catalogue.staff import common
from catalogue.views.policy_facts import Facts
from chalicelib.api import routes_claims
from chalicelib.control_numbers import presence_codes
from chalicelib.rules import claim_request, reversal


def test_the_reasons_and_limits_of_a_report_are_those_that_the_endpoint_has() -> None:
    (minutes,) = (field for field in routes_claims.CLAIM if field.name == "minutes")
    most = common.MINUTES_MOST
    assert common.REVERSE_REASONS == reversal.REASONS
    assert claim_request.REFERENCE.pattern == common.REFERENCE
    assert common.CODE_LENGTH == presence_codes.LENGTH
    assert (minutes.type.read(most), minutes.type.read(most + 1)) == (most, None)


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    (shown,) = json.loads(common.provider(facts)["services_json"])
    assert shown["events"] == {
        "session": "Samtal",
        "late_cancellation": "Sent återbud",
        "no_show": "Uteblivet besök",
    }
    assert (shown["counsellors"], shown["days"]) == (["1"], 90)
