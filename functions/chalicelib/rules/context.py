"""What every change carries with it: why, by whom and when (2018:597 3:7)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """A reason, which is a code; the subject of whoever did it; and the moment."""

    reason: str
    by: str = field(repr=False)
    now: datetime
