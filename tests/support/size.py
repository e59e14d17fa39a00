"""How much is tried of what has no end: a sample in `make test`, the full size in `make proof` (KUNDVAL_PROOF=1)."""

import os
from collections.abc import Iterable
from typing import TypeVar

Row = TypeVar("Row")
FULL = bool(os.environ.get("KUNDVAL_PROOF"))


def of(sample: int, full: int) -> int:
    """Return the size that this run asks for."""
    return full if FULL else sample


def rows(kinds: Iterable[Row], others: Iterable[Row]) -> list[Row]:
    """Return one row of each kind, and at full size the others, which repeat a kind with other data."""
    return [*kinds, *(others if FULL else ())]
