"""The rules of reversing a claim: once, by the provider itself or the controller; what it consumed is returned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from chalicelib.dates import clock, periods, week
from chalicelib.ledger.port import AdjustmentRow, ClaimRow, LedgerSnapshot, NumberRow, ReversalRow
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.outcomes import AlreadyReversed, Refused, Reversed

REASONS = ("wrong_number", "wrong_date", "wrong_event", "not_performed", "duplicate", "other")


def decide(
    view: LedgerSnapshot, adjustments: Sequence[AdjustmentRow], heir: NumberRow | None, deed: ChangeContext
) -> Reversed | AlreadyReversed | Refused:
    """Decide on a reversal; a repeated one gets the first.

    What the claim consumed returns to its number, or to the successor of that number; adjustments are reversed too.
    A claim whose month is paid stays there: the reversal is a correction in the month that is open now.
    """
    if view.reversal:
        return AlreadyReversed(view.reversal)
    claim = view.claim
    if claim is None:
        return Refused("claim_unknown")
    numbers = () if view.number is None else _given_back(claim, view.number, heir)
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
        amount_ore=-claim.amount_ore - sum(one.amount_ore for one in adjustments),
        fee_ore=-claim.fee_ore - sum(one.fee_ore for one in adjustments),
        tariff=claim.tariff,
        reason=deed.reason,
        by=deed.by,
        left=numbers[-1].left if numbers else None,
        recorded_at=clock.stamp(deed.now),
        booking_month=periods.month(deed.now, sealed=view.sealed),
        reference=claim.reference,
    )
    return Reversed(row, numbers)


def _given_back(claim: ClaimRow, number: NumberRow, heir: NumberRow | None) -> tuple[NumberRow, ...]:
    """Return session, week's minutes and presence code to the number; with a successor, the grant moves on to it."""
    own = replace(
        number,
        used=number.used - claim.consumed,
        weeks=_weeks_less(number, claim),
        codes=tuple(code for code in number.codes if code != claim.code),
        version=number.version + 1,
    )
    if heir is None:
        return (own,)
    inherited = replace(
        heir,
        granted=heir.granted + claim.consumed,
        granted_before=heir.highest,
        used_before=heir.used_before - claim.consumed,
        weeks=_weeks_less(heir, claim),
        version=heir.version + 1,
    )
    return (replace(own, granted=own.granted - claim.consumed), inherited)


def _weeks_less(number: NumberRow, claim: ClaimRow) -> dict[str, int]:
    """Return the minutes by week, less the claim's."""
    of_week = week.iso_week(date.fromisoformat(claim.date))
    return {name: minutes - claim.consumed if name == of_week else minutes for name, minutes in number.weeks.items()}
