"""The project as it would be committed now, in a clone of its own."""

import shutil
import subprocess
from pathlib import Path

from tests.support import frozen, programs


def clone(place: Path) -> Path:
    """Clone the project; lay what is not committed over it, and the demonstration. What git ignores stays at home."""
    subprocess.run(["git", "clone", "--quiet", programs.ROOT, place], check=True, timeout=120)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=programs.ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if not frozen.theirs(str(programs.ROOT / name)) and (programs.ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(programs.ROOT / name, place / name)
    return frozen.laid(place)
