"""The rules of taking a claim back: once, by the provider itself or the controller, and the session returns."""

from dataclasses import replace
from datetime import datetime

from chalicelib import clock
from chalicelib.ledger import ReversalRow, View
from chalicelib.outcome import AlreadyReversed, Refused, Reversed

REASONS = ("wrong_number", "wrong_date", "wrong_event", "not_performed", "duplicate", "other")


def decide(view: View, reason: str, by: str, now: datetime) -> Reversed | AlreadyReversed | Refused:
    """Judge a reversal by what stands: a second one is answered with the first."""
    if view.reversal:
        return AlreadyReversed(view.reversal)
    claim, number = view.standing, view.number
    if claim is None or number is None:
        return Refused("claim_unknown")
    given_back = replace(number, used=number.used - claim.consumed, version=number.version + 1)
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
        amount_ore=-claim.amount_ore,
        fee_ore=-claim.fee_ore,
        tariff=claim.tariff,
        reason=reason,
        by=by,
        left=given_back.left,
        recorded_at=clock.stamp(now),
        booking_month=clock.month(now),
    )
    return Reversed(row, given_back)
