"""The cards of all providers, packed into one block of bytes.

Ten thousand separate objects would make every forked process copy most of the parent's memory (reference counts).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from catalogue import encoding
from catalogue.search.card import Card


class Cards(Sequence[Card]):
    """Cards in the day's order; a card is parsed each time it is accessed."""

    def __init__(self) -> None:
        self.block = bytearray()
        self.ends = array("L", [0])

    def append(self, text: bytes) -> None:
        """Append a card, serialised as JSON."""
        self.block += text
        self.ends.append(len(self.block))

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> list[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | list[Card]:
        """Parse one card, or a slice of cards."""
        places = range(len(self))[place]
        return self._read(places) if isinstance(places, int) else [self._read(one) for one in places]

    def _read(self, place: int) -> Card:
        card: Card = encoding.loads(self.block[self.ends[place] : self.ends[place + 1]])
        return card
