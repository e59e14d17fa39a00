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
from catalogue.policy.model import Policy
from catalogue.policy.sentences.service_traits import ServiceTraits, of_service

Share = Literal["all", "some", "none"]  # of the services


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
    services = tuple(of_service(policy, service, lang, today) for service in policy.services.values())
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


def _share(flags: Iterable[bool]) -> Share:
    """Return how many of the flags are set.

    >>> _share([True, True]), _share([True, False]), _share([])
    ('all', 'some', 'none')
    """
    values = set(flags)
    if values == {True}:
        return "all"
    return "some" if True in values else "none"
