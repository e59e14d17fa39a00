"""The demonstration for the tests: a copy of `policy/` and `providers/` that no municipality edits.

Both folders at the root belong to the municipality, and `build.py check` validates them. A test that reads them would
fail because of next year's price, or of a provider that has left; so such a test is stopped here, with the path.
While the root contains the demonstration, the copy is renewed by:
`rm -r tests/demonstration/data/* && cp -R policy providers tests/demonstration/data/`.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = ("policy", "providers")
DATA: Final = ROOT / "tests" / "demonstration" / "data"
POLICY: Final = DATA / "policy"
PROVIDERS: Final = DATA / "providers"
CODE: Final = ("build.py", "functions", "ops", "office", "site")
THEIRS: Final = tuple(ROOT / name for name in FOLDERS)


class TheirOwnError(RuntimeError):
    """A test reads the municipality's own data."""


def laid(folder: Path) -> Path:
    """Copy the demonstration's policy and profiles into a folder, replacing any that are there."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(DATA / name, folder / name)
    return folder


def checkout(folder: Path) -> Path:
    """Copy the code and the demonstration into a folder, without git and without anything generated."""
    leave = shutil.ignore_patterns("register.json", ".chalice")
    folder.mkdir(parents=True, exist_ok=True)
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        else:
            shutil.copy(ROOT / name, folder)
    shutil.rmtree(folder / "site" / "handbook")  # a build without it is faster; what needs it builds it
    return laid(folder)


@cache
def root() -> Path:
    """Return a folder like the project with the demonstration in it: for reading, never for building."""
    folder = laid(Path(tempfile.mkdtemp(prefix="kundval-frozen-")))
    for name in CODE:
        (folder / name).symlink_to(ROOT / name)
    return folder


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Raise TheirOwnError when the municipality's folders are read or built: an audit hook (PEP 578)."""
    if event in {"open", "os.listdir", "os.scandir"}:
        if isinstance(arguments[0], str | bytes | os.PathLike) and theirs(os.fsdecode(arguments[0])):
            raise TheirOwnError(f"{os.fsdecode(arguments[0])} is the municipality's: tests read the copy in {DATA}")
    elif event == "subprocess.Popen":
        _, command, folder, _ = arguments
        if isinstance(command, list | tuple) and built_there([os.fsdecode(word) for word in command], folder):
            raise TheirOwnError(
                "build.py is started on the municipality's own data: tests start it in a checkout(), or with --data"
            )


def theirs(name: str) -> bool:
    """Return whether a path is in one of the municipality's folders.

    >>> theirs(str(ROOT / "policy" / "fees.yaml")), theirs(str(ROOT / "providers")), theirs(str(POLICY / "fees.yaml"))
    (True, True, False)
    """
    if name in FOLDERS or not any(folder in name for folder in FOLDERS):
        return False  # the quick answer for most; a bare name is relative to a folder that the event does not give
    return any(Path(name).resolve().is_relative_to(root_folder) for root_folder in THEIRS)


def built_there(command: list[str], folder: object) -> bool:
    """Return whether a command runs the root's `build.py` on the data there."""
    working_folder = Path(os.fsdecode(folder)) if isinstance(folder, str | bytes | os.PathLike) else Path.cwd()
    scripts = [working_folder / argument for argument in command if Path(argument).name == "build.py"]
    return any(script.resolve() == ROOT / "build.py" for script in scripts) and "--data" not in command
