"""What a provider's page holds: what policy says."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from catalogue.policy.model import Policy
from catalogue.staff import common
from catalogue.views.policy_facts import Facts
from tests.support.catalogue.terms import terms, with_service


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    view: Any = common.provider_context(facts)
    (shown,) = json.loads(view["services_json"])
    assert shown["events"] == {
        "session": "Samtal",
        "late_cancellation": "Sent återbud",
        "no_show": "Uteblivet besök",
    }
    assert (shown["counsellors"], shown["days"]) == (["1"], 90)


@pytest.mark.parametrize(("providers", "services"), [(1, []), (2, ["familjeradgivning"])])
def test_first_sessions_are_shown_where_several_providers_have_them(
    policy: Policy, providers: int, services: list[str]
) -> None:
    """Of one alone nothing is published, and the service has no figures of its own to give."""
    asking = with_service(policy, first_sessions=True)
    few = dict(list(asking.authorisations.items())[:providers])
    view: Any = common.provider_context(terms(dataclasses.replace(asking, authorisations=few)).facts)
    assert [service for service, _ in view["first_session_services"]] == services
