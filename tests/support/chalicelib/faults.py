"""A ledger whose writes meet trouble when they are told to: before they are done, or after, when the answer is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from chalicelib.ledger.port import ContendedError, Ledger

WRITES = ("issue", "change", "replace", "give_back", "append_claim", "reverse", "adjust")


@dataclass
class Faulty:
    """A ledger behind which each write asks what is to go wrong: nothing, `before` it is done or `after`."""

    ledger: Ledger
    faults: Iterator[str]

    def __getattr__(self, name: str) -> object:
        made = getattr(self.ledger, name)
        return self._spoiled(made) if name in WRITES else made

    def _spoiled(self, made: Callable[..., object]) -> Callable[..., object]:
        def write(*arguments: object) -> object:
            fault = next(self.faults, "")
            if fault == "before":
                raise ContendedError
            found = made(*arguments)
            if fault == "after":
                raise ContendedError
            return found

        return write


def faulty(ledger: Ledger, *faults: str) -> Ledger:
    """The ledger with faults for its next writes."""
    return cast("Ledger", Faulty(ledger, iter(faults)))
