"""The handbook as a build keeps it, for tests of commands that would build it anew in each folder."""

import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from catalogue.build import handbook, output


def lay(root: Path) -> Path:
    """Put the handbook where a build of a folder of one's own finds it, and return the folder."""
    shutil.copytree(kept(), root / "var" / "handbook" / kept().name)
    return root


@cache
def kept() -> Path:
    """Return the folder of the handbook, which the first worker that asks for it builds for all of a run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    var = Path(gettempdir(), f"kundval-handbook-{run}") if run else Path(mkdtemp(prefix="kundval-handbook-"))
    with output.build_lock(var):
        folder = handbook.kept(var)
    assert folder is not None
    return folder
