"""The time from control number to first session, by provider: which providers' figures are shown (D19).

A first session is one before which nothing of its number was used up, at whichever provider it is. A visit that was
missed is none; where policy lets it use up a session, its number has none at all. A number that replaces a used one has
none, and a change of provider makes no second one. So providers' figures add up to those of all, and who takes over
another's clients has no long waits for it. Its time is counted in working days from the day on which that number was
issued. Of sessions that are reported out of turn, the one that was reported first is the first.

A provider's figures are shown whole or not at all. They are not if it has fewer than twenty first sessions, or a class
from one to four; and so that nobody can subtract what is shown from the figures of all, others are hidden with it in an
order that is drawn: docs/published_figures.md has the proof.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from chalicelib.register import codes
from chalicelib.reporting.suppression import SMALLEST_SHOWN, Draw

TABLE = "firsts×provider×within"
WITHIN: Mapping[str, tuple[str, ...]] = dict(
    zip(codes.WITHIN, (codes.WAITS[:2], codes.WAITS[2:4], codes.WAITS[4:]), strict=True)
)
"""The classes of a provider's figures, in working days, and the classes of all waits that each joins."""
LEAST_SESSIONS = 20
"""The first sessions in a year from which a provider's figures are shown."""
LEAST_PROVIDERS = 4
"""How many providers are hidden at least, if any: two others can have what one of them is thought to have."""
LEAST_TOGETHER = 2 * SMALLEST_SHOWN
"""What hidden providers have together at least in a class that is not empty."""

Parts = Mapping[str, Sequence[int]]
"""Each provider's first sessions in each class."""


def within(wait: str) -> str:
    """Return the class that a class of waits is in.

    >>> within("6-10"), within("21-")
    ('0-10', '21-')
    """
    return next(name for name, waits in WITHIN.items() if wait in waits)


def cells(providers: Iterable[str]) -> list[str]:
    """Return the names of the cells of some providers.

    >>> cells(["ekens"])[0]
    'firsts×provider×within|ekens|0-10'
    """
    return [f"{TABLE}|{provider}|{name}" for provider in providers for name in WITHIN]


def shown(counts: Mapping[str, int], draw: Draw) -> dict[str, int | None]:
    """Return the table's cells with those of hidden providers as None; empty if all are hidden."""
    parts: dict[str, list[int]] = {}
    for cell, count in counts.items():
        parts.setdefault(_provider(cell), []).append(count)
    hide = hidden(parts, draw)
    return {} if hide == parts.keys() else {cell: None if _provider(cell) in hide else counts[cell] for cell in counts}


def hidden_providers(table: Mapping[str, int | None]) -> frozenset[str]:
    """Return the providers of a published table whose figures are hidden."""
    return frozenset(_provider(cell) for cell, value in table.items() if value is None)


def _provider(cell: str) -> str:
    return cell.split("|")[1]


def hidden(parts: Parts, draw: Draw) -> frozenset[str]:
    """Return the providers whose figures are hidden: none, some, or all."""
    names = {provider for provider, counts in parts.items() if _is_small(counts)}
    more = draw.more(TABLE)
    least = LEAST_PROVIDERS + more if names else more and LEAST_PROVIDERS - 1 + more
    drawn = sorted(parts.keys() - names, key=lambda provider: draw.order(f"{TABLE}|{provider}"), reverse=True)
    while drawn and not (len(names) >= least and _protect_each_other(parts, names)):
        names.add(drawn.pop())
    return frozenset(names) if len(names) >= least and _protect_each_other(parts, names) else frozenset(parts)


def _is_small(counts: Sequence[int]) -> bool:
    """Return whether a provider has too few first sessions, or too few in some class."""
    return sum(counts) < LEAST_SESSIONS or any(0 < count < SMALLEST_SHOWN for count in counts)


def _protect_each_other(parts: Parts, names: Collection[str]) -> bool:
    """Return whether hidden providers have enough in each class together, and for each of them the others have."""
    for of_class in zip(*(parts[provider] for provider in names), strict=True):
        together = sum(of_class)
        if 0 < together < LEAST_TOGETHER or any(0 < together - own < SMALLEST_SHOWN for own in of_class):
            return False
    return True
