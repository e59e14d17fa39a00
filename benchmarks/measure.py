"""A command is measured whole: wall seconds in quiet runs, peak memory of its whole process tree in a run of its own.

Memory is the highest sum of PSS (proportional set size: a page shared by n processes counts one n-th in each) over the
command and all its descendants, sampled from /proc every 20 ms. Sampling costs processor
time, so the timed runs do without.
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
    """A measured command must succeed: the time of a failure means nothing."""


@dataclass(frozen=True)
class Command:
    """One side of a comparison; `prepare` brings it to its starting state before every run, unmeasured."""

    name: str
    argv: Sequence[str]
    folder: Path
    prepare: Callable[[], None]

    @property
    def log(self) -> Path:
        """Output goes to a file beside the folder: no pipe can fill, no terminal slows it, no watcher sees it."""
        return self.folder.with_name(f"{self.folder.name}.log")

    def start(self) -> "subprocess.Popen[bytes]":
        """The running command, in its folder."""
        known = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
        with self.log.open("wb") as output:
            return subprocess.Popen(self.argv, cwd=self.folder, env=known, stdout=output, stderr=subprocess.STDOUT)

    def must_have_succeeded(self, code: int) -> None:
        """Fail with the end of what the command said."""
        if code != 0:
            said = self.log.read_text(encoding="utf-8", errors="replace")
            raise CommandFailed(f"{self.name} ended with {code}: {said[-2000:]}")


@dataclass(frozen=True)
class Sample:
    """What one command cost: every timed run, and the peak memory of one more."""

    name: str
    wall_seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    peak_megabytes: float

    @property
    def median_seconds(self) -> float:
        """The median wall time: one disturbed run does not move it."""
        return statistics.median(self.wall_seconds)


def timed(command: Command) -> tuple[float, float]:
    """Wall and processor seconds (its own and its children's) of one run."""
    command.prepare()
    os.sync()  # what was written before is not written out during this run
    begun = time.perf_counter()
    process = command.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    command.must_have_succeeded(process.returncode)
    return wall, usage.ru_utime + usage.ru_stime


def peak_megabytes(command: Command) -> float:
    """The highest sampled PSS of the whole tree in one run, in MB (10^6 bytes)."""
    command.prepare()
    process = command.start()
    peak_bytes = 0
    while process.poll() is None:
        peak_bytes = max(peak_bytes, sum(map(pss_bytes, tree(process.pid))))
        time.sleep(SAMPLE_SECONDS)
    command.must_have_succeeded(process.returncode)
    return peak_bytes / 1e6


def tree(root: int) -> list[int]:
    """A process and all its living descendants, by the parent that /proc names."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (parent := _parent(int(entry.name))) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def _parent(pid: int) -> int | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended
        return None
    return int(stat.rpartition(")")[2].split()[1])


def pss_bytes(pid: int) -> int:
    """The proportional set size of one process, 0 when it has ended."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


def set_aside(folder: Path) -> None:
    """Take a folder out of the way, unmeasured; `swept` deletes it when all measuring is done.

    Deleting here would tell on whoever writes next: ext4 passes over each i-node that was freed in the last 35 seconds,
    and ten thousand new files then take ten times as long.
    """
    if folder.exists():
        ASIDE.mkdir(parents=True, exist_ok=True)
        folder.rename(ASIDE / f"{time.monotonic_ns()}-{folder.name}")


def swept() -> None:
    """Delete what was set aside."""
    shutil.rmtree(ASIDE, ignore_errors=True)


def compare(commands: Sequence[Command], runs: int, *, memory: bool = True) -> list[Sample]:
    """All commands in turn, `runs` times round, so that a slow minute of the machine meets them all; then memory."""
    taken: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(runs):
        for command, times in zip(commands, taken, strict=True):
            times.append(timed(command))
    return [
        Sample(
            name=command.name,
            wall_seconds=tuple(wall for wall, _ in times),
            cpu_seconds=tuple(cpu for _, cpu in times),
            peak_megabytes=peak_megabytes(command) if memory else 0.0,
        )
        for command, times in zip(commands, taken, strict=True)
    ]
