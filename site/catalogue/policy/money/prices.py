"""Prices of one kind: how many, the lowest, the highest and the median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from chalicelib.amounts import divide


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of one kind, in öre per session or hour; the median of an even count may be fractional."""

    count: int | None
    lowest_ore: int
    highest_ore: int
    median_ore: float

    @property
    def median_whole_ore(self) -> int:
        """Return the median as it is shown, half an öre rounded up.

        >>> Prices(2, 2, 3, 2.5).median_whole_ore
        3
        """
        return divide(round(2 * self.median_ore), 2)


def summarise(prices_ore: Sequence[int]) -> Prices | None:
    """Return the lowest, the highest and the median of prices, or None without prices.

    >>> summarise([60_500, 97_200, 80_000, 85_500])
    Prices(count=4, lowest_ore=60500, highest_ore=97200, median_ore=82750.0)
    """
    return Prices(len(prices_ore), min(prices_ore), max(prices_ore), median(prices_ore)) if prices_ore else None
