"""The place of a supplier in a framework agreement, and whose turn it is: by rank, by criterion or by price."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameworkPlace:
    """A supplier's place in an agreement: what its `rule` compares, lowest first, and where it is listed.

    Without a criterion, the price of the day is compared.
    """

    agreement: str
    rule: str
    listed: int
    rank: int | None = None
    criterion: int | None = None

    @property
    def compared(self) -> int | None:
        """Return the rank, or the criterion in hundredths; None where the price decides."""
        return self.rank if self.rule == "rank" else self.criterion

    @property
    def why(self) -> str:
        """Return what decides whose turn it is: rank, criterion or price."""
        return self.rule if self.compared is not None else "price"
