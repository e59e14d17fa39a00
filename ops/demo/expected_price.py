"""The price of a visit by policy, computed apart from the endpoint's own rules: the one can be checked by the other."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from chalicelib.register.model import RegisterFee, RegisterTariff

_MINUTES_AN_HOUR: Final = 60


def price_ore(
    tariff: RegisterTariff, fee: RegisterFee | None, *, minutes: int | None, exempt: bool, visits_before: int
) -> tuple[int, int]:
    """Return what the municipality pays and the resident owes (öre); `minutes` are given for a price by the hour."""
    amount = Decimal(tariff.amount_ore)
    if minutes is not None:
        amount = amount * minutes / _MINUTES_AN_HOUR
    amount_ore = int(amount.quantize(Decimal(1), ROUND_HALF_UP))
    if fee is None:
        return amount_ore, 0
    owed_ore, made_up_ore = _reduced(fee, exempt=exempt, visits_before=visits_before)
    deducted_ore = fee.amount_ore if tariff.fee == "deducted" else 0
    return amount_ore - deducted_ore + made_up_ore, owed_ore


def _reduced(fee: RegisterFee, *, exempt: bool, visits_before: int) -> tuple[int, int]:
    """Return what the resident owes, and what the municipality pays in the resident's place: the lowest fee holds."""
    reductions = [(fee.exempt.amount_ore, fee.exempt.paid_by)] if exempt else []
    if fee.first_visits and visits_before < fee.first_visits.count:
        reductions.append((fee.first_visits.amount_ore, fee.first_visits.paid_by))
    if not reductions:
        return fee.amount_ore, 0
    owed_ore, paid_by = min(reductions, key=lambda reduction: reduction[0])
    return owed_ore, fee.amount_ore - owed_ore if paid_by == "municipality" else 0
