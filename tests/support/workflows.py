"""Reads workflows: ours, and what a municipality's own repository has."""

from pathlib import Path
from typing import Any

import yaml

from ops.municipality.repository import TEMPLATES

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OWN = sorted((TEMPLATES / ".github" / "workflows").glob("*.yml"))
"""What a municipality's own repository calls ours with."""
PUBLISHING = {"contents": "write", "id-token": "write", "attestations": "write"}
"""What publishes a release, and nothing else, may do: write the release, and sign it as what this run has made."""


def read(path: Path) -> Any:  # noqa: ANN401 - a workflow; `on` stays a word
    """Return what a workflow holds, all of it as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes only text


def steps(workflow: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a workflow
    """Return the steps of all jobs of a workflow."""
    return [step for job in workflow["jobs"].values() for step in job.get("steps", ())]
