"""The municipality's rules as plain, frozen data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalogue.policy.applications import Application
from catalogue.policy.frameworks.model import Agreement, Supplier
from catalogue.policy.money.budget import (
    Budget,
    CostSharing,
    Counsellors,
    FrameworkPrices,
    OwnCost,
    Population,
    Texts,
)
from catalogue.policy.money.model import Fee, Tariff
from catalogue.policy.municipality import Municipality
from catalogue.schema.containers import Context
from chalicelib.register.accounts import Account, Dimension
from chalicelib.register.codes import TOGETHER


@dataclass(frozen=True, slots=True)
class Extra:
    """Extra sessions that can be granted for a reason; one of the municipality's own has a label and a sentence."""

    reason: str
    sessions: int
    label: Texts | None = None
    sentence: Texts | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service that a resident can be granted."""

    id: str
    name: Texts
    hsa_code: str | None
    legal: Texts
    unit: str
    minutes: int
    control_number: str
    granted: int | None  # sessions; services by the hour are granted by decision
    otherwise: str | None  # where a decision beyond the maximum goes; None: it is refused
    decision: tuple[int, int] | None  # maximum of a decision: hours a week, months
    extra: tuple[Extra, ...]
    most: int | None  # maximum sessions per number, extras included; None: granted plus all extras
    months_valid: int
    own_unit_only: bool
    residence: tuple[str, ...]
    attestation: int | None  # maximum sessions of a client whose residence the provider attests
    claim_age_days: int
    consumes: tuple[str, ...]
    presence_codes: bool
    case_reports: bool
    first_sessions: bool
    first_contact: bool
    non_choice: str
    when_used_up: Texts
    source: Texts
    assumed: bool
    fee_per: str | None = None  # couple or person; this and the rest are None or empty where policy does not say
    delivery: tuple[str, ...] = ()  # how the reception hands over a number
    cancel_by: tuple[str, str | int] | None = None  # what counts, and how much: ("hours", 24), ("day_before", "09:00")
    visitors: tuple[str, ...] = ()
    violence_asked_alone: bool = False
    exempt_on_claim: bool = False  # a claim without a number can say that the resident is exempt
    remuneration: str = "tariff"  # or none: paid by budget alone
    wait_guarantee_days: int | None = None  # working days within which a first session is promised
    national: bool = True  # whether it counts in the national statistics; samarbetssamtal do not (D21)
    application: Application | None = None  # what to know before one applies; None: policy does not say


@dataclass(frozen=True, slots=True)
class Period:
    """One service that a provider may perform, from `start` to `end` inclusive (None: until further notice)."""

    service: str
    start: dt.date
    end: dt.date | None

    def covers(self, on: dt.date) -> bool:
        """Return whether the period includes a day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Verified:
    """A fact that the municipality has verified itself, with the day."""

    fact: str
    value: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Authorisation:
    """The authorisation of a contracted provider."""

    id: str
    legal_name: str
    organisation_number: str | None
    supplier: str | None
    regi: str
    type: str
    services: tuple[Period, ...]
    ended_reason: str | None
    verified: tuple[Verified, ...]
    accounts: tuple[int, ...]

    def in_force(self, on: dt.date, service: str | None = None) -> bool:
        """Return whether the provider is authorised on a day, for `service` or else for any service."""
        return any(p.covers(on) for p in self.services if service is None or p.service == service)

    def has_ended(self, on: dt.date) -> bool:
        """Return whether every period ended before a day."""
        return all(period.end is not None and period.end < on for period in self.services)


@dataclass(frozen=True, slots=True)
class OrderSeed:
    """The public seed of the daily order, in force from `start`."""

    start: dt.date
    seed: str
    source: Texts


@dataclass(frozen=True, eq=False)
class Policy:
    """All rules of one municipality (or several that share a catalogue); compared by identity."""

    municipality: Municipality
    services: Mapping[str, Service]
    tariffs: tuple[Tariff, ...]
    fees: tuple[Fee, ...]
    accounts: tuple[Account, ...]
    account_names: Mapping[str, str]  # their names in the municipality's chart of accounts
    dimensions: tuple[Dimension, ...] | None  # of the SIE file; None if policy does not say
    authorisations: Mapping[str, Authorisation]
    vocabulary: Mapping[str, Mapping[str, Texts]]  # vocabulary["methods"]["eft"]["sv"]
    synonyms: Mapping[str, Mapping[str, Sequence[str]]]  # synonyms["competences"]["infidelity"]
    coordinates: Mapping[str, tuple[float, float]]  # of areas: (latitude, longitude)
    orders: tuple[OrderSeed, ...]
    budgets: tuple[Budget, ...]
    own_costs: tuple[OwnCost, ...]
    framework_prices: tuple[FrameworkPrices, ...]
    populations: tuple[Population, ...] = ()
    counsellors: tuple[Counsellors, ...] = ()
    frameworks: tuple[Agreement, ...] = ()
    cost_sharing: CostSharing | None = None  # of a joint service
    draft: bool = False  # some values are not known yet (`schema/draft.py`)

    @cached_property
    def context(self) -> Context:
        """The languages and choices that profiles are checked against."""
        choices: dict[str, Mapping[str, Texts]] = dict(self.vocabulary)
        choices["services"] = {service.id: service.name for service in self.services.values()}
        choices["providers"] = {provider.id: {"": provider.legal_name} for provider in self.authorisations.values()}
        return Context(self.municipality.languages, choices)

    @cached_property
    def contracted(self) -> Mapping[str, Authorisation | Supplier]:
        """Everyone who is paid, by id: authorised providers, and suppliers, whom residents never choose."""
        suppliers = {row.id: row for agreement in self.frameworks for row in agreement.suppliers}
        return {**self.authorisations, **suppliers}

    @property
    def legal_names(self) -> Mapping[str, str]:
        """Return the legal name of everyone who is paid, by id."""
        return {id_: party.legal_name for id_, party in self.contracted.items()}

    def fee(self, service: str, event: str, on: dt.date) -> Fee | None:
        """Return the fee in force that day, or None for an event that it does not list, as a claim is priced."""
        fee = self.fee_rule(service, on)
        return fee.of_event(event) if fee else None

    def fee_rule(self, service: str, on: dt.date) -> Fee | None:
        """Return the rule for the fees of all events in force that day, or None."""
        in_force = [fee for fee in self.fees if fee.service == service and fee.start <= on]
        return max(in_force, key=lambda fee: fee.start, default=None)

    def partners(self, service: Service) -> Mapping[str, str]:
        """Return the names of the private providers that can share hours of a service, by id, if any can (D37)."""
        priced = {(tariff.service, tariff.regi, tariff.counsellors) for tariff in self.tariffs}
        if service.decision is None or (service.id, "private", TOGETHER) not in priced:
            return {}
        of_service = {
            provider.id: provider.legal_name
            for provider in self.authorisations.values()
            if provider.regi == "private" and service.id in {period.service for period in provider.services}
        }
        return of_service if len(of_service) >= TOGETHER else {}

    @cached_property
    def turning_days(self) -> tuple[dt.date, ...]:
        """The sorted days when the set of providers in force can change: first days, and days after last days."""
        periods = [period for provider in self.authorisations.values() for period in provider.services]
        ends = {period.end + dt.timedelta(days=1) for period in periods if period.end}
        return tuple(sorted(ends | {period.start for period in periods}))
