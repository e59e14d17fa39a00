"""The versions of Python that pyproject.toml names, and where this machine has another one than that which runs."""

import glob
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if ":: Python ::" in one]
"""The versions, the oldest first."""
OLDEST, NEWEST = PYTHONS[0], PYTHONS[-1]
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
OTHER = OLDEST if HERE == NEWEST else NEWEST
"""The end of the list that does not run these tests."""
NAMED = "KUNDVAL_SECOND_PYTHON"
PLACES = ("~/.local/share/uv/python/cpython-{version}.*/bin/python3", "~/.pyenv/versions/{version}.*/bin/python3")
"""Where uv and pyenv put a Python that is not on the path."""


def second(environment: Mapping[str, str]) -> str | None:
    """Return the program of the other Python: the one that is named, or the first that works of all found."""
    if environment.get(NAMED):
        return environment[NAMED]
    return next((program for program in _candidates() if _version(program) == OTHER), None)


def _candidates() -> Iterator[str]:
    on_path = shutil.which(f"python{OTHER}")
    if on_path:
        yield on_path
    for place in PLACES:
        yield from sorted(glob.glob(os.path.expanduser(place.format(version=OTHER))))  # noqa: PTH111, PTH207 - a pattern of the home


def _version(program: str) -> str:
    """Return the version that a program says of itself, or nothing if it does not start or cannot make environments."""
    asked = [program, "-c", "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60).stdout.strip()
    except OSError:
        return ""
