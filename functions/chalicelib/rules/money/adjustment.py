"""The rules of correcting a wrong price: by an added row, never by changing the claim (2018:597 3:7)."""

from collections.abc import Sequence
from datetime import date

from chalicelib.dates import clock, periods
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import AdjustmentRow
from chalicelib.register.model import Register
from chalicelib.rules.context import ChangeContext
from chalicelib.rules.money.price import half, price
from chalicelib.rules.outcomes import Adjusted, AlreadyAdjusted, Refused


def decide(
    register: Register, snapshot: LedgerSnapshot, adjustments: Sequence[AdjustmentRow], change: ChangeContext
) -> Adjusted | AlreadyAdjusted | Refused:
    """Price a claim again by today's register, for the day of its session, and return the difference.

    An exempt resident stays exempt, and a first visit stays one: only the register has changed.
    """
    claim = snapshot.claim
    if claim is None:
        return Refused("claim_unknown")
    if snapshot.reversal:
        return Refused("claim_reversed")
    service, provider = register.service(claim.service), register.provider(claim.provider)
    on = date.fromisoformat(claim.date)
    priced_by = provider.priced_by if provider else ""
    tariff = register.tariff(claim.service, claim.event, priced_by, claim.counsellors, on)
    if service is None or tariff is None:
        return Refused("no_tariff")
    corrected = price(
        tariff,
        register.fee(claim.service, claim.event, on),
        exempt=claim.exempt,
        visits_before=claim.visits_before,
        minutes=claim.minutes if service.decision else None,
    )
    corrected = half(corrected, claim.provider, claim.partner)
    amount_ore = corrected.amount_ore - claim.amount_ore - sum(adjustment.amount_ore for adjustment in adjustments)
    fee_ore = corrected.fee_ore - claim.fee_ore - sum(adjustment.fee_ore for adjustment in adjustments)
    if (amount_ore, fee_ore) == (0, 0):
        return AlreadyAdjusted(adjustments[-1]) if adjustments else Refused("price_is_right")
    return Adjusted(
        AdjustmentRow(
            place=claim.place,
            provider=claim.provider,
            date=claim.date,
            nth=claim.nth,
            n=len(adjustments) + 1,
            claim_id=claim.claim_id,
            service=claim.service,
            member=claim.member,
            event=claim.event,
            amount_ore=amount_ore,
            fee_ore=fee_ore,
            tariff=tariff.id,
            register=register.sha256,
            reason=change.reason,
            by=change.by,
            recorded_at=clock.stamp(change.now),
            booking_month=periods.booking_month(change.now, sealed=snapshot.sealed),
            reference=claim.reference,
        )
    )
