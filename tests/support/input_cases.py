"""What people paste and type, and how it is read: tables that Python and the browser both read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "cases" / "input"


def cases(kind: str) -> list[dict[str, Any]]:
    """Return the rows of a table: `text`, and `right` (how it is read) or `fault` (why it is refused)."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{kind}.yaml").read_text("utf-8"))
    return rows


def rights(kind: str) -> list[tuple[str, object]]:
    """Return each text with how it is read, or with None where it is refused."""
    return [(row["text"], row.get("right")) for row in cases(kind)]
