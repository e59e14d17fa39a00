"""Runs git, to read: what it prints, or why there is no history to read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path


class NoHistory(Exception):  # noqa: N818 - a reason, not a failure
    """Why nothing is known of earlier days, as a code: shallow, no_git or no_history."""


def must_be_whole(root: Path) -> None:
    """Raise NoHistory where there is no commit, and in a shallow clone."""
    if run(root, "rev-parse", "--is-shallow-repository", "HEAD").split()[0] == b"true":
        raise NoHistory("shallow")


def run(root: Path, *arguments: str, told: bytes | None = None) -> bytes:
    """Give everything that git prints; `told` is what it reads."""
    with started(root, arguments, reads=told is not None) as process:
        output, _ = process.communicate(told)
    check_exit(process)
    return output


def started(root: Path, arguments: Iterable[str], *, reads: bool = False) -> subprocess.Popen[bytes]:
    """Start git; whoever reads less than everything ends it."""
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
    """Raise NoHistory when git has refused."""
    if process.returncode != 0:
        raise NoHistory("no_history")


def _environment() -> dict[str, str]:
    """Leave out what a git hook sets: it would point at another work tree. Reading takes no lock."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
