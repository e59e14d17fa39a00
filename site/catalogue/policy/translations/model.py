"""A further language as plain data, and how a row of policy becomes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FurtherLanguage:
    """A language that a few pages alone are built in; without a name and a day, nobody has read the translation."""

    language: str
    reviewed_by: str = ""
    on: dt.date | None = None

    @property
    def is_reviewed(self) -> bool:
        """Return whether policy says who read the translation, and when."""
        return bool(self.reviewed_by) and self.on is not None


def further_language(row: Mapping[str, Any]) -> FurtherLanguage:
    """Build a further language from its row."""
    on = dt.date.fromisoformat(row["on"]) if "on" in row else None
    return FurtherLanguage(row["language"], row.get("reviewed_by", ""), on)
