"""The case report form: coded classes only, labelled as on the statistics page (D48)."""

from __future__ import annotations

from typing import Any

from catalogue.i18n.fallback import localised
from catalogue.views.charts import CHARTS, value_name
from catalogue.views.policy_facts import Facts

CHILD_AGES = ("0-2", "3-6", "7-12", "13-17")
INITIATIVES = ("own", "referral")
PERSONS_MOST = 4
CHILDREN_MOST = 12
LAST_FILING = "01-31"
"""The values that the claim endpoint accepts, and its filing deadline (MM-DD, next year); a test compares them."""

_VALUES = {chart.id: chart.values for chart in CHARTS}


def view(facts: Facts) -> dict[str, Any]:
    """Return the template's data; without a service that requires case reports, there is no form."""
    words = facts.words
    asking = [one for one in facts.policy.services.values() if one.case_reports]
    return {
        "case_services": [(one.id, localised(one.name, words.lang)) for one in asking],
        "members": [(one.code, one.name) for one in facts.policy.municipality.members],
        "persons": [
            (words.say("staff.case_gender", place=place), words.say("staff.case_age", place=place))
            for place in range(1, PERSONS_MOST + 1)
        ],
        "children_most": CHILDREN_MOST,
        "last_filing": LAST_FILING,
        "genders": _labelled(facts, "gender"),
        "ages": _labelled(facts, "age"),
        "child_ages": [(value, value_name(words, "age", value)) for value in CHILD_AGES],
        "case_choices": [
            ("wait", words["staff.case_wait"], _labelled(facts, "wait")),
            ("sessions", words["staff.case_sessions"], _labelled(facts, "sessions")),
            ("content", words["staff.case_content"], _labelled(facts, "content")),
            ("initiative", words["staff.case_initiative"], [(one, words[f"staff.case_{one}"]) for one in INITIATIVES]),
        ],
    }


def _labelled(facts: Facts, id_: str) -> list[tuple[str, str]]:
    return [(value, value_name(facts.words, id_, value)) for value in _VALUES[id_]]
