"""The decision on a claim: pure, the same for every ledger.

The order of the checks is part of the contract: is the claim recorded already, is the provider locked out, can it use
the number, may it perform the service, is the date right, is there a price, is enough left, was the resident there.
"""

from dataclasses import replace

from chalicelib.control_numbers import presence_codes
from chalicelib.dates import clock, periods
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import WITHOUT_NUMBER, ClaimRow, NumberRow, without_number
from chalicelib.register.codes import AT_OWN_UNIT
from chalicelib.register.model import RegisterService, RegisterTariff
from chalicelib.rules import claim_checks, clients, shared_hours
from chalicelib.rules.claim_request import Claim, ClaimContext, key_field
from chalicelib.rules.money.price import half, price, visits_before
from chalicelib.rules.number_status import visible_number
from chalicelib.rules.outcomes import Accepted, Refused, Replayed, WrongPresenceCode

Decision = Accepted | Replayed | WrongPresenceCode | Refused


def decide(context: ClaimContext, claim: Claim, snapshot: LedgerSnapshot, claim_id: str) -> Decision:
    """Decide on a claim that quotes a number, by the ledger and the register of this moment."""
    if snapshot.claim:
        return _decide_taken_key(context, claim, snapshot, snapshot.claim)
    quoted = _service_and_number(context, claim, snapshot)
    if isinstance(quoted, Refused):
        return quoted
    service, number = quoted
    tariff = claim_checks.tariff(context, claim)
    refused = next(claim_checks.refusals(context, service, claim, number, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    code = claim_checks.check_presence_code(context, service, claim, number)
    if isinstance(code, Refused | WrongPresenceCode):
        return code
    return _accept(context, service, claim, number, tariff, claim_id=claim_id, code=code, sealed=snapshot.sealed)


def decide_without(context: ClaimContext, claim: Claim, snapshot: LedgerSnapshot, claim_id: str) -> Decision:
    """Decide on a claim for a service without numbers, whose key is the provider's own reference (D3)."""
    if snapshot.claim:
        return _decide_taken_key(context, claim, snapshot, snapshot.claim)
    tariff = claim_checks.tariff(context, claim)
    refused = next(claim_checks.refusals_without(context, claim, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    place = without_number(context.provider.id, claim.service)
    row = _row(
        context, claim, place, tariff, claim_id=claim_id, exempt=claim.exempt, visits_before=0, sealed=snapshot.sealed
    )
    return Accepted(replace(row, member=claim.member), None)


def decide_for_client(context: ClaimContext, claim: Claim, snapshot: LedgerSnapshot, claim_id: str) -> Decision:
    """Decide on a claim for a client whose residence the provider attests, by its own running number (D25)."""
    if snapshot.claim:
        return _decide_taken_key(context, claim, snapshot, snapshot.claim)
    service = context.register.service(claim.service)
    if service is None:
        return Refused("unknown_service")
    number = snapshot.number or clients.begin(context, service, claim.client or "")
    tariff = claim_checks.tariff(context, claim)
    refused = next(claim_checks.refusals_for_client(context, service, claim, number, tariff), None)
    if refused or tariff is None:
        return refused or Refused("no_tariff")
    return _accept(context, service, claim, number, tariff, claim_id=claim_id, code=None, sealed=snapshot.sealed)


def receipt(claim: ClaimRow) -> dict[str, object]:
    """Return a provider's receipt: `amount_ore` is paid by the municipality, `fee_ore` owed by the resident."""
    names = ("claim_id", "amount_ore", "fee_ore", "tariff", "register", "left", "recorded_at")
    return {name: getattr(claim, name) for name in names} | {"tariff": claim.tariff or None}


def recorded_facts(claim: ClaimRow) -> dict[str, object]:
    """Return a recorded claim as it can be sent again, for a provider that sent another one under its key."""
    names = ("service", "date", "event", "counsellors", "nth", "minutes")
    facts = {name: getattr(claim, name) for name in names} | {"with": claim.partner}
    if claim.place.startswith(WITHOUT_NUMBER):
        facts |= {"member": claim.member, "exempt": claim.exempt or None, "attested": claim.attested or None}
    return {name: value for name, value in facts.items() if value is not None} | receipt(claim)


def _decide_taken_key(
    context: ClaimContext, claim: Claim, snapshot: LedgerSnapshot, recorded: ClaimRow
) -> Replayed | Refused:
    """Decide on a claim whose key is taken: by a reversed claim, the same claim, or another one."""
    next_nth = (snapshot.number.nth.get(recorded.slot.day, 0) if snapshot.number else recorded.nth) + 1
    if snapshot.reversal and recorded.reference:
        return Refused("reference_reversed")
    if snapshot.reversal:
        return Refused("reversed", {"next_nth": next_nth})
    other_code = recorded.code is not None and presence_codes.find(claim.code or "", context.codes) != recorded.code
    if recorded.fingerprint != claim.fingerprint() or other_code:
        facts: dict[str, object] = {} if recorded.reference else {"next_nth": next_nth}
        return Refused("conflict", {"stands": recorded_facts(recorded)} | facts)
    return Replayed(recorded)


def _service_and_number(
    context: ClaimContext, claim: Claim, snapshot: LedgerSnapshot
) -> tuple[RegisterService, NumberRow] | Refused:
    """Return the service and the number that a claim names, or the refusal."""
    number = visible_number(context, snapshot)
    if isinstance(number, Refused):
        return number
    service = context.register.service(claim.service)
    if service is None:
        return Refused("unknown_service")
    return (service, number) if service.numbered else Refused("missing_field", {"field": key_field(service)})


def _accept(  # noqa: PLR0913 - all that the row is made of
    context: ClaimContext,
    service: RegisterService,
    claim: Claim,
    number: NumberRow,
    tariff: RegisterTariff,
    *,
    claim_id: str,
    code: int | None,
    sealed: bool,
) -> Accepted:
    """Price the claim and subtract what it consumes from the number."""
    units = claim_checks.units_consumed(service, claim)
    consumed, shared = shared_hours.add(number, claim, context.provider.id, units)
    iso_week = periods.iso_week(claim.date)
    by_week = {iso_week: number.weeks.get(iso_week, 0) + consumed} if service.decision and consumed else {}
    slot = claim.slot(context.provider.id)
    updated = replace(
        number,
        used=number.used + consumed,
        nth={**number.nth, slot.day: slot.nth},
        weeks={**number.weeks, **by_week},
        shared=shared,
        codes=number.codes if code is None else tuple(sorted((*number.codes, code))),
        version=number.version + 1,
    )
    row = _row(
        context,
        claim,
        number.place,
        tariff,
        claim_id=claim_id,
        exempt=number.exempt if claim.client is None else claim.exempt,
        visits_before=visits_before(service, number),
        sealed=sealed,
    )
    member = number.member if claim.client is None else claim.member
    row = replace(row, member=member, anonymous=number.residence == AT_OWN_UNIT)
    return Accepted(replace(row, consumed=consumed, left=updated.left, code=code), updated)


def _row(  # noqa: PLR0913 - all that the row is made of
    context: ClaimContext,
    claim: Claim,
    place: str,
    tariff: RegisterTariff,
    *,
    claim_id: str,
    exempt: bool,
    visits_before: int,
    sealed: bool,
) -> ClaimRow:
    """Build the claim's row at its price; the caller adds what it consumes of a number."""
    service = context.register.services[claim.service]
    priced = price(
        tariff,
        context.register.fee(claim.service, claim.event, claim.date),
        exempt=exempt,
        visits_before=visits_before,
        minutes=claim.minutes if service.decision else None,
    )
    priced = half(priced, context.provider.id, claim.partner)
    return ClaimRow(
        place=place,
        provider=context.provider.id,
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
        amount_ore=priced.amount_ore,
        fee_ore=priced.fee_ore,
        tariff=tariff.id,
        register=context.register.sha256,
        left=None,
        recorded_at=clock.stamp(context.now),
        booking_month=periods.booking_month(context.now, sealed=sealed),
        fingerprint=claim.fingerprint(),
        visits_before=visits_before,
        reference=claim.reference,
        attested=claim.attested,
        partner=claim.partner,
    )
