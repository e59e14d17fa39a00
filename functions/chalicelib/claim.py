"""The rules of a claim, and of checking a number: pure, the same over every ledger.

The order of the questions is part of the contract: does the claim stand already, is the provider locked out, can it
use the number, may it perform the service, is the date right, is there a price, is enough left, was the resident there.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from chalicelib import booking, clock, codes, week
from chalicelib.ledger import LIVE, ClaimRow, NumberRow, Slot, View, without_number
from chalicelib.outcome import Accepted, Checked, Miscoded, Refused, Replayed
from chalicelib.price import price
from chalicelib.register import Provider, Register, Service, Tariff, canonical

MAX_FAILURES_PER_HOUR = 20
AT_OWN_UNIT = "unverified_at_own_unit"
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")
REFERENCE_EXPECTED = "1-40 letters, digits and . / _ -, and only where the service has no control numbers"
WITHOUT_RESIDENT = frozenset({"late_cancellation", "no_show"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A provider's claim for one performed event; the number it quotes is kept apart from it.

    `reference` is the provider's own, and stands in the number's place where the service has no numbers. `code` is the
    presence code that the resident handed over.
    """

    service: str
    date: date
    event: str = "session"
    counsellors: int = 1
    nth: int = 1
    minutes: int | None = None
    code: str | None = field(default=None, repr=False)
    reference: str | None = None

    def slot(self, provider: str) -> Slot:
        """Give the claim's natural key at its place."""
        return Slot(provider, self.reference or self.date.isoformat(), self.nth)

    def fingerprint(self) -> str:
        """Give what tells a repeated claim from another one under the same key; a code is told by its index alone."""
        fields = (self.service, self.date.isoformat(), self.event, self.counsellors, self.nth, self.minutes)
        return hashlib.sha256(canonical({"claim": fields})).hexdigest()


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision is made on: the rules in force, who asks, the moment, and the number's presence codes."""

    register: Register
    provider: Provider
    now: datetime
    codes: tuple[str, ...] = field(default=(), repr=False)


Decision = Accepted | Replayed | Miscoded | Refused


