"""The rows of a booking month as a whole: the seal that closes it, and the mark that its files were taken."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SealRow:
    """A booking month that has been paid, written once: its row count, their sum, and the hash of the first run.

    Nothing is booked in a sealed month.
    """

    month: str
    count: int
    sum_ore: int
    sha256: str
    sealed_at: str
    by: str = field(repr=False)
    layout: int = 1
    """The layout version of the first run's files; seals without it are of layout 1."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A closed month whose files were taken to be paid, written once: when and by whom it was first done."""

    month: str
    at: str
    by: str = field(repr=False)
