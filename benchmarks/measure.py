"""Measuring a whole command: wall time in undisturbed runs, peak memory of its process tree in a separate run.

Memory is the highest sum of PSS (proportional set size: a page shared by n processes counts one n-th in each) over the
command and all its descendants, sampled from /proc every 20 ms. Sampling costs processor time, so it is not done in the
timed runs.
"""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.02
PROC = Path("/proc")
ASIDE = Path(__file__).resolve().parent.parent / "var" / "bench" / "aside"


UNCOMPILED = "PYTHONDONTWRITEBYTECODE"  # some build machines set it; a user's Python keeps what it has compiled


class CommandFailed(RuntimeError):  # noqa: N818 - it names what happened
    """A measured command failed, so its time means nothing."""


@dataclass(frozen=True)
class Command:
    """One side of a comparison; `prepare` restores its initial state before every run, unmeasured."""

    name: str
    argv: Sequence[str]
    folder: Path
    prepare: Callable[[], None]

    @property
    def log(self) -> Path:
        """Return the file for its output, outside the folder: no pipe can fill, and no watcher sees it."""
        return self.folder.with_name(f"{self.folder.name}.log")

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the command in its folder."""
        environment = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
        with self.log.open("wb") as output:
            return subprocess.Popen(
                self.argv, cwd=self.folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def check_exit(self, code: int) -> None:
        """Raise CommandFailed, with the end of the command's output, unless the exit code is 0."""
        if code != 0:
            output = self.log.read_text(encoding="utf-8", errors="replace")
            raise CommandFailed(f"{self.name} ended with {code}: {output[-2000:]}")


@dataclass(frozen=True)
class Sample:
    """The cost of one command: every timed run, and the peak memory of one more run."""

    name: str
    wall_seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    peak_megabytes: float

    @property
    def median_seconds(self) -> float:
        """Return the median wall time, which one disturbed run does not affect."""
        return statistics.median(self.wall_seconds)


def timed(command: Command) -> tuple[float, float]:
    """Run a command once; return wall and processor seconds (its own and its children's)."""
    command.prepare()
    os.sync()  # earlier writes must not be flushed during this run
    started = time.perf_counter()
    process = command.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    command.check_exit(process.returncode)
    return wall, usage.ru_utime + usage.ru_stime


def peak_megabytes(command: Command) -> float:
    """Run a command once; return the highest sampled PSS of the whole tree, in MB (10^6 bytes)."""
    command.prepare()
    process = command.start()
    peak_bytes = 0
    while process.poll() is None:
        peak_bytes = max(peak_bytes, sum(map(pss_bytes, tree(process.pid))))
        time.sleep(SAMPLE_SECONDS)
    command.check_exit(process.returncode)
    return peak_bytes / 1e6


def tree(root: int) -> list[int]:
    """Return a process and all its living descendants, by the parents in /proc."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (parent := _parent(int(entry.name))) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    pids = [root]
    for pid in pids:
        pids.extend(children.get(pid, []))
    return pids


def _parent(pid: int) -> int | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended
        return None
    return int(stat.rpartition(")")[2].split()[1])


def pss_bytes(pid: int) -> int:
    """Return the proportional set size of one process in bytes, 0 if it has ended."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


def set_aside(folder: Path) -> None:
    """Move a folder out of the way, unmeasured; `delete_set_aside` deletes it after all measurements.

    Deleting it here would slow down the next writer: ext4 skips each i-node freed in the last 35 seconds, and ten
    thousand new files then take ten times as long.
    """
    if folder.exists():
        ASIDE.mkdir(parents=True, exist_ok=True)
        folder.rename(ASIDE / f"{time.monotonic_ns()}-{folder.name}")


def delete_set_aside() -> None:
    """Delete what was set aside."""
    shutil.rmtree(ASIDE, ignore_errors=True)


def compare(commands: Sequence[Command], runs: int, *, memory: bool = True) -> list[Sample]:
    """Run all commands in turn, `runs` times, so that a slow minute of the machine affects all; then measure memory."""
    measured: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(runs):
        for command, times in zip(commands, measured, strict=True):
            times.append(timed(command))
    return [
        Sample(
            name=command.name,
            wall_seconds=tuple(wall for wall, _ in times),
            cpu_seconds=tuple(cpu for _, cpu in times),
            peak_megabytes=peak_megabytes(command) if memory else 0.0,
        )
        for command, times in zip(commands, measured, strict=True)
    ]
