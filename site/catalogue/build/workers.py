"""The same work on many things: a few in this process, many in one forked process a core."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

WORKERS_MAX = 8  # each takes some memory of its own
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
CHUNK = 40  # so many are sent to a process, and back, at a time

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any] | None = None


def worker_count(count: int, worth_it: int) -> int:
    """One process a core when there are enough things; one in all where forking is not safe."""
    if count < worth_it or threading.active_count() > 1:
        return 1
    return min(WORKERS_MAX, len(os.sched_getaffinity(0)))


def map_parallel(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Iterator[Result]:
    """Do the work on every item, and answer in their order."""
    return _forked(work, items, workers) if workers > 1 else map(work, items)


def _forked(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Iterator[Result]:
    """Fork, so that each process has at once what the work needs; one that dies raises here."""
    global _work  # noqa: PLW0603 - what a forked process inherits need not be sent to it
    _work = work
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin, (os.getpid(),))
    try:
        for results in pool.map(_chunk, chunks):
            yield from results
    finally:
        pool.shutdown(cancel_futures=True)
        _work = None


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends us
    _end_with(parent)


def _end_with(parent: int) -> None:
    """Let the system end this process with its parent, even a killed one: left over it would hold the build's lock."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only a forked process needs it

        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before that
        os._exit(1)


def _chunk(items: Sequence[Any]) -> list[Any]:
    assert _work is not None  # noqa: S101 - set before the fork
    return [_work(item) for item in items]
