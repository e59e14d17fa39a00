"""Reads workflows."""

from pathlib import Path
from typing import Any

import yaml


def read(path: Path) -> Any:  # noqa: ANN401 - a workflow; `on` stays a word
    """Return what a workflow holds, all of it as text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes only text
