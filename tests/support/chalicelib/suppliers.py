"""Registers with suppliers of a framework agreement."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.register.model import Register
from tests.support.chalicelib.sample import ONE, OWN, OWN_ONLY, SERVICE, provider, rules, service, tariff

ANONYMOUS = "unverified_at_own_unit"
FIRST, SECOND, THIRD = "foretradet", "andra-valet", "tredje-valet"
PRICES = {FIRST: 97_200, SECOND: 60_500, THIRD: 82_750}
OWN_ORE = 56_700


def supplier(name: str, listed: int, of: str, turn: Mapping[str, int]) -> dict[str, Any]:
    """Build a supplier of a framework agreement."""
    place = {"agreement": "lou", "rule": "rank" if "rank" in turn else "criterion", "listed": listed, **turn}
    return provider(name, "private", {"service": of, "from": "2020-01-01", "to": None}) | {"framework": place}


def price(name: str, of: str = OWN_ONLY) -> dict[str, Any]:
    """Build a supplier's own price."""
    row = tariff(service=of, amount_ore=PRICES[name], **{"from": "2020-01-01"})
    return row | {"supplier": name, "id": f"{of}/session/{name}/1"}


def huddinge(turns: Sequence[Mapping[str, int]] = ({"rank": 1}, {"rank": 2}, {"rank": 3})) -> Register:
    """Build a register whose own unit hands over to three suppliers, beside a service that residents choose in."""
    both = [{"service": name, "from": "2019-01-01", "to": None} for name in (SERVICE, OWN_ONLY)]
    suppliers = [supplier(name, n, OWN_ONLY, turn) for n, (name, turn) in enumerate(zip(PRICES, turns, strict=True), 1)]
    own = tariff(service=OWN_ONLY, regi="own", amount_ore=OWN_ORE)
    residences = ["checked", ANONYMOUS]
    return rules(
        services=[service(), service(id=OWN_ONLY, own_unit_only=True, residence=residences)],
        tariffs=[tariff(), own, *map(price, PRICES)],
        providers=[provider(OWN, "own", *both), provider(ONE, "private", *both), *suppliers],
    )
