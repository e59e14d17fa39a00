"""One service's counts of a year, by cell and provider, and the secret that its rows make."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.ledger.rows import LedgerEntry

DIGEST_BITS = 256
Values = tuple[str, ...]
Key = tuple[str, Values]
"""A table of counts by its dimensions, joined by `×`, and the values of a cell in it."""


@dataclass(slots=True)
class YearCounts:
    """A service's counts by cell and provider, minutes by cell, and the totals of its posted rows, in öre."""

    cells: dict[Key, Counter[str]] = field(default_factory=dict)
    minutes: dict[Key, int] = field(default_factory=dict)
    amount_ore: int = 0
    fee_ore: int = 0
    own_amount_ore: int = 0
    """What the own unit is paid, then what residents pay it (D14)."""
    own_fee_ore: int = 0
    corrections: int = 0
    """How many claims of earlier years were reversed."""
    own_sessions: int = 0
    """The own unit's sessions, then its minutes: what its cost is divided by (D22, D52)."""
    own_minutes: int = 0
    exempt_by_member: Counter[str] = field(default_factory=Counter)
    """Sessions exempt from the fee by the municipality that the resident lives in: for officers, never published."""
    wait_days: int = 0
    waits: int = 0
    _digests: int = field(default=0, repr=False)

    def add(self, subject: str, provider: str, dimensions: Mapping[str, str], minutes: int = 0) -> None:
        """Count one occurrence of a subject in every table it belongs to: by each dimension and by crossed ones."""
        for names in ((), *((name,) for name in dimensions), *CROSSED.get(subject, ())):
            if all(name in dimensions for name in names):
                key = ("×".join((subject, *names)), tuple(dimensions[name] for name in names))
                cell = self.cells.get(key)
                if cell is None:
                    cell = self.cells[key] = Counter()
                cell[provider] += 1
                if minutes:
                    self.minutes[key] = self.minutes.get(key, 0) + minutes

    def add_amounts(self, row: LedgerEntry, regi: str) -> None:
        """Add a row's amounts, whatever its kind: the totals equal those of the payment runs."""
        self.amount_ore += row.amount_ore
        self.fee_ore += row.fee_ore
        if regi == "own":
            self.own_amount_ore += row.amount_ore
            self.own_fee_ore += row.fee_ore

    def add_to_secret(self, *parts: str) -> None:
        """Add a row to the secret by what only the ledger knows of it; the order of the rows does not matter."""
        digest = hashlib.sha256("|".join(parts).encode()).digest()
        self._digests = (self._digests + int.from_bytes(digest, "big")) % (1 << DIGEST_BITS)

    @property
    def secret(self) -> bytes:
        """Return the secret of the ledger under which a year's draw is made: the sum of the digests of all its rows."""
        return self._digests.to_bytes(DIGEST_BITS // 8, "big")

    def count(self, table: str, *values: str) -> int:
        """Return a cell's count for all providers together."""
        return sum(self.cells.get((table, values), Counter()).values())

    def sessions_of(self, provider: str) -> int:
        """Return how many sessions a provider has had."""
        return self.cells.get(("sessions", ()), Counter())[provider]


def share(part: int, whole: int | None) -> float | None:
    """Return a share to four decimals, or None if the whole is zero or None (D30: performed / budgeted).

    >>> share(5163, 5808), share(1, 0)
    (0.8889, None)
    """
    return round(part / whole, 4) if whole else None


CROSSED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "events": (("event", "month"),),
    "sessions": (("regi", "month"), ("fee", "member")),
    "firsts": (("provider", "within"),),
    "recommended": (("provider", "because"),),
    "persons": (("gender", "age"),),
    "answers": (("regi", "score"),),
}
"""The dimensions that are crossed: at most two, so that every table stays readable."""
