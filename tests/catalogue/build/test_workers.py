import os
import subprocess
import sys
import threading

import pytest

from catalogue.build import workers
from catalogue.build.report import BuildError


def alone(code: str) -> str:
    """What code prints in a process of its own: another test may have left a thread in this one."""
    command = [sys.executable, "-c", f"from catalogue.build import workers; {code}"]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env={**os.environ, **paths}, check=True, capture_output=True, text=True).stdout


def squared(number: int) -> int:
    return number * number


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("count", [0, 1, workers.CHUNK, 3 * workers.CHUNK + 1])
def test_answers_come_in_the_order_of_the_items(count: int, number: int) -> None:
    assert list(workers.map_parallel(squared, range(count), number)) == [item * item for item in range(count)]


def test_the_work_may_be_a_closure_that_could_not_be_sent() -> None:
    known = threading.Lock()  # no process could be sent one
    assert list(workers.map_parallel(lambda item: (item, known.locked()), [1, 2], 2)) == [(1, False), (2, False)]


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(workers.map_parallel(lambda item: 1 // item, [1, 0], 2))


def test_a_process_that_dies_is_one_sentence_and_no_wait_for_ever() -> None:
    with pytest.raises(BuildError, match=r"^a process of the build was killed; "):
        list(workers.map_parallel(os._exit, [3], 2))


class TestSize:
    """As many processes as cores, where it is worth it and safe."""

    def test_few_things_are_done_here(self) -> None:
        assert workers.worker_count(299, worth_it=300) == 1

    def test_many_take_a_process_a_core(self) -> None:
        cores = min(workers.WORKERS_MAX, len(os.sched_getaffinity(0)))
        assert alone("print(workers.worker_count(300, worth_it=300))") == f"{cores}\n"

    def test_beside_another_thread_nothing_is_forked(self) -> None:
        done = threading.Event()
        other = threading.Thread(target=done.wait)
        other.start()
        try:
            assert workers.worker_count(10_000, worth_it=1) == 1
        finally:
            done.set()
            other.join()


BEGUN = """\
import time
from catalogue.build import workers
def told():
    print("begun", flush=True)
    time.sleep(600)
"""


def test_a_process_ends_with_the_one_that_forked_it_even_when_that_is_killed() -> None:
    code = f"{BEGUN}list(workers.map_parallel(lambda _: told(), [1], 2))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.kill()
        assert process.stdout.read() == ""  # it ends once nobody holds the other side
