"""A ledger whose writes fail on request: before they are done, or afterwards, so that only the answer is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from chalicelib.ledger.port import ContendedError, Ledger

WRITES = ("issue", "change", "replace", "give_back", "append_claim", "reverse", "adjust")


@dataclass
class FaultyLedger:
    """A fake around a ledger: each write takes its fault from an iterator: none, `before` it is done or `after`."""

    ledger: Ledger
    faults: Iterator[str]

    def __getattr__(self, name: str) -> object:
        attribute = getattr(self.ledger, name)
        return self._with_fault(attribute) if name in WRITES else attribute

    def _with_fault(self, method: Callable[..., object]) -> Callable[..., object]:
        def write(*arguments: object) -> object:
            fault = next(self.faults, "")
            if fault == "before":
                raise ContendedError
            result = method(*arguments)
            if fault == "after":
                raise ContendedError
            return result

        return write


def faulty(ledger: Ledger, *faults: str) -> Ledger:
    """Wrap a ledger, with faults for its next writes."""
    return cast("Ledger", FaultyLedger(ledger, iter(faults)))
