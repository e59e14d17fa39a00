"""The rules of a claim, and of checking a number: pure, the same over every ledger.

The order of the questions is part of the contract: does the claim stand already, is the provider locked out, can it
use the number, may it perform the service, is the date right, is there a price, is a session left.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib import clock
from chalicelib.ledger import REVOKED, ClaimRow, NumberRow, Slot, View
from chalicelib.outcome import Accepted, Checked, Refused, Replayed
from chalicelib.price import price
from chalicelib.register import Provider, Register, Service, Tariff, canonical

MAX_FAILURES_PER_HOUR = 20
AT_OWN_UNIT = "unverified_at_own_unit"


@dataclass(frozen=True, slots=True)
class Claim:
    """A provider's claim for one performed event; the number it quotes is kept apart from it."""

    service: str
    date: date
    event: str = "session"
    counsellors: int = 1
    nth: int = 1
    minutes: int | None = None

    def slot(self, provider: str) -> Slot:
        """Give the claim's natural key under its number."""
        return Slot(provider, self.date.isoformat(), self.nth)

    def fingerprint(self) -> str:
        """Give what tells a repeated claim from another one under the same key."""
        fields = (self.service, self.date.isoformat(), self.event, self.counsellors, self.nth, self.minutes)
        return hashlib.sha256(canonical({"claim": fields})).hexdigest()


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision is made on: the rules in force, who asks, and the moment."""

    register: Register
    provider: Provider
    now: datetime


def decide(grounds: Grounds, claim: Claim, view: View, claim_id: str) -> Accepted | Replayed | Refused:
    """Judge a claim by what stands in the ledger and the register at this moment."""
    if view.standing:
        return _again(claim, view, view.standing)
    known = _known(grounds, claim.service, view)
    if isinstance(known, Refused):
        return known
    service, number = known
    for refusal in _refusals(grounds, service, claim, number):
        return refusal
    tariff = grounds.register.tariff(claim.service, claim.event, grounds.provider.regi, claim.counsellors, claim.date)
    if tariff is None:
        return Refused("no_tariff")
    if claim.event in service.consumes and number.left < 1:
        return Refused("exhausted")
    return _accept(grounds, service, claim, number, tariff, claim_id=claim_id)


def check(grounds: Grounds, service: str | None, on: date, view: View) -> Checked | Refused:
    """Tell a provider whether a number is usable on a date; a claim on that date may still come too late."""
    number = _visible(grounds, view)
    if isinstance(number, Refused):
        return number
    for refusal in _number_refusals(number, service or number.service, on):
        return Checked(refusal.code, number)
    if not grounds.provider.authorised(number.service, on):
        return Checked("not_authorised", number)
    return Checked(None if number.left > 0 else "exhausted", number)


def receipt(claim: ClaimRow) -> dict[str, object]:
    """Give what a provider keeps: `amount_ore` is paid by the municipality, `fee_ore` owed by the resident."""
    names = ("claim_id", "amount_ore", "fee_ore", "tariff", "register", "left", "recorded_at")
    return {name: getattr(claim, name) for name in names}


def _again(claim: Claim, view: View, standing: ClaimRow) -> Replayed | Refused:
    """Answer a claim whose key is taken: reversed, the same again, or another."""
    next_nth = (view.number.nth.get(standing.slot.day, 0) if view.number else standing.nth) + 1
    if view.reversal:
        return Refused("reversed", {"next_nth": next_nth})
    if standing.fingerprint != claim.fingerprint():
        return Refused("conflict", {"stands": stands(standing), "next_nth": next_nth})
    return Replayed(standing)


def stands(claim: ClaimRow) -> dict[str, object]:
    """Give what a standing claim says, to whoever sent another under its key."""
    names = ("service", "date", "event", "counsellors", "nth", "minutes")
    return {name: getattr(claim, name) for name in names} | receipt(claim)


def _known(grounds: Grounds, service: str, view: View) -> tuple[Service, NumberRow] | Refused:
    """Give the service and the number that a claim names, or why not."""
    number = _visible(grounds, view)
    if isinstance(number, Refused):
        return number
    found = grounds.register.service(service)
    return (found, number) if found else Refused("unknown_service")


def _visible(grounds: Grounds, view: View) -> NumberRow | Refused:
    """Give the number, unless the provider is locked out or may not know of it: some are the own unit's (D7, D13)."""
    if view.failures >= MAX_FAILURES_PER_HOUR:
        return Refused("too_many_failures")
    number = view.number
    if number is None:
        return Refused("number_unknown")
    service = grounds.register.service(number.service)
    own_unit_only = number.residence == AT_OWN_UNIT or (service is not None and service.own_unit_only)
    return Refused("number_unknown") if own_unit_only and grounds.provider.regi != "own" else number


def _refusals(grounds: Grounds, service: Service, claim: Claim, number: NumberRow) -> Iterator[Refused]:
    """Give the reasons not to price a claim on a number that exists, in the order of the contract."""
    yield from _number_refusals(number, claim.service, claim.date)
    next_nth = number.nth.get(claim.slot(grounds.provider.id).day, 0) + 1
    if claim.nth != next_nth:
        yield Refused("nth_skipped", {"next_nth": next_nth})
    if not grounds.provider.authorised(claim.service, claim.date):
        yield Refused("not_authorised")
    today = clock.day(grounds.now)
    if claim.date > today:
        yield Refused("date_in_future")
    earliest = today - timedelta(days=service.claim_age_days)
    if claim.date < earliest:
        yield Refused("too_old", {"earliest": earliest.isoformat()})


def _number_refusals(number: NumberRow, service: str, on: date) -> Iterator[Refused]:
    """Give the reasons why a number cannot be used for the service on that day."""
    if number.service != service:
        yield Refused("wrong_service")
    if number.status == REVOKED:
        yield Refused("number_revoked")
    if on.isoformat() < number.valid_from:
        yield Refused("number_not_yet_valid", {"valid_from": number.valid_from})
    if on.isoformat() > number.valid_to:
        yield Refused("number_expired", {"valid_to": number.valid_to})


def _accept(  # noqa: PLR0913 - all that the row is made of
    grounds: Grounds, service: Service, claim: Claim, number: NumberRow, tariff: Tariff, *, claim_id: str
) -> Accepted:
    """Price the claim and take its session from the number."""
    slot = claim.slot(grounds.provider.id)
    consumed = int(claim.event in service.consumes)
    taken = replace(
        number,
        used=number.used + consumed,
        nth={**number.nth, slot.day: slot.nth},
        version=number.version + 1,
    )
    owed = price(tariff, grounds.register.fee(service.id, claim.event, claim.date), exempt=number.exempt)
    row = ClaimRow(
        place=number.place,
        provider=slot.provider,
        date=slot.date,
        nth=slot.nth,
        claim_id=claim_id,
        service=service.id,
        member=number.member,
        event=claim.event,
        counsellors=claim.counsellors,
        minutes=claim.minutes,
        consumed=consumed,
        exempt=number.exempt,
        amount_ore=owed.amount_ore,
        fee_ore=owed.fee_ore,
        tariff=tariff.id,
        register=grounds.register.sha256,
        left=taken.left,
        recorded_at=clock.stamp(grounds.now),
        booking_month=clock.month(grounds.now),
        fingerprint=claim.fingerprint(),
    )
    return Accepted(row, taken)
