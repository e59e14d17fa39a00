"""Retry with exponential backoff and jitter, for a limited time, of steps that are safe to repeat."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.ledger.port import BusyError, ContendedError

Result = TypeVar("Result")

_FIRST_S = 0.01
_LONGEST_S = 0.4


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long one request may retry (`limit_s`), its clock, and how it waits; `share` is the jitter from 0 to 1."""

    limit_s: float = 4.0
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    share: Callable[[], float] = random.random

    def run(self, step: Callable[[], Result]) -> Result:
        """Run the step until it no longer raises ContendedError; raise BusyError after the limit.

        The step must read before it writes.
        """
        end = self.monotonic() + self.limit_s
        pause_s = _FIRST_S
        while True:
            try:
                return step()
            except ContendedError as contended:
                wait_s = pause_s * self.share()
                if self.monotonic() + wait_s >= end:
                    raise BusyError("The ledger was too contended for too long.") from contended
            self.sleep(wait_s)
            pause_s = min(2 * pause_s, _LONGEST_S)
