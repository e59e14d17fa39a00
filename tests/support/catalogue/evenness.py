"""How evenly an order gives out its places: the statistic that ours is held to, and a random comparator fails."""

from collections import Counter
from collections.abc import Sequence

SEED = "a seed drawn at a public meeting"
DAYS = 6000


def ids_of(m: int) -> list[str]:
    """Name m providers."""
    return [f"provider-{n:02}" for n in range(m)]


def unevenness(orders: Sequence[Sequence[str]]) -> float:
    """Give the largest deviation of any provider in any place from its fair count, in standard deviations of chance."""
    m, n = len(orders[0]), len(orders)
    count = Counter((place, id_) for one in orders for place, id_ in enumerate(one))
    fair = n / m
    deviation = max(abs(count[place, id_] - fair) for place in range(m) for id_ in orders[0])
    return deviation / (n / m * (1 - 1 / m)) ** 0.5 if m > 1 else 0
