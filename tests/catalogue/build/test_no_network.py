"""`check` and `build` ask nobody: what an issuer says, or where it is, cannot stop or change a site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.catalogue import small

BUILD = small.ROOT / "build.py"
WATCH = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        with open({log!r}, "a") as log:
            log.write(event + "\\n")
        raise OSError("there is no network here")

sys.addaudithook(refuse)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a module that Python imports at its start, also in processes of the command, and return what it writes."""
    (tmp_path / "hook").mkdir()
    log = tmp_path / "asked"
    (tmp_path / "hook" / "sitecustomize.py").write_text(WATCH.format(log=str(log)), encoding="utf-8")
    return log


def run(log: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python without a network."""
    environment = {**os.environ, "PYTHONPATH": str(log.parent / "hook")}
    return subprocess.run(
        [sys.executable, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", ["check", "build"])
def test_no_address_is_looked_up_and_nobody_is_asked(log: Path, tmp_path: Path, command: str) -> None:
    folder = small.checkout(tmp_path / "here")
    done = run(log, BUILD, command, "--data", folder)
    assert done.returncode == 0, done.stderr
    assert not log.exists()


def test_a_program_that_asks_somebody_is_noticed(log: Path) -> None:
    done = run(log, "-c", "import urllib.request; urllib.request.urlopen('http://issuer.example')")
    assert done.returncode != 0
    assert log.read_text(encoding="utf-8").splitlines() == ["socket.getaddrinfo"]
