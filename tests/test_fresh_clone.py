"""The README's commands in a fresh clone: a bare environment, and nothing on the path but what the README asks for.

`make test` cannot run inside itself. What it installs is the lock that every import of the tests is held against, and
what it starts is watched in every test (`tests/support/programs.py`); that its targets start is shown by CI's own run.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import clones, programs, separate_tools
from tests.support.ops.serving import free_port

pytestmark = [
    pytest.mark.xdist_group("fresh"),
    pytest.mark.timeout(600),
    pytest.mark.proof("tests/ops/server/test_serve.py::test_what_it_prints_to_try_works_as_it_stands"),
]
LATE_SECONDS = 500  # some forty on an idle machine
INDEX = ("PIP_", "SSL_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""Where this machine gets packages from is its own affair."""


@dataclass(frozen=True)
class Clone:
    """A clone that was just made, and all that its commands may know."""

    folder: Path
    environment: dict[str, str]
    changed: str

    @staticmethod
    def status(folder: Path) -> str:
        """List what differs from the commit."""
        listed = ["git", "status", "--porcelain", "--untracked-files=all"]
        return subprocess.run(listed, cwd=folder, check=True, capture_output=True, text=True).stdout

    def make(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a target."""
        return subprocess.Popen(
            [str(Path(self.environment["PATH"]) / "make"), *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The project as it would be committed now, cloned."""
    folder = tmp_path_factory.mktemp("fresh")
    place = clones.clone(folder / "kundval")
    return Clone(place, bare(folder), Clone.status(place))


def bare(folder: Path) -> dict[str, str]:
    """An environment with a path of the README's programs alone, a home without anything, and nothing else."""
    (folder / "bin").mkdir()
    (folder / "home").mkdir()
    for name in programs.README:
        real = shutil.which(name, path=os.defpath) or shutil.which(name)
        (folder / "bin" / name).write_text(f'#!/bin/sh\nexec {real} "$@"\n', encoding="utf-8")
        (folder / "bin" / name).chmod(0o755)
    index = {name: value for name, value in os.environ.items() if name.upper().startswith(INDEX)}
    kept = {"PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"), "PIP_NO_COMPILE": "1", **index}
    return {**kept, "PATH": str(folder / "bin"), "HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def served(clone: Clone) -> Iterator[tuple[str, int]]:
    """What `make serve` said until it served, and where; it is stopped as a person stops it."""
    port = free_port()
    process = clone.make("serve", f"PORT={port}")
    late = threading.Timer(LATE_SECONDS, process.kill)
    late.start()
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "  -d '" in line:
            break
    if "setup: pip could not install" in said:
        separate_tools.give_up(said, os.environ)
    yield said, port
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    late.cancel()


class TestMakeServe:
    """From nothing to a site that answers."""

    def test_it_sets_up_builds_and_hands_out_a_number_to_try(self, served: tuple[str, int]) -> None:
        said, _ = served
        steps = ("setup: creating .venv", "setup: installing requirements/serve.lock", "A claim to try, of ")
        assert [step for step in steps if step not in said] == [], said

    @pytest.mark.parametrize("path", ["/", "/en/", "/v1/health", "/dev/"])
    def test_it_answers(self, served: tuple[str, int], path: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{served[1]}{path}", timeout=30) as answer:
            assert answer.status == 200

    def test_it_changes_no_file_that_is_kept(self, served: tuple[str, int], clone: Clone) -> None:
        assert served
        assert Clone.status(clone.folder) == clone.changed


def test_a_library_that_was_not_installed_is_missed(clone: Clone, served: tuple[str, int]) -> None:
    assert served
    python = clone.folder / ".venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "uninstall", "--yes", "--quiet", "jinja2"], check=True, timeout=120)
    process = clone.make("check")
    said, _ = process.communicate(timeout=240)
    assert (process.returncode != 0, "No module named 'jinja2'" in said) == (True, True)


def test_a_program_that_the_tests_need_is_asked_for_by_its_package(clone: Clone, served: tuple[str, int]) -> None:
    assert served
    lock = (clone.folder / "requirements" / "test.lock").read_bytes()
    stamp = clone.folder / ".venv" / "kundval-test.installed"  # the libraries are taken for installed
    stamp.write_text(hashlib.sha256(lock).hexdigest(), encoding="utf-8")
    process = clone.make("test")
    said, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert (
        said.splitlines()[0]
        == "setup: The browser tests need Chromium. Install it first: sudo apt-get install chromium"
    )
