"""Cards of many providers, in one block of bytes.

A forked process that read ten thousand texts of their own would copy most of our memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from catalogue import encoding
from catalogue.search.card import Card


class Cards(Sequence[Card]):
    """Cards in the day's order; each is read only when a page that shows it is written."""

    def __init__(self) -> None:
        self.block = bytearray()
        self.ends = array("L", [0])

    def append(self, text: bytes) -> None:
        """Add a card, as JSON."""
        self.block += text
        self.ends.append(len(self.block))

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> list[Card]: ...
    def __getitem__(self, place: int | slice) -> Card | list[Card]:
        """Read one card, or those of a page."""
        places = range(len(self))[place]
        return self._read(places) if isinstance(places, int) else [self._read(one) for one in places]

    def _read(self, place: int) -> Card:
        card: Card = encoding.loads(self.block[self.ends[place] : self.ends[place + 1]])
        return card
