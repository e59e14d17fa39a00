"""View of the reception page before sign-in: what can be granted, and the reasons to choose from."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup, escape

from catalogue.i18n.fallback import localised
from catalogue.policy.model import Extra, Service
from catalogue.search.card import ListedProvider
from catalogue.staff import common, qr, select_options
from catalogue.staff.case_report import Options
from catalogue.staff.common import reasons
from catalogue.views import TemplateContext
from catalogue.views.filter_labels import FilterLabels
from catalogue.views.policy_facts import Facts
from chalicelib.register import codes
from chalicelib.register.codes import REFERRED

DECISION_HOURS_WEEK, DECISION_MONTHS = 168, 120
"""The most that a decision can say, where a supplier performs what the service cannot grant."""
FIRST_ASKED = ("service", "areas", "languages", "formats", "accepts_new", "step_free")
"""What callers ask for first: its choices are in sight, all others one press away."""


def template_context(facts: Facts, listed: Sequence[ListedProvider]) -> TemplateContext:
    """Return the template's data; `listed` is in the day's order."""
    municipality, services = facts.policy.municipality, facts.policy.services.values()
    day = facts.formats.day(facts.today.isoformat())
    names = [(provider.id, provider.name) for provider in listed]
    address = municipality.address.rstrip("/") + facts.urls.page("list")
    return {
        **common.tool_context(facts, "reception"),
        "address": address,
        "qr": qr.svg(address),
        "municipality": facts.municipality(),
        "reception": municipality.reception,
        "services": [_service(facts, service) for service in services if _is_issued(service)],
        "members": [(member.code, member.name) for member in municipality.members],
        "providers": _links(facts, names),
        "list_address": facts.urls.page("list"),
        "page_address": facts.urls.list_page(2).replace("/2/", "/{page}/"),
        "options": select_options.option_elements(names),
        "built": facts.today.isoformat(),
        "order_of": facts.words["list.order_today"].format(date=day),
        "because": reasons(facts, "because", codes.BECAUSE),
        "revoke_reasons": reasons(facts, "revoke", codes.REVOKE_REASONS),
        "extend_reasons": [*reasons(facts, "extend", codes.EXTEND_REASONS), *_extra_reasons(facts)],
        "beyond_reasons": reasons(facts, "beyond", codes.BEYOND_REASONS),
        "exempt_reasons": reasons(facts, "exemption", codes.EXEMPT_REASONS),
        "unlock_reasons": reasons(facts, "unlock", codes.UNLOCK_REASONS),
        "hand_over_reasons": reasons(facts, "hand_over", codes.NOT_IN_TURN),
        **_suppliers(facts),
        "replace_reasons": reasons(facts, "replace", codes.REPLACE_REASONS),
        **_contacts(facts),
    }


def _contacts(facts: Facts) -> TemplateContext:
    """Return what can be counted of a contact, and of which services."""
    services, lang = facts.policy.services.values(), facts.words.lang
    places = [(place.id, localised(place.name, lang)) for place in facts.policy.municipality.elsewhere]
    return {
        "contact_services": [(one.id, localised(one.name, lang)) for one in services if one.first_contact],
        "contact_kinds": [kind for kind in codes.CONTACTS if kind != REFERRED],
        "contact_places": [*places, (codes.ELSEWHERE, facts.words["staff.contact_elsewhere"])],
        "contact_regi": codes.REGI,
        "complaint_kinds": reasons(facts, "complaint", codes.COMPLAINTS),
        "help_address": facts.urls.page("help"),
    }


def _suppliers(facts: Facts) -> TemplateContext:
    """Return the legal names of suppliers, and the own unit of each service that has some, to be handed back to."""
    policy = facts.policy
    names = {row.id: row.legal_name for agreement in policy.frameworks for row in agreement.suppliers}
    own_units = {
        agreement.service: {provider.id: provider.legal_name}
        for agreement in policy.frameworks
        for provider in policy.authorisations.values()
        if policy.services[agreement.service].own_unit_only
        and provider.regi == "own"
        and provider.in_force(facts.today, agreement.service)
    }
    return {
        "suppliers": names,
        "suppliers_json": json.dumps(names, ensure_ascii=False),
        "own_units_json": json.dumps(own_units, ensure_ascii=False),
    }


def choices(labels: FilterLabels) -> TemplateContext:
    """Return the facets of the residents' list: those in sight, in the order in which callers ask, and the others."""
    facets = {facet.key: facet for group in labels.groups() for facet in group.facets}
    return {
        "labels": labels,
        "first_facets": [facets[key] for key in FIRST_ASKED if key in facets],
        "other_facets": [facet for key, facet in facets.items() if key not in FIRST_ASKED],
    }


def _links(facts: Facts, names: Sequence[tuple[str, str]]) -> Markup:
    """Return a list item with a link to each provider's page, in the day's order."""
    before, after = (str(escape(part)) for part in facts.urls.provider("\0").split("\0"))
    links = [
        f'\n<li class="entry" data-provider="{id_}">'
        f'<h3><a href="{before}{id_}{after}" target="_blank" rel="noreferrer">{name}</a></h3></li>'
        for id_, name in ((escape(id_), escape(name)) for id_, name in names)
    ]
    return Markup("".join(links))  # noqa: S704 - every part is escaped


def _is_issued(service: Service) -> bool:
    """Return whether the reception issues numbers for a service: a set of sessions, or hours by decision (D34-36)."""
    return service.control_number == "required" and bool(service.granted or service.decision)


def _service(facts: Facts, service: Service) -> TemplateContext:
    """Return what a control number of a service can grant, and whether there is a fee to be exempt from."""
    fee = facts.policy.fee_rule(service.id, facts.today)
    return {
        "id": service.id,
        "name": localised(service.name, facts.words.lang),
        "fee": bool(fee and fee.highest_ore),
        "anonymous": codes.AT_OWN_UNIT in service.residence,
        "amounts": [] if service.decision else _amounts(facts, service),
        "decision": (DECISION_HOURS_WEEK, DECISION_MONTHS) if service.otherwise else service.decision,
        "beyond": _beyond(facts, service),
        "counsellors": common.counsellors(facts.policy, service),
    }


def _beyond(facts: Facts, service: Service) -> str:
    """Return what is said of a decision that is more than the service grants, where it goes to a supplier (D34)."""
    if service.decision is None or service.otherwise is None:
        return ""
    hours, months = service.decision
    return facts.words["staff.beyond_limits"].format(hours=hours, months=months)


def _amounts(facts: Facts, service: Service) -> list[tuple[str, str, int]]:
    """Return what can be granted: reason (empty for the standard), label, and number of sessions."""
    granted, plural = service.granted or 0, facts.words.plural
    amounts = [("", plural("staff.sessions", granted), granted)]
    for extra in service.extra:
        count = granted + extra.sessions
        amounts.append((extra.reason, f"{plural('staff.sessions', count)}: {_extra(facts, extra)}", count))
    return amounts


def _extra_reasons(facts: Facts) -> Options:
    extras = {extra.reason: extra for service in facts.policy.services.values() for extra in service.extra}
    return [(reason, _extra(facts, extra)) for reason, extra in extras.items()]


def _extra(facts: Facts, extra: Extra) -> str:
    """Return the label of a reason: policy's own, or ours; a draft may lack both, and shows the key."""
    if extra.label:
        return localised(extra.label, facts.words.lang)
    return facts.words.texts.get(f"staff.extra_{extra.reason}", extra.reason)
