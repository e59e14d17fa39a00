"""The rules of reversing a claim: once, by the provider itself or the controller; what it consumed is returned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, NumberRow, ReversalRow
from chalicelib.rules import shared_hours
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.outcomes import AlreadyReversed, Refused, Reversed


def decide(
    snapshot: LedgerSnapshot, adjustments: Sequence[AdjustmentRow], successor: NumberRow | None, change: ChangeContext
) -> Reversed | AlreadyReversed | Refused:
    """Decide on a reversal; a repeated one gets the first.

    What the claim consumed returns to its number, or to the successor of that number; adjustments are reversed too.
    A claim whose month is paid stays there: the reversal is a correction in the month that is open now.
    """
    if snapshot.reversal:
        return AlreadyReversed(snapshot.reversal)
    claim = snapshot.claim
    if claim is None:
        return Refused("claim_unknown")
    numbers = () if snapshot.number is None else _return_units(claim, snapshot.number, successor)
    row = ReversalRow(
        place=claim.place,
        provider=claim.provider,
        date=claim.date,
        nth=claim.nth,
        claim_id=claim.claim_id,
        service=claim.service,
        member=claim.member,
        event=claim.event,
        consumed=snapshot.number.used - numbers[0].used if snapshot.number else claim.consumed,
        amount_ore=-claim.amount_ore - sum(adjustment.amount_ore for adjustment in adjustments),
        fee_ore=-claim.fee_ore - sum(adjustment.fee_ore for adjustment in adjustments),
        tariff=claim.tariff,
        reason=change.reason,
        by=change.by,
        left=numbers[-1].left if numbers else None,
        recorded_at=clock.stamp(change.now),
        booking_month=periods.booking_month(change.now, sealed=snapshot.sealed),
        reference=claim.reference,
    )
    return Reversed(row, numbers)


def _return_units(claim: ClaimRow, number: NumberRow, successor: NumberRow | None) -> tuple[NumberRow, ...]:
    """Return session, week's minutes and presence code to the number; with a successor, the grant moves on to it.

    What a counterpart booked on an earlier number was used before this one, and so is granted anew.
    """
    units, shared = shared_hours.take_off(successor or number, claim)
    own = min(units, number.used)
    updated = replace(
        number,
        used=number.used - own,
        weeks=_weeks_less(number, claim, units),
        codes=tuple(code for code in number.codes if code != claim.code),
        version=number.version + 1,
    )
    if successor is None:
        earlier = units - own
        granted, used_before = updated.granted + earlier, updated.used_before - earlier
        return (replace(updated, granted=granted, used_before=used_before, shared=shared),)
    updated_successor = replace(
        successor,
        granted=successor.granted + units,
        granted_before=successor.highest,
        used_before=successor.used_before - units,
        weeks=_weeks_less(successor, claim, units),
        shared=shared,
        version=successor.version + 1,
    )
    return (replace(updated, granted=updated.granted - own), updated_successor)


def _weeks_less(number: NumberRow, claim: ClaimRow, units: int) -> dict[str, int]:
    """Return the minutes by week, less what is given back of the claim's."""
    iso_week = periods.iso_week(date.fromisoformat(claim.date))
    return {name: minutes - units if name == iso_week else minutes for name, minutes in number.weeks.items()}
