"""The draws that an attacker tries: guessed ones, as it has not the secret, or the year's own."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.reporting.suppression import TWO, Draw
from tests.support.figures.year import YEAR


@dataclass(frozen=True)
class Guess:
    """A draw as it looks to who has not the secret: some order of the cells, and some number more."""

    places: Mapping[str, int]
    extra: int
    year: int = YEAR

    def order(self, name: str) -> bytes:
        """Return the place of a cell in the order."""
        return self.places.get(name, len(self.places)).to_bytes(4, "big")

    def more(self, table: str) -> int:  # noqa: ARG002 - the draw's contract
        """Return how many more classes are hidden."""
        return self.extra


Draws = Callable[..., Any]
"""Gives a draw that could be the year's, for a table of which these cells are hidden, and the rule hides a least."""


def guessed(rng: random.Random, names: Sequence[str], least: int = TWO + 1) -> Guess:
    """Return a draw that begins with the hidden cells, since no other would hide just these."""
    order = rng.sample(names, len(names))
    more = rng.choice((0, len(names) - least, len(names) - least + 1))
    return Guess({name: place for place, name in enumerate(order)}, max(0, more))


def leaked(draw: Draw) -> Draws:
    """Return the year's own draw, as it is to an attacker who has the secret."""
    return lambda _rng, _names, _least=TWO + 1: draw
