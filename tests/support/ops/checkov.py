"""Checkov, in an environment of its own: what it finds in a folder of templates."""

import json
import subprocess
from pathlib import Path

from tests.support import separate_tools

CHECKOV = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json")
"""It asks nobody for anything: what it knows came with it."""
Finding = tuple[str, str]
"""What it is against, by checkov's number, and the resource's name."""


def findings(folder: Path) -> dict[str, set[Finding]]:
    """What it has against each template of a folder, by the file's name; nothing is looked at twice."""
    command = [str(separate_tools.ready("checkov").with_name("checkov")), *CHECKOV, "--directory", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout)
    found: dict[str, set[Finding]] = {path.name: set() for path in folder.glob("*.json")}
    for one in told.get("results", {}).get("failed_checks", ()):
        found[Path(one["file_path"]).name].add((one["check_id"], one["resource"].partition(".")[2]))
    return found
