"""Read-only git commands: their output, or the reason why there is no history."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path


class NoHistory(Exception):  # noqa: N818 - a reason, not a failure
    """Raised when there is no history to read; its text is a code: shallow, no_git or no_history."""


def must_be_whole(root: Path) -> None:
    """Raise NoHistory if the repository has no commit or is a shallow clone."""
    if run(root, "rev-parse", "--is-shallow-repository", "HEAD").split()[0] == b"true":
        raise NoHistory("shallow")


def run(root: Path, *arguments: str, told: bytes | None = None) -> bytes:
    """Run git with `told` as its standard input, and return its output."""
    with started(root, arguments, reads=told is not None) as process:
        output, _ = process.communicate(told)
    check_exit(process)
    return output


def started(root: Path, arguments: Iterable[str], *, reads: bool = False) -> subprocess.Popen[bytes]:
    """Start git; a caller that stops reading early must kill the process."""
    try:
        return subprocess.Popen(  # noqa: S603 - fixed arguments
            ("git", *arguments),  # noqa: S607 - whichever git the person uses
            cwd=root,
            env=_environment(),
            stdin=subprocess.PIPE if reads else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise NoHistory("no_git") from None


def check_exit(process: subprocess.Popen[bytes]) -> None:
    """Raise NoHistory if git has failed."""
    if process.returncode != 0:
        raise NoHistory("no_history")


def _environment() -> dict[str, str]:
    """Return the environment without the variables a git hook sets, which name another work tree, and without locks."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
