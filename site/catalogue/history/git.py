"""Read-only git commands, all run in the same environment.

The user's and the system's settings are read: only there can somebody trust a folder that belongs to another user
(`safe.directory`). So every option that a setting could change is given explicitly with the command.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator
from pathlib import Path


class GitError(Exception):
    """git cannot answer: the message is git's own, empty if it gave none.

    `code` says why there is no history to read: shallow, no_git or no_history.
    """

    def __init__(self, message: str, code: str = "no_history") -> None:
        super().__init__(message)
        self.code = code


def require_full_history(root: Path) -> None:
    """Raise GitError if the repository has no commit or is a shallow clone."""
    if run(root, "rev-parse", "--is-shallow-repository", "HEAD").split()[0] == b"true":
        raise GitError("the clone is shallow", "shallow")


def run(root: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git and return its output."""
    with _start(root, arguments) as process:
        output, errors = process.communicate(stdin)
    _check_exit(process, errors)
    return output


def lines(root: Path, *arguments: str) -> Generator[bytes, None, None]:
    """Run git and yield the lines of its output; git is killed if the caller stops early."""
    with _start(root, arguments, stderr=subprocess.DEVNULL) as process:
        try:
            yield from process.stdout or ()
        except GeneratorExit:
            process.kill()
            raise
    _check_exit(process, b"")


def _start(root: Path, arguments: tuple[str, ...], stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start git without the variables that a hook sets, which name another work tree, and without locks."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.Popen(  # noqa: S603 - our own arguments, and names only where git takes no option
            ("git", *arguments),  # noqa: S607 - whichever git the person uses
            cwd=root,
            env=inherited | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    except FileNotFoundError:
        raise GitError("git is not installed", "no_git") from None


def _check_exit(process: subprocess.Popen[bytes], errors: bytes) -> None:
    if process.returncode != 0:
        messages = errors.decode(errors="replace").strip().splitlines()
        fatal = [message.removeprefix("fatal: ") for message in messages if message.startswith("fatal: ")]
        raise GitError(next(iter(fatal or messages[-1:]), ""))
