"""One page of a booking month, and the cursor by which the next one is requested."""

import base64
import re
from dataclasses import dataclass

from chalicelib.ledger.rows import LedgerEntry

_SEQUENCE = re.compile(r"[a-z0-9-]{1,80}#[0-9TZ:.\-]{27}#[0-9a-f]{32}(#R|#A[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Statement:
    """One page of a booking month: `sum_ore` is the sum of its rows, `cursor` where the next page starts."""

    month: str
    rows: tuple[LedgerEntry, ...]
    sum_ore: int
    cursor: str | None


def cursor_of(sequence: str) -> str:
    """Return the cursor of a row by its sequence, which reveals nothing about its number."""
    return base64.urlsafe_b64encode(sequence.encode()).decode().rstrip("=")


def sequence_of(cursor: str) -> str | None:
    """Return the sequence of the row that a page ended with, or None for a text that is not a cursor."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return None
    return text if _SEQUENCE.fullmatch(text) else None
