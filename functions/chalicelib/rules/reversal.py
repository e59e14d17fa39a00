"""The rules of reversing a claim: once, by the provider itself or the controller; what it consumed is returned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import AdjustmentRow, ClaimRow, NumberRow, ReversalRow
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
        consumed=claim.consumed,
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
    """Return session, week's minutes and presence code to the number; with a successor, the grant moves on to it."""
    updated = replace(
        number,
        used=number.used - claim.consumed,
        weeks=_weeks_less(number, claim),
        codes=tuple(code for code in number.codes if code != claim.code),
        version=number.version + 1,
    )
    if successor is None:
        return (updated,)
    updated_successor = replace(
        successor,
        granted=successor.granted + claim.consumed,
        granted_before=successor.highest,
        used_before=successor.used_before - claim.consumed,
        weeks=_weeks_less(successor, claim),
        version=successor.version + 1,
    )
    return (replace(updated, granted=updated.granted - claim.consumed), updated_successor)


def _weeks_less(number: NumberRow, claim: ClaimRow) -> dict[str, int]:
    """Return the minutes by week, less the claim's."""
    iso_week = periods.iso_week(date.fromisoformat(claim.date))
    return {name: minutes - claim.consumed if name == iso_week else minutes for name, minutes in number.weeks.items()}
