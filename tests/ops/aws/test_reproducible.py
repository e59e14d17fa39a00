"""The same commit and data make the same package: in another folder, in another zone, by somebody with other habits."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.aws import package, sbom
from tests.support.catalogue import kept_handbook, small
from tests.support.clones import clone

pytestmark = [
    pytest.mark.xdist_group("reproducible"),
    pytest.mark.proof("tests/ops/aws/test_package.py::test_names_and_dates_are_the_same_on_every_machine"),
]
HABITS = {
    "here": (0o022, {"TZ": "Europe/Stockholm", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "USER": "ada"}),
    "in/quite/another/place": (0o077, {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2", "LC_ALL": "C", "USER": "bo"}),
}
"""Folder, umask and environment of two people; between their zones lies more than half a day."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What `make package` left in each of two clones."""
    folder = tmp_path_factory.mktemp("twice")
    found: list[Path] = []
    for place, (umask, habits) in HABITS.items():
        root = kept_handbook.lay(small.data(clone(folder / place)))  # it does not travel
        compared = ["--compare", str(found[0])] if found else []
        for command in (["build"], ["package", *compared]):
            done = subprocess.run(
                [sys.executable, "build.py", *command],
                cwd=root,
                env={**os.environ, **habits},
                umask=umask,
                check=False,
                capture_output=True,
                text=True,
                timeout=240,
            )
            assert done.returncode == 0, done.stderr
        found.append(root / "var" / "package")
    return found


@pytest.mark.parametrize("name", [package.ZIP, package.TEMPLATE, sbom.FILE])
def test_it_is_the_same_to_the_last_byte(made: list[Path], name: str) -> None:
    first, second = ((folder / name).read_bytes() for folder in made)
    assert len(first) > 1000
    assert first == second


def test_nothing_else_is_made(made: list[Path]) -> None:
    assert {path.name for folder in made for path in folder.iterdir()} == {package.ZIP, package.TEMPLATE, sbom.FILE}
