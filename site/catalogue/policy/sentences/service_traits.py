"""What sentences depend on about one service: what it grants, how it is reached and paid, and who may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.i18n.fallback import localised
from catalogue.i18n.formatting import in_sentence
from catalogue.policy.model import Policy, Service


@dataclass(frozen=True)
class ServiceTraits:
    """A service as sentences speak of it."""

    id: str
    name: str  # as in a heading: Familjerådgivning
    in_sentence: str  # familjerådgivning
    hours: bool  # granted and paid by the hour, not by the session
    numbered: bool  # claimed with a control number
    by_decision: bool  # needs a decision (biståndsbeslut)
    own_unit_only: bool
    handed_over: bool  # the own unit hands over to a supplier when it is full
    beyond: bool  # a decision that it cannot grant goes to a supplier
    presence_codes: bool
    attested: bool  # the provider, not the municipality, makes sure where the resident lives
    checked: bool  # whoever issues a number makes sure where the resident lives
    case_reports: bool
    first_contact: bool
    extra: bool  # more can be granted for a reason
    has_fee: bool
    has_exemption: bool  # a number, or a provider's report, can say that its holder pays less
    exempt_on_claim: bool  # the provider reports who pays less
    paid_by_budget: bool  # nothing is paid for a visit: the budget pays
    minutes: int
    visitors: tuple[str, ...]  # who may come, as far as policy says
    asked_alone: bool  # each is asked about violence alone
    unverified: bool  # whoever does not show where they live can come, to the own unit
    has_delivery: bool  # policy says how a number is handed over
    has_cancel_by: bool  # policy says how late one may cancel
    has_fee_per: bool  # policy says whether a couple pays one fee or two
    shared: bool  # two providers can perform an hour together
    missed_counts: bool  # a visit that was missed or cancelled late uses up one that is granted


def of_service(policy: Policy, service: Service, lang: str, today: date) -> ServiceTraits:
    """Return the traits of a service in one language and on one day."""
    fee = policy.fee_rule(service.id, today)
    name = localised(service.name, lang)
    has_agreement = any(row.service == service.id and row.in_force(today) for row in policy.frameworks)
    return ServiceTraits(
        service.id,
        name,
        in_sentence(name),
        hours=service.unit == "hour",
        numbered=service.control_number == "required",
        by_decision=service.decision is not None,
        own_unit_only=service.own_unit_only,
        handed_over=service.own_unit_only and has_agreement,
        beyond=service.otherwise is not None and has_agreement,
        presence_codes=service.presence_codes,
        attested=service.residence == ("attested",),
        checked="checked" in service.residence and service.control_number == "required",
        case_reports=service.case_reports,
        first_contact=service.first_contact,
        extra=bool(service.extra),
        has_fee=fee is not None and fee.highest_ore > 0,
        has_exemption=(service.control_number == "required" or service.exempt_on_claim)
        and fee is not None
        and fee.exempt_amount_ore < fee.highest_ore,
        exempt_on_claim=service.exempt_on_claim,
        paid_by_budget=service.remuneration == "none",
        minutes=service.minutes,
        visitors=service.visitors,
        asked_alone=service.violence_asked_alone,
        unverified="unverified_at_own_unit" in service.residence,
        has_delivery=bool(service.delivery),
        has_cancel_by=service.cancel_by is not None,
        has_fee_per=service.fee_per is not None,
        shared=bool(policy.partners(service)),
        missed_counts=not {"late_cancellation", "no_show"}.isdisjoint(service.consumes),
    )
