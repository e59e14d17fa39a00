"""The rule of a table by provider: each provider's figures are shown whole or not at all.

They are not if it has fewer than the table's least together, or from one to four in a class; and so that nobody can
subtract what is shown from the figures of all, others are hidden with it in an order that is drawn:
docs/published_figures.md has the proof.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from chalicelib.reporting.suppression import SMALLEST_SHOWN, Draw

LEAST_PROVIDERS = 4
"""How many providers are hidden at least, if any: two others can have what one of them is thought to have."""
LEAST_TOGETHER = 2 * SMALLEST_SHOWN
"""What hidden providers have together at least in a class that is not empty."""

Parts = Mapping[str, Sequence[int]]
"""Each provider's figures, a class after the other."""


def shown(table: str, counts: Mapping[str, int], draw: Draw, least: int) -> dict[str, int | None]:
    """Return a table's cells with those of hidden providers as None; empty if all are hidden."""
    parts: dict[str, list[int]] = {}
    for cell, count in counts.items():
        parts.setdefault(_provider(cell), []).append(count)
    hide = hidden(table, parts, draw, least)
    return {} if hide == parts.keys() else {cell: None if _provider(cell) in hide else counts[cell] for cell in counts}


def hidden_providers(table: Mapping[str, int | None]) -> frozenset[str]:
    """Return the providers of a published table whose figures are hidden."""
    return frozenset(_provider(cell) for cell, value in table.items() if value is None)


def leaves_few(counts: Mapping[str, int], of_all: Mapping[str, int]) -> bool:
    """Return whether somebody who subtracts all providers of a table from its classes' sums is left with few in one.

    The sums are those of another table, which also has what is of no provider of this one.

    >>> leaves_few({"recommended×provider×because|a|place": 20}, {"numbers×because|place": 23})
    True
    """
    left = Counter({cell.split("|")[-1]: count for cell, count in of_all.items()})
    for cell, count in counts.items():
        left[cell.split("|")[-1]] -= count
    return any(0 < count < SMALLEST_SHOWN for count in left.values())


def _provider(cell: str) -> str:
    return cell.split("|")[1]


def hidden(table: str, parts: Parts, draw: Draw, least: int) -> frozenset[str]:
    """Return the providers whose figures are hidden: none, some, or all."""
    names = {provider for provider, counts in parts.items() if _is_small(counts, least)}
    more = draw.more(table)
    fewest = LEAST_PROVIDERS + more if names else more and LEAST_PROVIDERS - 1 + more
    drawn = sorted(parts.keys() - names, key=lambda provider: draw.order(f"{table}|{provider}"), reverse=True)
    while drawn and not (len(names) >= fewest and _protect_each_other(parts, names)):
        names.add(drawn.pop())
    return frozenset(names) if len(names) >= fewest and _protect_each_other(parts, names) else frozenset(parts)


def _is_small(counts: Sequence[int], least: int) -> bool:
    """Return whether a provider has too few together, or too few in some class."""
    return sum(counts) < least or any(0 < count < SMALLEST_SHOWN for count in counts)


def _protect_each_other(parts: Parts, names: Collection[str]) -> bool:
    """Return whether hidden providers have enough in each class together, and for each of them the others have."""
    for of_class in zip(*(parts[provider] for provider in names), strict=True):
        together = sum(of_class)
        if 0 < together < LEAST_TOGETHER or any(0 < together - own < SMALLEST_SHOWN for own in of_class):
            return False
    return True
