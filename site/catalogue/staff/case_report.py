"""The case report form: coded classes only, labelled as on the statistics page (D48)."""

from __future__ import annotations

from catalogue.i18n.fallback import localised
from catalogue.views import TemplateContext
from catalogue.views.charts import CHARTS
from catalogue.views.figures.class_names import value_name
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes

_VALUES = {chart.id: chart.values for chart in CHARTS}


Options = list[tuple[str, str]]  # value, label


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data; without a service that requires case reports, there is no form."""
    words = facts.words
    services = [service for service in facts.policy.services.values() if service.case_reports]
    return {
        "case_services": [(service.id, localised(service.name, words.lang)) for service in services],
        "members": [(member.code, member.name) for member in facts.policy.municipality.members],
        "persons": [
            (words.format("staff.case_gender", place=number), words.format("staff.case_age", place=number))
            for number in range(1, codes.MAX_PERSONS + 1)
        ],
        "max_children": codes.MAX_CHILDREN,
        "last_filing": codes.LAST_FILING,
        "continuing_most": codes.MAX_CONTINUING,
        "continuing": [(began, words[f"staff.continuing_{began}"]) for began in codes.STARTED],
        "genders": _labelled(facts, "gender"),
        "ages": _labelled(facts, "age"),
        "child_ages": [(value, value_name(words, "age", value)) for value in codes.CHILD_AGES],
        "case_choices": [
            ("wait", words["staff.case_wait"], _labelled(facts, "wait")),
            ("sessions", words["staff.case_sessions"], _labelled(facts, "sessions")),
            ("content", words["staff.case_content"], _labelled(facts, "content")),
            (
                "initiative",
                words["staff.case_initiative"],
                [(initiative, words[f"staff.case_{initiative}"]) for initiative in codes.INITIATIVES],
            ),
            ("family", words["staff.case_family"], _labelled(facts, "family")),
            (
                "started",
                words["staff.case_started"],
                [(started, words[f"staff.case_started_{started}"]) for started in codes.STARTED],
            ),
        ],
    }


def _labelled(facts: Facts, id_: str) -> Options:
    return [(value, value_name(facts.words, id_, value)) for value in _VALUES[id_]]
