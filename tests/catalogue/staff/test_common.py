"""What a provider's page holds: what policy says."""

from __future__ import annotations

import json
from typing import Any

from catalogue.staff import common
from catalogue.views.policy_facts import Facts


def test_a_report_of_a_service_holds_what_there_is_a_price_for(facts: Facts) -> None:
    view: Any = common.provider_context(facts)
    (shown,) = json.loads(view["services_json"])
    assert shown["events"] == {
        "session": "Samtal",
        "late_cancellation": "Sent återbud",
        "no_show": "Uteblivet besök",
    }
    assert (shown["counsellors"], shown["days"]) == (["1"], 90)
