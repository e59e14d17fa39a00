"""View of the finance page before sign-in: names for a month's figures, and the empty tables of a year."""

from __future__ import annotations

import json

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Service
from catalogue.staff import common, own_number
from catalogue.views import TemplateContext
from catalogue.views.charts import StatisticsCharts
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes

SUMS = ("provider", "service", "account", "member")
"""The columns that a month is summed by."""
FOLLOW_UP = (("kronor", "kronor"), ("sessions", "sessions"), ("more", "how_many"))
"""The tables of a year so far, and the unit of each."""

OF_A_CHOICE = ("told_of_every_provider", "recommended_own", "recommended_private", "own_share_of_first_choices")
OF_NUMBERS = (
    *OF_A_CHOICE,
    "issued",
    "replaced",
    "anonymous",
    "exempt",
    "exempt_set",
    "exempt_ended",
    "granted",
    "used",
    "left",
    "expired",
    "closed",
)
"""The rows of a year that a service with one provider, and one without control numbers, has none of."""

OF_RESIDENCE = {
    codes.AT_OWN_UNIT: ("anonymous", "anonymous_sessions"),
    codes.ATTESTED: ("clients", "attested_sessions"),
}
"""The rows of a year that only a service with that way to establish residence has."""


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data."""
    policy = facts.policy
    names = {provider.id: provider.legal_name for provider in policy.authorisations.values()}
    return {
        **common.tool_context(facts, "controller"),
        "words_json": own_number.words_of(
            facts, "staff.", "finance.", "event.", "statistics.hidden", "statistics.hidden_aloud"
        ),
        "municipality": facts.municipality(),
        "names_json": _json(names),
        "members_json": _json({member.code: member.name for member in policy.municipality.members}),
        "first_year": _first_year(facts),
        "reverse_reasons": common.reverse_reasons(facts),
        "adjust_reasons": common.reasons(facts, "reason", codes.ADJUST_REASONS),
        "sums": SUMS,
        "follow_up": FOLLOW_UP,
        "by_service_json": json.dumps(
            {service.id: follow_up_texts(facts, service) for service in policy.services.values()}, ensure_ascii=False
        ),
        "statistics": StatisticsCharts((), facts.words, facts.formats),  # its rows are filled in by the script
        "services": [(service.id, localised(service.name, facts.words.lang)) for service in policy.services.values()],
    }


def follow_up_texts(facts: Facts, service: Service) -> dict[str, str]:
    """Return the texts of the follow-up as they are said of a service; a row that it has none of has no text."""
    providers = sum(provider.in_force(facts.today, service.id) for provider in facts.policy.authorisations.values())
    alone = OF_A_CHOICE if providers == 1 else ()
    left_out = {f"finance.of_{name}" for name in (OF_NUMBERS if service.control_number == "none" else alone)}
    for way, rows in OF_RESIDENCE.items():
        left_out |= set() if way in service.residence else {f"finance.of_{name}" for name in rows}
    texts = facts.words.of(service.id).for_scripts("finance.")
    return {key: text for key, text in texts.items() if key not in left_out}


def _first_year(facts: Facts) -> int:
    """Return the first year with something to read: of a price, or of a contract that the budget alone pays."""
    services = facts.policy.services
    contracts = [period for row in facts.policy.authorisations.values() for period in row.services]
    unpriced = [period.start for period in contracts if services[period.service].remuneration == "none"]
    starts = [*unpriced, *(tariff.start for tariff in facts.policy.tariffs)]
    return min((start.year for start in starts), default=facts.today.year)


def _json(names: dict[str, str]) -> str:
    return json.dumps(names, ensure_ascii=False)
