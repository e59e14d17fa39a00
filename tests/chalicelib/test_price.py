"""What the municipality pays and the resident owes, by hand: tariff 1 104 kr, fee 450 kr, 125 kr when exempt."""

from datetime import date

import pytest

from chalicelib.price import Price, price
from chalicelib.register import Fee, Tariff

DAY = date(2022, 1, 1)


def tariff(fee: str) -> Tariff:
    """1 104 kr for a session, the fee on top or deducted."""
    return Tariff("t", "s", "session", "private", 1, DAY, 110_400, fee, "D29", assumed=False)


def fee(paid_by: str) -> Fee:
    """450 kr, 125 kr when exempt."""
    return Fee("s", DAY, frozenset({"session"}), 45_000, 12_500, paid_by, "D28", assumed=False)


@pytest.mark.parametrize(
    ("way", "paid_by", "exempt", "amount_ore", "fee_ore"),
    [
        pytest.param("on_top", "municipality", False, 110_400, 45_000, id="the fee comes on top"),
        pytest.param("on_top", "municipality", True, 142_900, 12_500, id="the municipality makes up for the rest"),
        pytest.param("on_top", "provider", False, 110_400, 45_000, id="who pays for the exempt matters to them alone"),
        pytest.param("on_top", "provider", True, 110_400, 12_500, id="the provider loses the rest"),
        pytest.param("deducted", "municipality", False, 65_400, 45_000, id="the fee is deducted"),
        pytest.param("deducted", "municipality", True, 97_900, 12_500, id="only the lower fee is deducted"),
        pytest.param("deducted", "provider", True, 65_400, 12_500, id="the whole fee is deducted all the same"),
    ],
)
def test_the_price(way: str, paid_by: str, exempt: bool, amount_ore: int, fee_ore: int) -> None:  # noqa: FBT001 - a column
    assert price(tariff(way), fee(paid_by), exempt=exempt) == Price(amount_ore, fee_ore)


@pytest.mark.parametrize("way", ["on_top", "deducted"])
@pytest.mark.parametrize("exempt", [True, False])
def test_an_event_without_a_fee_costs_the_resident_nothing(way: str, exempt: bool) -> None:  # noqa: FBT001 - as above
    assert price(tariff(way), None, exempt=exempt) == Price(110_400, 0)


@pytest.mark.parametrize("way", ["on_top", "deducted"])
def test_the_provider_earns_the_same_from_the_exempt_when_the_municipality_pays(way: str) -> None:
    def income(*, exempt: bool) -> int:
        found = price(tariff(way), fee("municipality"), exempt=exempt)
        return found.amount_ore + found.fee_ore

    assert income(exempt=True) == income(exempt=False)
