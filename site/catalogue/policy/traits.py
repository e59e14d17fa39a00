"""What sentences depend on: traits of the policy, asked by prose pages and messages as `policy`.

A site's sentences ask for a share, as in `{% if policy.numbers == "none" %}`; those about one service ask the traits
of that service alone (`Traits.by_service`), where each share is `all` or `none`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from catalogue.i18n.fallback import join_names, localised
from catalogue.i18n.formatting import in_sentence
from catalogue.policy.model import Policy, Service

Share = Literal["all", "some", "none"]  # of the services


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


@dataclass(frozen=True)
class Traits:
    """What the sentences of a site depend on, in one language and on one day."""

    lang: str
    services: tuple[ServiceTraits, ...]
    providers: int  # authorised on the day
    own_unit: bool  # one of them is the municipality's own
    joint: bool  # several municipalities share the catalogue
    municipality: str
    reception: str  # the name of the office that residents call
    service: str  # all services in a sentence: familjerådgivning och familjebehandling

    @property
    def several_services(self) -> bool:
        """Return whether there is more than one service."""
        return len(self.services) > 1

    @property
    def one_provider(self) -> bool:
        """Return whether there is nothing to choose between."""
        return self.providers == 1

    @property
    def numbers(self) -> Share:
        """Return for how many services a control number is needed."""
        return _share(service.numbered for service in self.services)

    @property
    def hours(self) -> Share:
        """Return how many services are granted and paid by the hour."""
        return _share(service.hours for service in self.services)

    @property
    def decisions(self) -> Share:
        """Return for how many services a decision is needed."""
        return _share(service.by_decision for service in self.services)

    @property
    def own_unit_only(self) -> Share:
        """Return how many services only the municipality's own unit performs."""
        return _share(service.own_unit_only for service in self.services)

    @property
    def handed_over(self) -> Share:
        """Return for how many services the own unit hands over to a supplier when it is full."""
        return _share(service.handed_over for service in self.services)

    @property
    def beyond(self) -> Share:
        """Return for how many services a decision that they cannot grant goes to a supplier."""
        return _share(service.beyond for service in self.services)

    @property
    def presence_codes(self) -> Share:
        """Return for how many services a visit is proved with a code."""
        return _share(service.presence_codes for service in self.services)

    @property
    def attested(self) -> Share:
        """Return for how many services the provider makes sure where the resident lives."""
        return _share(service.attested for service in self.services)

    @property
    def checked(self) -> Share:
        """Return for how many services whoever issues a number makes sure where the resident lives."""
        return _share(service.checked for service in self.services)

    @property
    def case_reports(self) -> Share:
        """Return for how many services a provider reports what a closed case was about."""
        return _share(service.case_reports for service in self.services)

    @property
    def first_contact(self) -> Share:
        """Return for how many services the reception counts what a call came to, and complaints."""
        return _share(service.first_contact for service in self.services)

    @property
    def extra(self) -> Share:
        """Return for how many services more can be granted for a reason."""
        return _share(service.extra for service in self.services)

    @property
    def asked_alone(self) -> Share:
        """Return for how many services each is asked about violence alone."""
        return _share(service.asked_alone for service in self.services)

    @property
    def unverified(self) -> Share:
        """Return for how many services whoever does not show where they live can come, to the own unit."""
        return _share(service.unverified for service in self.services)

    @property
    def delivery(self) -> Share:
        """Return for how many of the services with numbers policy says how one is handed over."""
        return _share(service.has_delivery for service in self.services if service.numbered)

    @property
    def cancel_by(self) -> Share:
        """Return for how many services policy says how late one may cancel."""
        return _share(service.has_cancel_by for service in self.services)

    @property
    def fee_per(self) -> Share:
        """Return for how many of the services with a fee policy says whether a couple pays one or two."""
        return _share(service.has_fee_per for service in self.services if service.has_fee)

    @property
    def missed_counts(self) -> Share:
        """Return for how many services a visit that was missed uses up one that is granted."""
        return _share(service.missed_counts for service in self.services)

    @property
    def visitors(self) -> tuple[str, ...]:
        """Return who may come, whichever the service."""
        first, *others = self.services
        return tuple(who for who in first.visitors if all(who in service.visitors for service in others))

    @property
    def fees(self) -> Share:
        """Return how many services cost the resident something."""
        return _share(service.has_fee for service in self.services)

    @property
    def exemptions(self) -> Share:
        """Return for how many services a resident can be exempt from the fee."""
        return _share(service.has_exemption for service in self.services)

    @property
    def exempt_on_claim(self) -> Share:
        """Return for how many services the provider reports who is exempt from the fee."""
        return _share(service.exempt_on_claim for service in self.services)

    @property
    def paid_by_budget(self) -> Share:
        """Return how many services the budget alone pays for."""
        return _share(service.paid_by_budget for service in self.services)

    def named(self, trait: str) -> str:
        """Return the names of the services that have a trait, as in a sentence: `policy.named("by_decision")`."""
        return join_names([service.in_sentence for service in self.services if getattr(service, trait)], self.lang)

    def by_service(self) -> dict[str, Traits]:
        """Return the traits of each service alone, for sentences about it."""
        return {
            service.id: replace(self, services=(service,), service=service.in_sentence) for service in self.services
        }


def of_languages(policy: Policy, today: date, languages: Sequence[str] = ()) -> dict[str, Traits]:
    """Return the traits of a policy in each of its languages, or in those given."""
    return {lang: _traits(policy, lang, today) for lang in languages or policy.municipality.languages}


def _traits(policy: Policy, lang: str, today: date) -> Traits:
    services = tuple(_service(policy, service, lang, today) for service in policy.services.values())
    providers = [provider for provider in policy.authorisations.values() if provider.in_force(today)]
    return Traits(
        lang,
        services,
        len(providers),
        any(provider.regi == "own" for provider in providers),
        bool(policy.municipality.members),
        localised(policy.municipality.name, lang),
        localised(policy.municipality.reception.name, lang),
        join_names([service.in_sentence for service in services], lang),
    )


def _service(policy: Policy, service: Service, lang: str, today: date) -> ServiceTraits:
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


def _share(flags: Iterable[bool]) -> Share:
    """Return how many of the flags are set.

    >>> _share([True, True]), _share([True, False]), _share([])
    ('all', 'some', 'none')
    """
    values = set(flags)
    if values == {True}:
        return "all"
    return "some" if True in values else "none"
