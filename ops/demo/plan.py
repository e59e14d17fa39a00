"""What can be told of a municipality's services today, derived from its register.

The demonstration, the rehearsal of a deployment and what `serve` prints read it: what a resident is granted, which
providers can claim, which event has a price, and what is to be paid for it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.register.codes import CHECKED, EVENTS, MAX_MINUTES
from chalicelib.register.model import Dated, Register, RegisterFee, RegisterService
from chalicelib.register.provider import Provider
from chalicelib.rules.claim_checks import WITHOUT_RESIDENT
from chalicelib.rules.claim_request import key_field
from chalicelib.rules.issuing import DecisionGrant, IssueRequest
from ops.demo import expected_price
from ops.demo.events import Event, events
from ops.demo.members import first_member

MOST_PRIVATE: Final = 3
MOST_DAYS: Final = 28
"""A story begins at most this many days ago."""


class NoStoryError(Exception):
    """Nothing can be told: why, with the place in policy."""


@dataclass(frozen=True)
class ServicePlan:
    """How one service comes to a claim today.

    `providers` can claim `event`: private ones first, in the order of the list, then the own unit. `days` is how many
    days back all of them could. `grant` is the request for a control number, empty where the service has none.
    """

    register: Register
    service: RegisterService
    providers: tuple[Provider, ...]
    event: Event
    days: int
    grant: Mapping[str, Any]

    @property
    def first(self) -> str:
        """Return the provider that claims first."""
        return self.providers[0].id

    @property
    def second(self) -> str | None:
        """Return the provider that a resident can change to, or None."""
        return self.providers[1].id if len(self.providers) > 1 else None

    @property
    def own(self) -> str | None:
        """Return the own unit where it is one of several providers, or None."""
        return next((provider.id for provider in self.providers[1:] if provider.regi == "own"), None)

    @property
    def refused(self) -> str:
        """Return the provider whose claims are refused: the third private one or the first."""
        private = [provider.id for provider in self.providers if provider.regi == "private"]
        return private[2] if len(private) == MOST_PRIVATE else self.first

    @property
    def minutes(self) -> int | None:
        """Return the minutes of one visit where the service is paid by the hour, or None."""
        limits = self.service.decision
        return min(self.service.minutes, limits.minutes_week, MAX_MINUTES) if limits else None

    @property
    def first_days_ago(self) -> int:
        """Return how many days ago the first visit is."""
        return self.days * 3 // 4

    def days_ago(self, visits: int) -> int:
        """Return how many days ago the next visit is after so many: one a day, for as long as the days last."""
        start = self.days // 2
        return start - visits % (start + 1)

    def consumption(self, event: str, minutes: int | None = None) -> int:
        """Return how many sessions (or minutes) of a number an event consumes."""
        if key_field(self.service) == "reference" or event not in self.service.consumes:
            return 0
        return 1 if self.minutes is None else minutes or self.minutes

    def others(self, day: dt.date) -> Mapping[Event, str]:
        """Return the other events that have a price on a day, each with a provider that has it."""
        others: dict[Event, str] = {}
        for provider in self.providers:
            for event in events(self.register, self.service, provider.regi, day):
                if event != self.event:
                    others.setdefault(event, provider.id)
        return others

    def fee(self, day: dt.date, event: str | None = None) -> RegisterFee | None:
        """Return the fee of an event on a day, by default of the plan's own, or None where it is free."""
        return self.register.fee(self.service.id, event or self.event.name, day)

    def claim(
        self, day: dt.date, reference: str, number: str = "", codes: Sequence[str] = (), event: Event | None = None
    ) -> dict[str, Any]:
        """Build a provider's claim on a number, or by its own reference or client where the service has no numbers."""
        event = event or self.event
        subject = {key_field(self.service): number or reference} | ({"attested": True} if self.service.attested else {})
        body: dict[str, Any] = {**subject, "service": self.service.id, "date": day.isoformat()}
        if event.name != "session":
            body["event"] = event.name
        if event.counsellors > 1:
            body["counsellors"] = event.counsellors
        if self.minutes is not None:
            body["minutes"] = self.minutes
        if not self.service.numbered and (member := first_member(self.register)):
            body["member"] = member
        if codes and self.needs_code(event.name):
            body["code"] = codes[0]
        return body

    def issue_request(self) -> IssueRequest:
        """Return the grant as the reception's service takes it."""
        decision = self.grant.get("decision")
        return IssueRequest(**{**self.grant, "decision": DecisionGrant(**decision) if decision else None})

    def needs_code(self, event: str) -> bool:
        """Return whether a claim of the event quotes a presence code."""
        return self.service.presence_codes and event in self.service.consumes and event not in WITHOUT_RESIDENT

    def price_ore(  # noqa: PLR0913 - all that a price depends on
        self,
        provider: str,
        day: dt.date,
        event: Event | None = None,
        *,
        minutes: int | None = None,
        exempt: bool = False,
        visits_before: int = 0,
    ) -> tuple[int, int] | None:
        """Return what policy says that the municipality pays and the resident owes (öre), or None without a price."""
        event = event or self.event
        regi = self.register.providers[provider].regi
        tariff = self.register.tariff(self.service.id, event.name, regi, event.counsellors, day)
        if tariff is None:
            return None
        fee = self.fee(day, event.name)
        minutes = None if self.minutes is None else minutes or self.minutes
        return expected_price.price_ore(tariff, fee, minutes=minutes, exempt=exempt, visits_before=visits_before)


