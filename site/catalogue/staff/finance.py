"""View of the finance page before sign-in: names for a month's figures, and the empty tables of a year."""

from __future__ import annotations

import json

from catalogue.i18n.fallback import localised
from catalogue.staff import common, own_number
from catalogue.views import TemplateContext
from catalogue.views.charts import StatisticsCharts
from catalogue.views.policy_facts import Facts

SUMS = ("provider", "service", "account", "member")
"""The columns that a month is summed by."""
FOLLOW_UP = (("kronor", "kronor"), ("sessions", "sessions"), ("more", "how_many"))
"""The tables of a year so far, and the unit of each."""


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data."""
    policy = facts.policy
    names = {provider.id: provider.legal_name for provider in policy.authorisations.values()}
    return {
        **common.tool_context(facts, "controller"),
        "words_json": own_number.words_of(facts, "staff.", "finance.", "event.", "statistics.hidden"),
        "municipality": facts.municipality(),
        "names_json": _json(names),
        "members_json": _json({member.code: member.name for member in policy.municipality.members}),
        "first_year": min((tariff.start.year for tariff in policy.tariffs), default=facts.today.year),
        "sums": SUMS,
        "follow_up": FOLLOW_UP,
        "statistics": StatisticsCharts((), facts.words, facts.formats),  # its rows are filled in by the script
        "services": [(service.id, localised(service.name, facts.words.lang)) for service in policy.services.values()],
    }


def _json(names: dict[str, str]) -> str:
    return json.dumps(names, ensure_ascii=False)
