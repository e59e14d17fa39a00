"""Clones the project in its present state, uncommitted changes included."""

import shutil
import subprocess
from pathlib import Path

from tests.support import frozen, programs


def clone(folder: Path) -> Path:
    """Clone the project into a folder, with uncommitted changes and the demonstration; ignored files are not copied."""
    subprocess.run(["git", "clone", "--quiet", programs.ROOT, folder], check=True, timeout=120)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=programs.ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if not frozen.theirs(str(programs.ROOT / name)) and (programs.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(programs.ROOT / name, folder / name)
    return frozen.laid(folder)
