"""What the municipality pays and the resident owes, by hand: tariff 1 104 kr, fee 450 kr, 125 kr when exempt."""

from datetime import date

import pytest

from chalicelib.register.model import FirstVisits, Reduction, RegisterFee, RegisterTariff
from chalicelib.rules.money.price import Price, for_minutes, price

DAY = date(2022, 1, 1)


def tariff(fee: str) -> RegisterTariff:
    """1 104 kr for a session, the fee on top or deducted."""
    return RegisterTariff("t", "s", "session", "private", 1, DAY, 110_400, fee, "D29", assumed=False)


def fee(paid_by: str) -> RegisterFee:
    """450 kr, 125 kr when exempt."""
    exempt = Reduction(12_500, paid_by)
    return RegisterFee("s", DAY, frozenset({"session"}), 45_000, exempt, None, "D28", assumed=False)


def owed(way: str, rule: RegisterFee | None, *, exempt: bool, visits_before: int = 0) -> Price:
    """The price of a session."""
    return price(tariff(way), rule, exempt=exempt, visits_before=visits_before, minutes=None)


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
    assert owed(way, fee(paid_by), exempt=exempt) == Price(amount_ore, fee_ore)


@pytest.mark.parametrize("way", ["on_top", "deducted"])
@pytest.mark.parametrize("exempt", [True, False])
def test_an_event_without_a_fee_costs_the_resident_nothing(way: str, exempt: bool) -> None:  # noqa: FBT001 - as above
    assert owed(way, None, exempt=exempt) == Price(110_400, 0)


@pytest.mark.parametrize("way", ["on_top", "deducted"])
def test_the_provider_earns_the_same_from_the_exempt_when_the_municipality_pays(way: str) -> None:
    def income(*, exempt: bool) -> int:
        found = owed(way, fee("municipality"), exempt=exempt)
        return found.amount_ore + found.fee_ore

    assert income(exempt=True) == income(exempt=False)


class TestFirstVisits:
    """The first three cost 100 kr (Vänersborg, DOMAIN §6), and somebody pays the other 350."""

    def rule(self, paid_by: str, exempt_ore: int = 12_500) -> RegisterFee:
        """450 kr, 100 kr at first."""
        first = FirstVisits(10_000, paid_by, 3)
        exempt = Reduction(exempt_ore, "municipality")
        return RegisterFee("s", DAY, frozenset({"session"}), 45_000, exempt, first, "DOMAIN §6", assumed=False)

    @pytest.mark.parametrize(
        ("visits_before", "fee_ore"), [(0, 10_000), (2, 10_000), (3, 45_000)], ids=["first", "third", "fourth"]
    )
    def test_they_end_with_the_third(self, visits_before: int, fee_ore: int) -> None:
        assert owed("on_top", self.rule("provider"), exempt=False, visits_before=visits_before).fee_ore == fee_ore

    @pytest.mark.parametrize(
        ("way", "paid_by", "amount_ore"),
        [
            ("on_top", "municipality", 145_400),
            ("on_top", "provider", 110_400),
            ("deducted", "municipality", 100_400),
            ("deducted", "provider", 65_400),
        ],
    )
    def test_policy_says_who_pays_the_rest(self, way: str, paid_by: str, amount_ore: int) -> None:
        assert owed(way, self.rule(paid_by), exempt=False) == Price(amount_ore, 10_000)

    @pytest.mark.parametrize(("exempt_ore", "fee_ore"), [(12_500, 10_000), (0, 0)])
    def test_whoever_is_exempt_as_well_owes_the_lower_of_both(self, exempt_ore: int, fee_ore: int) -> None:
        assert owed("on_top", self.rule("municipality", exempt_ore), exempt=True).fee_ore == fee_ore


class TestByTheHour:
    """A price an hour pays for whole minutes; 803 kr an hour is Nacka's for its own unit in 2023 (DOMAIN §6)."""

    @pytest.mark.parametrize(
        ("minutes", "amount_ore"),
        [(60, 80_300), (90, 120_450), (45, 60_225), (1, 1_338), (3, 4_015), (300, 401_500)],
    )
    def test_by_hand(self, minutes: int, amount_ore: int) -> None:
        hour = RegisterTariff("t", "s", "session", "own", 1, DAY, 80_300, "on_top", "DOMAIN §6", assumed=False)
        assert price(hour, None, exempt=False, visits_before=0, minutes=minutes) == Price(amount_ore, 0)

    def test_half_an_ore_is_rounded_up(self) -> None:
        assert (for_minutes(30, 1), for_minutes(29, 1), for_minutes(90, 1)) == (1, 0, 2)
