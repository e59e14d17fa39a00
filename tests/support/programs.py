"""The programs that tests may start: those that the README requires, those that the set-up installs, and our own.

A program that only this machine happens to have may be missing on another: starting it fails here, with its name.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
README: Final = {"python3", "git", "make"}
SETUP: Final = {
    "apt-get",
    "chromium",
    "chromium-browser",
    "chromium-headless-shell",
    "curl",
    "java",
    "npm",
}  # ops/setup.py
SYSTEM: Final = {"sh", "bash", "true", "sudo", "uname"}  # on every Debian, or its absence is handled
TRIED: Final = {
    "systemd-analyze",
    "unshare",
    "python3.11",
    "python3.13",
}  # if it is installed; otherwise its test is skipped with a reason
OURS: Final = (ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(tempfile.gettempdir()))
"""The folders of what the set-up installed, and of what a test wrote itself."""


class UnknownProgramError(RuntimeError):
    """A test starts a program that no set-up installs."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Raise UnknownProgramError at the start of a program that a fresh machine lacks: an audit hook (PEP 578)."""
    if event == "subprocess.Popen" and not known(os.fsdecode(arguments[0])):  # type: ignore[arg-type]
        raise UnknownProgramError(f"{arguments[0]!r} is started, and neither README nor set-up installs it")


def known(program: str) -> bool:
    """Return whether a fresh machine has the program.

    >>> known("git"), known("/usr/bin/java"), known(sys.executable), known("node")
    (True, True, True, False)
    """
    if Path(program).name in README | SETUP | SYSTEM | TRIED:
        return True
    return any(Path(program).is_relative_to(folder) for folder in OURS)
