"""The price of one performed event: what the municipality pays and what the resident owes, in öre."""

from dataclasses import dataclass

from chalicelib.register import Fee, Tariff


@dataclass(frozen=True, slots=True)
class Price:
    """`amount_ore` is the municipality's, `fee_ore` the resident's part, paid at the provider's."""

    amount_ore: int
    fee_ore: int


def price(tariff: Tariff, fee: Fee | None, *, exempt: bool) -> Price:
    """Add the fee to the tariff or deduct it, as the tariff says; an exempt resident's rest is paid as the fee says.

    For the exempt the municipality may make up for what the resident does not pay (`paid_by: municipality`), or
    the provider may lose it (`paid_by: provider`); the provider's income falls in the second case only.
    """
    if fee is None:
        return Price(tariff.amount_ore, 0)
    owed = fee.exempt_ore if exempt else fee.amount_ore
    made_up = fee.amount_ore - owed if fee.exempt_paid_by == "municipality" else 0
    base = tariff.amount_ore if tariff.fee == "on_top" else tariff.amount_ore - fee.amount_ore
    return Price(base + made_up, owed)