@dataclass(frozen=True)
class Plan:
    """The services that can be told, and a sentence for each that cannot, with its place in policy."""

    services: tuple[ServicePlan, ...]
    left_out: tuple[str, ...]


def plan(register: Register, today: dt.date, order: Sequence[str] = ()) -> Plan:
    """Derive from a register what can be told today; providers come in this order, and the others after them."""
    ids = dict.fromkeys([*(id_ for id_ in order if id_ in register.providers), *register.providers])
    parts = [_service_plan(register, service, today, [*ids]) for service in _sorted(register)]
    services = tuple(part for part in parts if isinstance(part, ServicePlan))
    return Plan(services, tuple(part for part in parts if isinstance(part, str)))


def first_day(register: Register, today: dt.date) -> dt.date | None:
    """Return the first day from today on which a service can be told, or None."""
    authorisations = [row.start for provider in register.providers.values() for row in provider.services]
    starts = {today, *authorisations, *(tariff.start for tariff in register.tariffs)}
    return next((day for day in sorted(starts) if day >= today and plan(register, day).services), None)


def _sorted(register: Register) -> Sequence[RegisterService]:
    """Return the services, those that private providers perform first: residents choose among them."""
    return sorted(register.services.values(), key=lambda service: service.own_unit_only)


def _service_plan(
    register: Register, service: RegisterService, today: dt.date, order: Sequence[str]
) -> ServicePlan | str:
    """Return the plan of a service, or the sentence why nobody can claim it today."""
    name, own_only = service.swedish, service.own_unit_only
    chosen = [register.providers[id_] for id_ in order if register.providers[id_].framework is None]
    eligible = [provider for provider in chosen if provider.regi == "own" or not own_only]
    authorised = [provider for provider in eligible if provider.authorised(service.id, today)]
    if not authorised:
        who = "own unit (the service is the own unit's alone)" if own_only else "provider"
        starts = [row for provider in eligible for row in provider.services if row.service == service.id]
        return f"policy/authorisations.yaml: no {who} is authorised for {name} on {today}{_next(starts, today)}."
    priced = {event for provider in authorised for event in events(register, service, provider.regi, today)}
    for event in sorted(priced, key=lambda event: (EVENTS.index(event.name), event.counsellors))[:1]:
        days = {p.id: _days(register, service, p, event, today) for p in authorised}
        able = sorted((p for p in authorised if days[p.id] is not None), key=lambda p: -(days[p.id] or 0))
        cast = [p for p in able if p.regi == "private"][:MOST_PRIVATE] + [p for p in able if p.regi == "own"][:1]
        grant = _grant(register, service, cast, today)
        return ServicePlan(register, service, tuple(cast), event, min(days[p.id] or 0 for p in cast), grant)
    regis = sorted({provider.regi for provider in authorised})
    prices = [row for row in register.tariffs if row.service == service.id and row.regi in regis]
    of = f"{name} ({' or '.join(regis)})"
    return f"policy/tariffs.yaml: no price of {of} is in force on {today}{_next(prices, today)}."


def _next(entries: Sequence[Dated], today: dt.date) -> str:
    """Format when the first of the coming entries begins."""
    coming = sorted(entry.start for entry in entries if entry.start > today)
    return f"; the next begins {coming[0]}" if coming else ""


def _days(register: Register, service: RegisterService, provider: Provider, event: Event, today: dt.date) -> int | None:
    """Return how many days back a provider could claim the event, with a price on each of them; None if not today."""
    able = None
    for days in range(min(MOST_DAYS, service.claim_age_days) + 1):
        day = today - dt.timedelta(days=days)
        tariff = register.tariff(service.id, event.name, provider.regi, event.counsellors, day)
        if tariff is None or not provider.authorised(service.id, day):
            break
        able = days
    return able


def _grant(
    register: Register, service: RegisterService, providers: Sequence[Provider], today: dt.date
) -> dict[str, Any]:
    """Build the request for a control number: the most that one decision grants, for the first member municipality."""
    if not service.numbered:
        return {}
    body: dict[str, Any] = {"service": service.id} | ({"residence": CHECKED} if len(service.residence) > 1 else {})
    if member := first_member(register):
        body["member"] = member
    if service.decision:
        most = max(event.counsellors for p in providers for event in events(register, service, p.regi, today))
        limits = service.decision
        body["decision"] = {"minutes_week": limits.minutes_week, "months": limits.months, "counsellors": most}
    return body
