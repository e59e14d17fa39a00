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

    def append(self, card: bytes) -> None:
        """Append a card, serialised as JSON."""
        self.block += card
        self.ends.append(len(self.block))

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, index: int) -> Card: ...
    @overload
    def __getitem__(self, index: slice) -> list[Card]: ...
    def __getitem__(self, index: int | slice) -> Card | list[Card]:
        """Parse one card, or a slice of cards."""
        indexes = range(len(self))[index]
        return self._parse(indexes) if isinstance(indexes, int) else [self._parse(each) for each in indexes]

    def _parse(self, index: int) -> Card:
        return Card(**encoding.loads(self.block[self.ends[index] : self.ends[index + 1]]))
