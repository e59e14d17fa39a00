"""View of the finance page before sign-in: names for a month's figures, and the empty tables of a year."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Service
from catalogue.policy.money.price_comparison import Comparison, compare_prices, sources
from catalogue.staff import common, own_number
from catalogue.views import TemplateContext, policy_statistics
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes

SUMS = ("provider", "service", "account", "member")
"""The columns that a month is summed by."""
FOLLOW_UP = (("kronor", "kronor"), ("sessions", "sessions"), ("own_unit", "kronor"), ("more", "how_many"))
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
OF_A_FRAMEWORK = ("framework_sessions", "framework_share")
"""The rows of a year that a service with one provider, without control numbers or without suppliers has none of."""

OF_RESIDENCE = {
    codes.AT_OWN_UNIT: ("anonymous", "anonymous_sessions"),
    codes.ATTESTED: ("clients", "attested_sessions"),
}
"""The rows of a year that only a service with that way to establish residence has."""


def template_context(facts: Facts) -> TemplateContext:
    """Return the template's data."""
    policy = facts.policy
    return {
        **common.tool_context(facts, "controller"),
        "words_json": own_number.words_of(
            facts, "staff.", "finance.", "event.", "statistics.hidden", "statistics.hidden_aloud"
        ),
        "municipality": facts.municipality(),
        "names_json": _json(policy.legal_names),
        "places_json": _json(
            {place.id: localised(place.name, facts.words.lang) for place in policy.municipality.elsewhere}
        ),
        "members_json": _json({member.code: member.name for member in policy.municipality.members}),
        "first_year": _first_year(facts),
        "reverse_reasons": common.reverse_reasons(facts),
        "adjust_reasons": common.reasons(facts, "reason", codes.ADJUST_REASONS),
        "prices_json": json.dumps(
            {service.id: _prices(facts, service) for service in policy.services.values()}, ensure_ascii=False
        ),
        "sums": SUMS,
        "follow_up": FOLLOW_UP,
        "by_service_json": json.dumps(
            {service.id: follow_up_texts(facts, service) for service in policy.services.values()}, ensure_ascii=False
        ),
        "statistics": policy_statistics.of_service(
            policy, (), facts.words, facts.formats
        ),  # its rows are filled in by the script
        "services": [(service.id, localised(service.name, facts.words.lang)) for service in policy.services.values()],
    }


def _first_year(facts: Facts) -> int:
    """Return the first year with something to read: of a price, or of a contract that the budget alone pays."""
    services = facts.policy.services
    contracts = [period for row in facts.policy.authorisations.values() for period in row.services]
    unpriced = [period.start for period in contracts if services[period.service].remuneration == "none"]
    starts = [*unpriced, *(tariff.start for tariff in facts.policy.tariffs)]
    return min((start.year for start in starts), default=facts.today.year)


def _prices(facts: Facts, service: Service) -> dict[int, TemplateContext]:
    """Return a service's prices of each year as rows and notes: what policy says without the ledger (D53)."""
    years = range(_first_year(facts), facts.today.year + 1)
    compared = (comparison for year in years for comparison in compare_prices(facts.policy, year, {}))
    return {
        comparison.year: {
            "own": [*_own_rows(facts, comparison)],
            "prices": [*_price_rows(facts, comparison)],
            "notes": _price_notes(facts, comparison),
        }
        for comparison in compared
        if comparison.service == service.id
    }


def _own_rows(facts: Facts, comparison: Comparison) -> Iterator[list[str]]:
    """Yield a label and an amount of the own unit."""
    paid_ore = comparison.own_paid_ore or 0
    share = facts.formats.per_cent(paid_ore, paid_ore + (comparison.difference_ore or 0))
    for name, amount_ore in comparison.own:
        label = facts.words.format(f"finance.price_{name}", year=comparison.own_cost_year, share=share)
        yield [label, facts.formats.money(amount_ore)]


def _price_rows(facts: Facts, comparison: Comparison) -> Iterator[list[str]]:
    """Yield a label, and the lowest, the median and the highest price."""
    words, money = facts.words, facts.formats.money
    for kind, year, prices in comparison.kinds:
        key = f"finance.price_{kind}" if prices.count else f"finance.price_{kind}_uncounted"
        amounts = (prices.lowest_ore, prices.median_whole_ore, prices.highest_ore)
        yield [words.format(key, year=year, count=prices.count), *map(money, amounts)]


def _price_notes(facts: Facts, comparison: Comparison) -> list[str]:
    """Return where the amounts come from, and whether some are assumed."""
    words = facts.words
    texts = [localised(source, words.lang) for source in sources(facts.policy, [comparison])]
    notes = [words.format("finance.price_source", source=text) for text in texts]
    return [*notes, words["finance.price_assumed"]] if comparison.assumed else notes


def follow_up_texts(facts: Facts, service: Service) -> dict[str, str]:
    """Return the texts of the follow-up as they are said of a service; a row that it has none of has no text."""
    providers = sum(provider.in_force(facts.today, service.id) for provider in facts.policy.authorisations.values())
    alone = OF_A_CHOICE if providers == 1 else ()
    framework = () if any(row.service == service.id for row in facts.policy.frameworks) else OF_A_FRAMEWORK
    unsaid = (*framework, *(OF_NUMBERS if service.control_number == "none" else alone))
    left_out = {f"finance.of_{name}" for name in unsaid}
    for way, rows in OF_RESIDENCE.items():
        left_out |= set() if way in service.residence else {f"finance.of_{name}" for name in rows}
    texts = facts.words.of(service.id).for_scripts("finance.")
    return {key: text for key, text in texts.items() if key not in left_out}


def _json(names: Mapping[str, str]) -> str:
    return json.dumps(dict(names), ensure_ascii=False)
