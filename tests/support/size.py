"""How much is tried of what has no end: a sample in `make test`, the full size in `make proof` (KUNDVAL_PROOF=1)."""

import os

FULL = bool(os.environ.get("KUNDVAL_PROOF"))


def of(sample: int, full: int) -> int:
    """Return the size that this run asks for."""
    return full if FULL else sample
