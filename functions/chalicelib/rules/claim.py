"""The decision on a claim: pure, the same for every ledger.

The order of the checks is part of the contract: is the claim recorded already, is the provider locked out, can it use
the number, may it perform the service, is the date right, is there a price, is enough left, was the resident there.
"""

from dataclasses import replace

from chalicelib.control_numbers import presence_codes
from chalicelib.dates import clock, periods, week
from chalicelib.ledger.port import ClaimRow, LedgerSnapshot, NumberRow, without_number
from chalicelib.register.parser import Service, Tariff
from chalicelib.rules import claim_checks
from chalicelib.rules.claim_request import Claim, ClaimContext
from chalicelib.rules.number_status import visible_number
from chalicelib.rules.outcomes import Accepted, Refused, Replayed, WrongPresenceCode
from chalicelib.rules.price import price

__all__ = ["Claim", "ClaimContext", "Decision", "decide", "decide_without", "receipt", "stands"]

Decision = Accepted | Replayed | WrongPresenceCode | Refused


def decide(grounds: ClaimContext, claim: Claim, view: LedgerSnapshot, claim_id: str) -> Decision:
    """Decide on a claim that quotes a number, by the ledger and the register of this moment."""
    if view.claim:
        return _again(grounds, claim, view, view.claim)
    known = _known(grounds, claim, view)
    if isinstance(known, Refused):
        return known
    service, number = known
    tariff = claim_checks.tariff(grounds, claim)
    refused = next(claim_checks.refusals(grounds, service, claim, number, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    code = claim_checks.check_presence_code(grounds, service, claim, number)
    if isinstance(code, Refused | WrongPresenceCode):
        return code
    return _accept(grounds, service, claim, number, tariff, claim_id=claim_id, code=code, sealed=view.sealed)


def decide_without(grounds: ClaimContext, claim: Claim, view: LedgerSnapshot, claim_id: str) -> Decision:
    """Decide on a claim for a service without numbers, whose key is the provider's own reference (D3)."""
    if view.claim:
        return _again(grounds, claim, view, view.claim)
    tariff = claim_checks.tariff(grounds, claim)
    refused = next(claim_checks.refusals_without(grounds, claim, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    place = without_number(grounds.provider.id, claim.service)
    row = _row(grounds, claim, place, tariff, claim_id=claim_id, exempt=False, visits_before=0, sealed=view.sealed)
    return Accepted(row, None)


def receipt(claim: ClaimRow) -> dict[str, object]:
    """Return a provider's receipt: `amount_ore` is paid by the municipality, `fee_ore` owed by the resident."""
    names = ("claim_id", "amount_ore", "fee_ore", "tariff", "register", "left", "recorded_at")
    return {name: getattr(claim, name) for name in names}


def stands(claim: ClaimRow) -> dict[str, object]:
    """Return a recorded claim as it can be sent again, for a provider that sent another one under its key."""
    names = ("service", "date", "event", "counsellors", "nth", "minutes")
    sent = {name: getattr(claim, name) for name in names}
    return {name: value for name, value in sent.items() if value is not None} | receipt(claim)


def _again(grounds: ClaimContext, claim: Claim, view: LedgerSnapshot, standing: ClaimRow) -> Replayed | Refused:
    """Decide on a claim whose key is taken: by a reversed claim, the same claim, or another one."""
    next_nth = (view.number.nth.get(standing.slot.day, 0) if view.number else standing.nth) + 1
    if view.reversal and standing.reference:
        return Refused("reference_reversed")
    if view.reversal:
        return Refused("reversed", {"next_nth": next_nth})
    other_code = standing.code is not None and presence_codes.find(claim.code or "", grounds.codes) != standing.code
    if standing.fingerprint != claim.fingerprint() or other_code:
        more: dict[str, object] = {} if standing.reference else {"next_nth": next_nth}
        return Refused("conflict", {"stands": stands(standing)} | more)
    return Replayed(standing)


def _known(grounds: ClaimContext, claim: Claim, view: LedgerSnapshot) -> tuple[Service, NumberRow] | Refused:
    """Return the service and the number that a claim names, or the refusal."""
    number = visible_number(grounds, view)
    if isinstance(number, Refused):
        return number
    found = grounds.register.service(claim.service)
    if found is None:
        return Refused("unknown_service")
    return (found, number) if found.numbered else Refused("missing_field", {"field": "reference"})


def _accept(  # noqa: PLR0913 - all that the row is made of
    grounds: ClaimContext,
    service: Service,
    claim: Claim,
    number: NumberRow,
    tariff: Tariff,
    *,
    claim_id: str,
    code: int | None,
    sealed: bool,
) -> Accepted:
    """Price the claim and subtract what it consumes from the number."""
    consumed = claim_checks.units_consumed(service, claim)
    of_week = week.iso_week(claim.date)
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
    grounds: ClaimContext,
    claim: Claim,
    place: str,
    tariff: Tariff,
    *,
    claim_id: str,
    exempt: bool,
    visits_before: int,
    sealed: bool,
) -> ClaimRow:
    """Build the claim's row at its price; the caller adds what it consumes of a number."""
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
        booking_month=periods.month(grounds.now, sealed=sealed),
        fingerprint=claim.fingerprint(),
        visits_before=visits_before,
        reference=claim.reference,
    )
