"""How evenly an order distributes its positions: a statistic that ours must meet, and a random comparator fails."""

from collections import Counter
from collections.abc import Sequence

SEED = "a seed drawn at a public meeting"
DAYS = 6000


def ids_of(m: int) -> list[str]:
    """Return the ids of m providers."""
    return [f"provider-{n:02}" for n in range(m)]


def unevenness(orders: Sequence[Sequence[str]]) -> float:
    """Return the largest deviation of any provider at any position from its fair count, in standard deviations."""
    m, n = len(orders[0]), len(orders)
    count = Counter((position, id_) for order in orders for position, id_ in enumerate(order))
    fair = n / m
    deviation = max(abs(count[position, id_] - fair) for position in range(m) for id_ in orders[0])
    return deviation / (n / m * (1 - 1 / m)) ** 0.5 if m > 1 else 0
