"""The layout of what is stored: a number that goes up when an earlier Kundval could no longer read it correctly."""

from dataclasses import dataclass


class LayoutError(Exception):
    """What is stored has a layout that is not read here; the message names both, and says what to do."""


@dataclass(frozen=True)
class Readable:
    """The layouts that this Kundval reads of one kind of store: up to its own (`latest`) from the `oldest` it upgrades.

    `if_older` and `if_newer` are sentences that say what to do with any other.
    """

    kind: str
    latest: int
    oldest: int
    if_older: str
    if_newer: str

    def require(self, found: int, place: str) -> None:
        """Raise LayoutError unless a layout found at a place is one of these.

        >>> Readable("file", 2, 1, "It is too old.", "It is too new.").require(3, "x.sqlite")
        Traceback (most recent call last):
        chalicelib.layout.LayoutError: The file x.sqlite has layout 3; this Kundval reads 1 to 2. It is too new.
        """
        if self.oldest <= found <= self.latest:
            return
        read = f"{self.oldest} to {self.latest}" if self.oldest < self.latest else f"{self.latest}"
        what_to_do = self.if_newer if found > self.latest else self.if_older
        raise LayoutError(f"The {self.kind} {place} has layout {found}; this Kundval reads {read}. {what_to_do}")
