"""All that CI runs, on the other end of the list of Pythons; and both make the same site, to the byte.

A machine that has one Python only, as Debian 12 as it comes, skips this and says so; CI runs both in any case, in the
workflows "check" and "oldest". `KUNDVAL_SECOND_PYTHON` names a Python that is found nowhere else.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import clones, pythons, separate_tools

pytestmark = [
    pytest.mark.xdist_group("second Python"),
    pytest.mark.timeout(7200),
    pytest.mark.proof("tests/test_pythons.py::test_the_product_uses_nothing_that_the_newest_has_given_up"),
]
OURS = ("KUNDVAL_", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "CI", "MAKE", "MFLAGS")
"""What this run knows, and a new one has not to know."""
DAY = "2026-11-30"


@dataclass(frozen=True)
class Clone:
    """The project as it would be committed now, set up with the other Python."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str | Path) -> "subprocess.CompletedProcess[str]":
        """Run a command in the clone."""
        told = {"cwd": self.folder, "env": self.environment, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.run(command, text=True, check=False, **told)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone whose environment is of the other Python."""
    python = pythons.second(os.environ)
    if python is None:
        pytest.skip(f"there is no Python {pythons.OTHER} here beside {pythons.HERE}: {pythons.NAMED} can name one")
    folder = clones.clone(tmp_path_factory.mktemp("second") / "kundval")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    made = Clone(folder, {**kept, "PYTHON": python})
    done = made.run("make", "setup")
    if "could not install" in done.stdout:
        separate_tools.give_up(done.stdout, os.environ)
    assert done.returncode == 0, done.stdout
    return made


def test_it_is_the_other_one(clone: Clone) -> None:
    asked = clone.run(clone.folder / ".venv" / "bin" / "python", "--version")
    assert asked.stdout.startswith(f"Python {pythons.OTHER}.")


def test_both_build_the_same_site_to_the_byte(clone: Clone, tmp_path: Path) -> None:
    sites = {}
    for name, python in ((pythons.HERE, sys.executable), (pythons.OTHER, clone.folder / ".venv" / "bin" / "python")):
        out = tmp_path / name
        shutil.rmtree(clone.folder / "var" / "handbook", ignore_errors=True)  # what is kept there is the other's
        done = clone.run(python, "build.py", "build", "--date", DAY, "--out", out)
        assert done.returncode == 0, done.stdout
        files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        sites[name] = files | {"the register": (clone.folder / "var" / "register.json").read_bytes()}
    here, there = sites.values()
    assert len(here) > 500
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_what_ci_runs_passes_on_it(clone: Clone) -> None:
    done = clone.run(clone.folder / ".ci" / "run")
    closing = done.stdout.splitlines()[-1]
    assert (done.returncode, bool(re.search(r"\d+ passed", closing))) == (0, True), done.stdout[-10_000:]
