"""The reasons to refuse a claim, in the order of the contract; pure, the same for every ledger.

Can the number be used, is `nth` the next of its day, may the provider perform the service, is the date right, is there
a price, is enough left, was the resident there.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from chalicelib.control_numbers import presence_codes
from chalicelib.dates import clock, periods
from chalicelib.ledger.rows import NumberRow
from chalicelib.register.model import RegisterService, RegisterTariff
from chalicelib.rules import shared_hours
from chalicelib.rules.claim_request import Claim, ClaimContext, key_field
from chalicelib.rules.issuing import member_refusals
from chalicelib.rules.number_status import handed_over, number_refusals
from chalicelib.rules.outcomes import Refused, WrongPresenceCode

ATTESTED_EXPECTED = "left out where the provider does not attest residence"
MEMBER_EXPECTED = "left out where the service has control numbers, which say it"
WITHOUT_RESIDENT = frozenset({"late_cancellation", "no_show"})


def refusals(
    context: ClaimContext, service: RegisterService, claim: Claim, number: NumberRow, tariff: RegisterTariff | None
) -> Iterator[Refused]:
    """Yield the reasons to refuse a claim on a number that exists, in the order of the contract."""
    if claim.attested:
        yield Refused("invalid_field", {"field": "attested", "expected": ATTESTED_EXPECTED})
    yield from number_refusals(number, claim.service, claim.date)
    yield from handed_over(context, number)
    if claim.exempt:
        yield Refused("exempt_not_on_claim")
    if claim.member is not None:
        yield Refused("invalid_field", {"field": "member", "expected": MEMBER_EXPECTED})
    yield from _granted_refusals(context, service, claim, number, tariff)


def _granted_refusals(
    context: ClaimContext, service: RegisterService, claim: Claim, number: NumberRow, tariff: RegisterTariff | None
) -> Iterator[Refused]:
    """Yield the reasons why what a resident was granted does not cover the claim, or nobody pays for it."""
    next_nth = number.nth.get(claim.slot(context.provider.id).day, 0) + 1
    if claim.nth != next_nth:
        yield Refused("nth_skipped", {"next_nth": next_nth})
    yield from _date_refusals(context, service, claim)
    yield from shared_hours.refusals(context, service, claim)
    if tariff is None:
        yield Refused("no_price_for_two" if claim.partner else "no_tariff")
    yield from shared_hours.disagreements(context, claim, number)
    yield from _cap_refusals(context, service, claim, number)


def refusals_without(context: ClaimContext, claim: Claim, tariff: RegisterTariff | None) -> Iterator[Refused]:
    """Yield the reasons to refuse a claim that quotes no number, in the same order."""
    service = context.register.service(claim.service)
    if service is None:
        yield Refused("unknown_service")
        return
    if key_field(service) != "reference":
        yield Refused("missing_field", {"field": key_field(service)})
    if claim.attested:
        yield Refused("invalid_field", {"field": "attested", "expected": ATTESTED_EXPECTED})
    if claim.nth != 1:
        yield Refused("nth_skipped", {"next_nth": 1})
    if service.own_unit_only and context.provider.regi != "own":
        yield Refused("not_authorised")
    yield from _date_refusals(context, service, claim)
    yield from shared_hours.refusals(context, service, claim)
    yield from said_refusals(context, service, claim)
    if tariff is None:
        yield Refused("no_tariff")


def refusals_for_client(
    context: ClaimContext, service: RegisterService, claim: Claim, number: NumberRow, tariff: RegisterTariff | None
) -> Iterator[Refused]:
    """Yield the reasons to refuse a claim for a client whose residence the provider attests, in the same order (D25).

    The provider confirms in every claim that it has checked where the client lives.
    """
    if not service.attested:
        yield Refused("missing_field", {"field": key_field(service)})
    if not claim.attested:
        yield Refused("not_attested")
    if service.own_unit_only and context.provider.regi != "own":
        yield Refused("not_authorised")
    yield from _date_refusals(context, service, claim)
    yield from number_refusals(number, claim.service, claim.date)
    yield from said_refusals(context, service, claim)
    yield from _granted_refusals(context, service, claim, number, tariff)


def said_refusals(context: ClaimContext, service: RegisterService, claim: Claim) -> Iterator[Refused]:
    """Yield the reasons why a claim cannot say who is exempt, or where the resident lives, in place of a number."""
    if claim.exempt and not service.exempt_on_claim:
        yield Refused("exempt_not_on_claim")
    yield from member_refusals(context.register, claim.member)


def _date_refusals(context: ClaimContext, service: RegisterService, claim: Claim) -> Iterator[Refused]:
    """Yield the reasons why the provider cannot claim the service on that day."""
    if not context.provider.authorised(claim.service, claim.date):
        yield Refused("not_authorised")
    today = clock.day(context.now)
    if claim.date > today:
        yield Refused("date_in_future")
    earliest = today - timedelta(days=service.claim_age_days)
    if claim.date < earliest:
        yield Refused("too_old", {"earliest": earliest.isoformat()})
    if service.decision and claim.minutes is None:
        yield Refused("minutes_required")


def tariff(context: ClaimContext, claim: Claim) -> RegisterTariff | None:
    """Return the tariff in force for the provider on the day of the session, or None."""
    priced_by = context.provider.priced_by
    return context.register.tariff(claim.service, claim.event, priced_by, claim.counsellors, claim.date)


def _cap_refusals(
    context: ClaimContext, service: RegisterService, claim: Claim, number: NumberRow
) -> Iterator[Refused]:
    """Yield the reasons why what was granted does not cover the claim (D34, D35)."""
    if number.counsellors is not None and claim.counsellors > number.counsellors:
        yield Refused("counsellors_not_granted", {"counsellors": number.counsellors})
    consumed, _ = shared_hours.add(number, claim, context.provider.id, units_consumed(service, claim))
    if consumed and number.minutes_week is not None:
        iso_week = periods.iso_week(claim.date)
        left_minutes = number.minutes_week - number.weeks.get(iso_week, 0)
        if consumed > left_minutes:
            yield Refused("week_full", {"week": iso_week, "left_minutes": left_minutes})
    if consumed > number.left:
        yield Refused("exhausted")


def units_consumed(service: RegisterService, claim: Claim) -> int:
    """Return how much of the grant a claim consumes: a session, or its minutes."""
    if claim.event not in service.consumes:
        return 0
    return (claim.minutes or 0) if service.decision else 1


def check_presence_code(
    context: ClaimContext, service: RegisterService, claim: Claim, number: NumberRow
) -> int | WrongPresenceCode | Refused | None:
    """Return the index of the claim's presence code, or None where none is needed; an absent resident gives none (D24).

    Every wrong code counts once, however often it is sent: a response may have been lost on its way.
    """
    if not service.presence_codes or not units_consumed(service, claim) or claim.event in WITHOUT_RESIDENT:
        return None
    if number.codes_locked:
        return Refused("codes_locked")
    if claim.code is None:
        return Refused("code_missing")
    index = presence_codes.find(claim.code, context.codes)
    if index is None:
        fingerprint = presence_codes.fingerprint(claim.code, context.codes)
        if fingerprint in number.wrong_codes:
            return Refused("code_wrong")
        counted = replace(number, wrong_codes=(*number.wrong_codes, fingerprint), version=number.version + 1)
        return WrongPresenceCode(counted, Refused("codes_locked" if counted.codes_locked else "code_wrong"))
    return Refused("code_used") if index in number.codes else index
