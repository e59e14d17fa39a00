"""What may pass by itself is tried again, for a limited time; what is wrong is not."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from chalicelib.ledger.port import BusyError, ContendedError, MovedError
from chalicelib.ledger.retry import RetryPolicy


@dataclass
class Time:
    """A time that passes by sleeping alone."""

    now_s: float = 0.0
    slept_s: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        self.slept_s.append(seconds)
        self.now_s += seconds

    def patience(self, limit_s: float, share: float = 1.0) -> RetryPolicy:
        """A patience by this time, whose pauses are this share of the longest."""
        return RetryPolicy(limit_s, lambda: self.now_s, self.sleep, lambda: share)


def failing(times: int, error: type[ContendedError] = ContendedError) -> Callable[[], str]:
    """A step that meets others so many times."""
    left = [error()] * times

    def step() -> str:
        if left:
            raise left.pop()
        return "done"

    return step


def test_a_step_that_works_is_taken_once_and_nobody_waits() -> None:
    time = Time()
    assert time.patience(1).run(failing(0)) == "done"
    assert time.slept_s == []


@pytest.mark.parametrize("error", [ContendedError, MovedError])
def test_contention_passes(error: type[ContendedError]) -> None:
    assert Time().patience(1).run(failing(2, error)) == "done"


def test_pauses_grow_up_to_a_limit() -> None:
    time = Time()
    time.patience(10).run(failing(8))
    assert time.slept_s == pytest.approx([0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.4, 0.4])


def test_pauses_are_random_shares_of_that() -> None:
    time = Time()
    time.patience(10, share=0.5).run(failing(3))
    assert time.slept_s == pytest.approx([0.005, 0.01, 0.02])


def test_contention_that_does_not_pass_is_busy_within_the_limit() -> None:
    time = Time()
    with pytest.raises(BusyError):
        time.patience(2).run(failing(1_000))
    assert time.now_s < 2


def test_what_is_wrong_is_not_tried_again() -> None:
    time = Time()

    def step() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        time.patience(2).run(step)
    assert time.slept_s == []
