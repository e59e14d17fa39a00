"""Data files of the product's own, beside the modules that use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from catalogue.schema import yaml_reader


def load(file: Path) -> Any:  # noqa: ANN401 - the content of a YAML file
    """Return the content of a YAML file of ours; one with a problem is a bug and raises ValueError."""
    value, problems = yaml_reader.load(file.read_bytes(), file.name)
    if problems:
        raise ValueError(problems)
    return value
