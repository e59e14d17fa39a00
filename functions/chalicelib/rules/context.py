"""The context of every change: why, by whom and when (2018:597 3:7)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChangeContext:
    """A reason, as a code; the subject of the person who made the change; and the moment."""

    reason: str
    by: str = field(repr=False)
    now: datetime
