"""The handbook as a build keeps it, for tests of commands that would build it anew in each folder."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from catalogue.build import handbook
from tests.support.catalogue.small import CASES

(REPOSITORY,) = (
    line.removeprefix("repository: ")
    for line in (CASES / "policy" / "municipality.yaml").read_text(encoding="utf-8").splitlines()
    if line.startswith("repository: ")
)


def lay(root: Path) -> Path:
    """Put the handbook of the small policy where a build of a folder finds it, and return the folder."""
    shutil.copytree(_kept(), root / "var" / "handbook" / _kept().name)
    return root


@cache
def _kept() -> Path:
    """Build the handbook once for all tests of a worker."""
    folder = handbook.kept(Path(mkdtemp(prefix="kundval-")), REPOSITORY)
    assert folder is not None
    return folder
