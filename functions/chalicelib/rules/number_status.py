"""The status of a number: who can use it, for what and on which day; pure, the same for every ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from chalicelib.dates import periods
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import LIVE, REPLACED, NumberRow
from chalicelib.register.codes import AT_OWN_UNIT
from chalicelib.rules.claim_request import ClaimContext
from chalicelib.rules.money import price
from chalicelib.rules.outcomes import Checked, Refused

MAX_FAILURES_PER_HOUR = 20


def check(context: ClaimContext, service: str | None, on: date, snapshot: LedgerSnapshot) -> Checked | Refused:
    """Check for a provider whether a number is usable on a date, and the fee of a session then.

    A claim for that date may still be too late.
    """
    number = visible_number(context, snapshot)
    if isinstance(number, Refused):
        return number
    for refusal in (*number_refusals(number, service or number.service, on), *handed_over(context, number)):
        return Checked(refusal.code, number)
    if not context.provider.authorised(number.service, on):
        return Checked("not_authorised", number)
    reason = exhausted_code(number, on)
    fee_ore = None if reason else price.fee_of_session(context.register, context.provider, number, on)
    return Checked(reason, number, fee_ore)


def check_own(snapshot: LedgerSnapshot, on: date) -> Checked | Refused:
    """Check a resident's own number, unless too many numbers that do not exist were tried.

    A replaced number is reported as revoked with nothing left: the holder of a lost or stolen slip may be the very
    person who must not learn that there is a new number.
    """
    if snapshot.failures >= MAX_FAILURES_PER_HOUR:
        return Refused("too_many_failures")
    number = snapshot.number
    if number is None:
        return Refused("number_unknown")
    if closed(number):
        return Checked("number_revoked", replace(number, granted=number.used))
    return Checked(refusal_code(number, on), number)


def refusal_code(number: NumberRow, on: date) -> str | None:
    """Return the code of the reason why a number cannot be used that day, or None."""
    for refusal in number_refusals(number, number.service, on):
        return refusal.code
    return exhausted_code(number, on)


def exhausted_code(number: NumberRow, on: date) -> str | None:
    """Return the code of the reason why nothing more can be claimed that day, or None."""
    if number.left < 1:
        return "exhausted"
    full = number.minutes_week is not None and number.weeks.get(periods.iso_week(on), 0) >= number.minutes_week
    return "week_full" if full else None


def number_refusals(number: NumberRow, service: str, on: date) -> Iterator[Refused]:
    """Yield the reasons why a number cannot be used for the service on that day."""
    if number.service != service:
        yield Refused("wrong_service")
    refused = closed(number)
    if refused:
        yield refused
    if on.isoformat() < number.valid_from:
        yield Refused("number_not_yet_valid", {"valid_from": number.valid_from})
    if on.isoformat() > number.valid_to:
        yield Refused("number_expired", {"valid_to": number.valid_to})


def closed(number: NumberRow) -> Refused | None:
    """Return the refusal of a number that is revoked or replaced, or None; it never says by which number or when."""
    if number.status == LIVE:
        return None
    return Refused("number_replaced" if number.status == REPLACED else "number_revoked")


def visible_number(context: ClaimContext, snapshot: LedgerSnapshot) -> NumberRow | Refused:
    """Return the number, unless the provider is locked out or the number is for others only (D7, D13)."""
    if snapshot.failures >= MAX_FAILURES_PER_HOUR:
        return Refused("too_many_failures")
    number = snapshot.number
    if number is None:
        return Refused("number_unknown")
    return number if _is_visible(context, number) else Refused("number_unknown")


def has_reported(snapshot: LedgerSnapshot, provider: str, on: date) -> bool:
    """Return whether a provider has reported on the number that day, whoever has the number now."""
    number = snapshot.number
    is_own = number is not None and f"{provider}#{on.isoformat()}" in number.nth
    return is_own and snapshot.failures < MAX_FAILURES_PER_HOUR


def _is_visible(context: ClaimContext, number: NumberRow) -> bool:
    """Return whether a provider may know of a number: a supplier of its own alone, the own unit also of those."""
    if context.provider.framework:
        return number.supplier == context.provider.id
    if context.provider.regi == "own":
        return True
    service = context.register.service(number.service)
    own_unit_only = number.residence == AT_OWN_UNIT or (service is not None and service.own_unit_only)
    return not own_unit_only and number.supplier is None


def handed_over(context: ClaimContext, number: NumberRow) -> Iterator[Refused]:
    """Yield the refusal of a number that another provider performs from now on, which only the own unit can meet."""
    if number.supplier not in (None, context.provider.id):
        yield Refused("handed_over")
