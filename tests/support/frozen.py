"""The demonstration as the tests know it: a copy of `policy/` and `providers/` that no municipality puts its own into.

Both folders at the root are the municipality's. What stands there is for `build.py check` to judge: a test that looks
at it would turn red for a price of next year, or for a provider that left. So one that does is stopped here, by name.
While the root holds the demonstration, the copy is renewed so:
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
JUDGED: Final = {"check"}
"""What a test may ask of the municipality's own data: that it is looked at, whatever is found."""


class TheirOwnError(RuntimeError):
    """A test that looks at what is the municipality's."""


def laid(folder: Path) -> Path:
    """Put the demonstration's policy and profiles into a folder, in the place of any that are there."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(DATA / name, folder / name)
    return folder


def checkout(folder: Path) -> Path:
    """Copy the code and the demonstration into a folder, without git and without anything generated."""
    leave = shutil.ignore_patterns("__pycache__", "register.json", ".chalice")
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        else:
            shutil.copy(ROOT / name, folder)
    return laid(folder)


@cache
def root() -> Path:
    """Give a folder that looks like the project with the demonstration in it: to read from, never to build in."""
    folder = laid(Path(tempfile.mkdtemp(prefix="kundval-frozen-")))
    for name in CODE:
        (folder / name).symlink_to(ROOT / name)
    return folder


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a look into the municipality's folders, and `build.py` on them; Python tells of both (PEP 578)."""
    if event in {"open", "os.listdir", "os.scandir"}:
        if isinstance(arguments[0], str | bytes | os.PathLike) and theirs(os.fsdecode(arguments[0])):
            raise TheirOwnError(f"{os.fsdecode(arguments[0])} is the municipality's: tests read the copy in {DATA}")
    elif event == "subprocess.Popen":
        _, command, folder, _ = arguments
        if isinstance(command, list | tuple) and built_there([os.fsdecode(one) for one in command], folder):
            raise TheirOwnError("build.py is started on the municipality's own data: tests start it in a checkout()")


def theirs(name: str) -> bool:
    """Tell whether a path lies in one of the municipality's folders.

    >>> theirs(str(ROOT / "policy" / "fees.yaml")), theirs(str(ROOT / "providers")), theirs(str(POLICY / "fees.yaml"))
    (True, True, False)
    """
    if name in FOLDERS or not any(folder in name for folder in FOLDERS):
        return False  # most are told by that; a bare name is opened in a folder that the event does not tell
    return any(Path(name).resolve().is_relative_to(one) for one in THEIRS)


def built_there(command: list[str], folder: object) -> bool:
    """Tell whether a command starts the root's `build.py`, for anything but a judgement of what stands there."""
    stands = Path(os.fsdecode(folder)) if isinstance(folder, str | bytes | os.PathLike) else Path.cwd()
    for place, argument in enumerate(command):
        if Path(argument).name == "build.py" and (stands / argument).resolve() == ROOT / "build.py":
            return not JUDGED & set(command[place + 1 : place + 2])
    return False
