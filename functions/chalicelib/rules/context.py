"""The context of every change: why, by whom and when (2018:597 3:7), and what was seen of the number before it."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.ledger.rows import LIVE, NumberRow


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """A reason, as a code; the subject of the person who made the change; and the moment."""

    reason: str
    by: str = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw of a number that could be changed: all that others at the reception may have changed since.

    What a provider claims meanwhile is not part of it: it changes nothing that was decided about the number.
    """

    granted: int
    exempt: bool
    supplier: str | None = None

    def matches(self, number: NumberRow) -> bool:
        """Return whether the number is still as it was seen."""
        seen = (self.granted, self.exempt, self.supplier)
        return number.status == LIVE and (number.granted, number.exempt, number.supplier) == seen
