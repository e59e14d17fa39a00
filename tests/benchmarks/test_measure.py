import sys
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.measure import Command, CommandFailed

HOLD_MEMORY_AND_HAVE_A_CHILD_DO_THE_SAME = """
import subprocess, sys, time
held = bytearray(b"x") * 30_000_000
if len(sys.argv) == 1:
    subprocess.run([sys.executable, __file__, "child"])
time.sleep(0.4)
"""


def command(folder: Path, source: str, prepared: list[str] | None = None) -> Command:
    folder.mkdir(exist_ok=True)
    (folder / "program.py").write_text(source, encoding="utf-8")
    noted = [] if prepared is None else prepared
    return Command("it", (sys.executable, "program.py"), folder, lambda: noted.append("prepared"))


def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    peak = measure.peak_megabytes(command(tmp_path / "it", HOLD_MEMORY_AND_HAVE_A_CHILD_DO_THE_SAME))
    assert 60 < peak < 200


def test_the_processor_time_of_the_command_is_told(tmp_path: Path) -> None:
    wall, cpu = measure.timed(command(tmp_path / "it", "sum(range(3_000_000))"))
    assert wall > 0
    assert cpu > 0


def test_every_run_is_prepared(tmp_path: Path) -> None:
    prepared: list[str] = []
    (sample,) = measure.compare([command(tmp_path / "it", "", prepared)], runs=2)
    assert len(prepared) == 3  # two for time, one for memory
    assert len(sample.wall_seconds) == 2


def test_a_command_that_fails_has_no_time(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="so it goes"):
        measure.timed(command(tmp_path / "it", "import sys; sys.exit('so it goes')"))
