"""The programs that the tests may start: what the README asks for, what the set-up installs, and what is our own.

A program that only this machine happens to have would be missed on the next one: starting it fails here, by name.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
README: Final = {"python3", "git", "make"}
SETUP: Final = {"apt-get", "chromium", "chromium-browser", "curl", "java"}  # ops/setup.py
SYSTEM: Final = {"sh", "bash", "true", "sudo", "uname"}  # of every Debian, or asked for with an answer for its absence
TRIED: Final = {"systemd-analyze"}  # where it is there; its test is skipped with a reason where it is not
OURS: Final = (ROOT, Path(sys.prefix), Path(sys.base_prefix), Path(tempfile.gettempdir()))
"""Where what the set-up installed lies, and what a test wrote itself."""


class UnknownProgramError(RuntimeError):
    """A program that no set-up installs."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Stop the start of a program that a fresh machine would not have; Python tells of every start (PEP 578)."""
    if event == "subprocess.Popen" and not known(os.fsdecode(arguments[0])):  # type: ignore[arg-type]
        raise UnknownProgramError(f"{arguments[0]!r} is started, and neither README nor set-up installs it")


def known(program: str) -> bool:
    """Tell whether a fresh machine has it.

    >>> known("git"), known("/usr/bin/java"), known(sys.executable), known("node")
    (True, True, True, False)
    """
    if Path(program).name in README | SETUP | SYSTEM | TRIED:
        return True
    return any(Path(program).is_relative_to(folder) for folder in OURS)
