"""Parallel map: small batches run in this process, large ones in one forked process per core."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from catalogue.build.report import BuildError

WORKERS_MAX = 8  # each needs memory
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
CHUNK = 40  # items sent to a process at a time

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any] | None = None


def worker_count(count: int, worth_it: int) -> int:
    """Return one worker per core for `worth_it` items or more; 1 for fewer, or where forking is unsafe (threads)."""
    if count < worth_it or threading.active_count() > 1:
        return 1
    return min(WORKERS_MAX, len(os.sched_getaffinity(0)))


def map_parallel(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Iterator[Result]:
    """Apply `work` to every item; yield the results in the order of the items."""
    return _forked(work, items, workers) if workers > 1 else map(work, items)


def _forked(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Iterator[Result]:
    """Map in forked processes, which inherit what `work` refers to; raises BuildError if a process is killed."""
    global _work  # noqa: PLW0603 - inherited by forked processes, so it is not pickled
    _work = work
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin, (os.getpid(),))
    try:
        for results in pool.map(_chunk, chunks):
            yield from results
    except BrokenProcessPool as error:
        raise BuildError("a process of the build was killed; the machine may be short of memory") from error
    finally:
        pool.shutdown(cancel_futures=True)
        _work = None


def _begin(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets the signal too, and ends us
    _end_with(parent)


def _end_with(parent: int) -> None:
    """Ask the kernel to kill this process with its parent: an orphan would keep holding the build lock."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only a forked process needs it

        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # the parent exited before the call above
        os._exit(1)


def _chunk(items: Sequence[Any]) -> list[Any]:
    assert _work is not None  # noqa: S101 - set before the fork
    return [_work(item) for item in items]
