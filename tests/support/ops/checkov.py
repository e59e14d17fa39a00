"""Runs checkov, from an environment of its own, on a folder of templates."""

import json
import subprocess
from pathlib import Path

from tests.support import separate_tools

CHECKOV = ("--framework", "cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json")
"""No network: checkov uses only its built-in rules."""
Finding = tuple[str, str]
"""The number of checkov's rule, and the name of the resource."""


def findings(folder: Path) -> dict[str, set[Finding]]:
    """Return the findings for each template of a folder, by file name."""
    command = [str(separate_tools.ready("checkov").with_name("checkov")), *CHECKOV, "--directory", "."]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)
    assert result.stdout.strip(), result.stderr
    report = json.loads(result.stdout)
    by_file: dict[str, set[Finding]] = {path.name: set() for path in folder.glob("*.json")}
    for check in report.get("results", {}).get("failed_checks", ()):
        by_file[Path(check["file_path"]).name].add((check["check_id"], check["resource"].partition(".")[2]))
    return by_file