def decide(grounds: Grounds, claim: Claim, view: View, claim_id: str) -> Decision:
    """Judge a claim that quotes a number by what stands in the ledger and the register at this moment."""
    if view.standing:
        return _again(grounds, claim, view, view.standing)
    known = _known(grounds, claim, view)
    if isinstance(known, Refused):
        return known
    service, number = known
    tariff = _tariff(grounds, claim)
    refused = next(_refusals(grounds, service, claim, number, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    code = _presence(grounds, service, claim, number)
    if isinstance(code, Refused | Miscoded):
        return code
    return _accept(grounds, service, claim, number, tariff, claim_id=claim_id, code=code, sealed=view.sealed)


def decide_without(grounds: Grounds, claim: Claim, view: View, claim_id: str) -> Decision:
    """Judge a claim for a service that has no numbers: its key is the provider's own reference (D3)."""
    if view.standing:
        return _again(grounds, claim, view, view.standing)
    tariff = _tariff(grounds, claim)
    refused = next(_refusals_without(grounds, claim, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    place = without_number(grounds.provider.id, claim.service)
    row = _row(grounds, claim, place, tariff, claim_id=claim_id, exempt=False, visits_before=0, sealed=view.sealed)
    return Accepted(row, None)


def check(grounds: Grounds, service: str | None, on: date, view: View) -> Checked | Refused:
    """Tell a provider whether a number is usable on a date; a claim on that date may still come too late."""
    number = _visible(grounds, view)
    if isinstance(number, Refused):
        return number
    for refusal in number_refusals(number, service or number.service, on):
        return Checked(refusal.code, number)
    if not grounds.provider.authorised(number.service, on):
        return Checked("not_authorised", number)
    return Checked(used_up(number, on), number)


def check_own(view: View, on: date) -> Checked | Refused:
    """Tell a resident what stands on an own number, unless too many that do not exist were asked for."""
    if view.failures >= MAX_FAILURES_PER_HOUR:
        return Refused("too_many_failures")
    number = view.number
    if number is None:
        return Refused("number_unknown")
    return Checked(why_not(number, on), number)


def why_not(number: NumberRow, on: date) -> str | None:
    """Tell why a number cannot be used that day, if it cannot."""
    for refusal in number_refusals(number, number.service, on):
        return refusal.code
    return used_up(number, on)


def used_up(number: NumberRow, on: date) -> str | None:
    """Tell why nothing more can be claimed on a number that day, if nothing can."""
    if number.left < 1:
        return "exhausted"
    full = number.minutes_week is not None and number.weeks.get(week.of(on), 0) >= number.minutes_week
    return "week_full" if full else None


def receipt(claim: ClaimRow) -> dict[str, object]:
    """Give what a provider keeps: `amount_ore` is paid by the municipality, `fee_ore` owed by the resident."""
    names = ("claim_id", "amount_ore", "fee_ore", "tariff", "register", "left", "recorded_at")
    return {name: getattr(claim, name) for name in names}


def stands(claim: ClaimRow) -> dict[str, object]:
    """Give what a standing claim says, to whoever sent another under its key."""
    names = ("service", "date", "event", "counsellors", "nth", "minutes")
    return {name: getattr(claim, name) for name in names} | receipt(claim)


def number_refusals(number: NumberRow, service: str, on: date) -> Iterator[Refused]:
    """Give the reasons why a number cannot be used for the service on that day."""
    if number.service != service:
        yield Refused("wrong_service")
    if number.status != LIVE:
        yield Refused("number_revoked")
    if on.isoformat() < number.valid_from:
        yield Refused("number_not_yet_valid", {"valid_from": number.valid_from})
    if on.isoformat() > number.valid_to:
        yield Refused("number_expired", {"valid_to": number.valid_to})


def _again(grounds: Grounds, claim: Claim, view: View, standing: ClaimRow) -> Replayed | Refused:
    """Answer a claim whose key is taken: reversed, the same again, or another."""
    next_nth = (view.number.nth.get(standing.slot.day, 0) if view.number else standing.nth) + 1
    if view.reversal and standing.reference:
        return Refused("reference_reversed")
    if view.reversal:
        return Refused("reversed", {"next_nth": next_nth})
    other_code = standing.code is not None and codes.find(claim.code or "", grounds.codes) != standing.code
    if standing.fingerprint != claim.fingerprint() or other_code:
        more: dict[str, object] = {} if standing.reference else {"next_nth": next_nth}
        return Refused("conflict", {"stands": stands(standing)} | more)
    return Replayed(standing)


def _known(grounds: Grounds, claim: Claim, view: View) -> tuple[Service, NumberRow] | Refused:
    """Give the service and the number that a claim names, or why not."""
    number = _visible(grounds, view)
    if isinstance(number, Refused):
        return number
    found = grounds.register.service(claim.service)
    if found is None:
        return Refused("unknown_service")
    return (found, number) if found.numbered else Refused("missing_field", {"field": "reference"})


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


def _refusals(
    grounds: Grounds, service: Service, claim: Claim, number: NumberRow, tariff: Tariff | None
) -> Iterator[Refused]:
    """Give the reasons not to pay for a claim on a number that exists, in the order of the contract."""
    yield from number_refusals(number, claim.service, claim.date)
    next_nth = number.nth.get(claim.slot(grounds.provider.id).day, 0) + 1
    if claim.nth != next_nth:
        yield Refused("nth_skipped", {"next_nth": next_nth})
    yield from _date_refusals(grounds, service, claim)
    if tariff is None:
        yield Refused("no_tariff")
    yield from _cap_refusals(service, claim, number)


def _refusals_without(grounds: Grounds, claim: Claim, tariff: Tariff | None) -> Iterator[Refused]:
    """Give the reasons not to pay for a claim that quotes no number, in the same order."""
    service = grounds.register.service(claim.service)
    if service is None:
        yield Refused("unknown_service")
        return
    if service.numbered:
        yield Refused("missing_field", {"field": "number"})
    if claim.nth != 1:
        yield Refused("nth_skipped", {"next_nth": 1})
    if service.own_unit_only and grounds.provider.regi != "own":
        yield Refused("not_authorised")
    yield from _date_refusals(grounds, service, claim)
    if tariff is None:
        yield Refused("no_tariff")


def _date_refusals(grounds: Grounds, service: Service, claim: Claim) -> Iterator[Refused]:
    """Give the reasons why the provider cannot claim the service on that day."""
    if not grounds.provider.authorised(claim.service, claim.date):
        yield Refused("not_authorised")
    today = clock.day(grounds.now)
    if claim.date > today:
        yield Refused("date_in_future")
    earliest = today - timedelta(days=service.claim_age_days)
    if claim.date < earliest:
        yield Refused("too_old", {"earliest": earliest.isoformat()})
    if service.decision and claim.minutes is None:
        yield Refused("minutes_required")


def _tariff(grounds: Grounds, claim: Claim) -> Tariff | None:
    regi = grounds.provider.regi
    return grounds.register.tariff(claim.service, claim.event, regi, claim.counsellors, claim.date)


def _cap_refusals(service: Service, claim: Claim, number: NumberRow) -> Iterator[Refused]:
    """Give the reasons why what was granted does not cover the claim (D34, D35)."""
    if number.counsellors is not None and claim.counsellors > number.counsellors:
        yield Refused("counsellors_not_granted", {"counsellors": number.counsellors})
    consumed = _consumed(service, claim)
    if consumed and number.minutes_week is not None:
        of_week = week.of(claim.date)
        left_minutes = number.minutes_week - number.weeks.get(of_week, 0)
        if consumed > left_minutes:
            yield Refused("week_full", {"week": of_week, "left_minutes": left_minutes})
    if consumed > number.left:
        yield Refused("exhausted")


def _consumed(service: Service, claim: Claim) -> int:
    """Give what a claim takes of what was granted: a session, or its minutes."""
    if claim.event not in service.consumes:
        return 0
    return (claim.minutes or 0) if service.decision else 1


def _presence(grounds: Grounds, service: Service, claim: Claim, number: NumberRow) -> int | Miscoded | Refused | None:
    """Give the index of the claim's presence code; a resident who did not come has handed over none (D24)."""
    if not service.presence_codes or not _consumed(service, claim) or claim.event in WITHOUT_RESIDENT:
        return None
    if number.codes_locked:
        return Refused("codes_locked")
    if claim.code is None:
        return Refused("code_missing")
    index = codes.find(claim.code, grounds.codes)
    if index is None:
        counted = replace(number, wrong_codes=number.wrong_codes + 1, version=number.version + 1)
        return Miscoded(counted, Refused("codes_locked" if counted.codes_locked else "code_wrong"))
    return Refused("code_used") if index in number.codes else index


def _accept(  # noqa: PLR0913 - all that the row is made of
    grounds: Grounds,
    service: Service,
    claim: Claim,
    number: NumberRow,
    tariff: Tariff,
    *,
    claim_id: str,
    code: int | None,
    sealed: bool,
) -> Accepted:
    """Price the claim and take what it consumes from the number."""
    consumed = _consumed(service, claim)
    of_week = week.of(claim.date)
    by_week = {of_week: number.weeks.get(of_week, 0) + consumed} if service.decision and consumed else {}
    slot = claim.slot(grounds.provider.id)
    taken = replace(
        number,
        used=number.used + consumed,
        nth={**number.nth, slot.day: slot.nth},
        weeks={**number.weeks, **by_week},
        codes=number.codes if code is None else tuple(sorted((*number.codes, code))),
        version=number.version + 1,
    )
    visits_before = 0 if service.decision else number.used_before + number.used
    row = _row(
        grounds,
        claim,
        number.place,
        tariff,
        claim_id=claim_id,
        exempt=number.exempt,
        visits_before=visits_before,
        sealed=sealed,
    )
    return Accepted(replace(row, member=number.member, consumed=consumed, left=taken.left, code=code), taken)


def _row(  # noqa: PLR0913 - all that the row is made of
    grounds: Grounds,
    claim: Claim,
    place: str,
    tariff: Tariff,
    *,
    claim_id: str,
    exempt: bool,
    visits_before: int,
    sealed: bool,
) -> ClaimRow:
    """Write the claim down at its price; what it takes of a number is added where there is one."""
    service = grounds.register.services[claim.service]
    owed = price(
        tariff,
        grounds.register.fee(claim.service, claim.event, claim.date),
        exempt=exempt,
        visits_before=visits_before,
        minutes=claim.minutes if service.decision else None,
    )
    return ClaimRow(
        place=place,
        provider=grounds.provider.id,
        date=claim.date.isoformat(),
        nth=claim.nth,
        claim_id=claim_id,
        service=claim.service,
        member=None,
        event=claim.event,
        counsellors=claim.counsellors,
        minutes=claim.minutes,
        consumed=0,
        exempt=exempt,
        amount_ore=owed.amount_ore,
        fee_ore=owed.fee_ore,
        tariff=tariff.id,
        register=grounds.register.sha256,
        left=None,
        recorded_at=clock.stamp(grounds.now),
        booking_month=booking.month(grounds.now, sealed=sealed),
        fingerprint=claim.fingerprint(),
        visits_before=visits_before,
        reference=claim.reference,
    )
