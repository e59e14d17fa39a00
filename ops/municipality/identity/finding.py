"""What is found at an issuer: one line, with what to write into policy where that mends it."""

from dataclasses import dataclass
from typing import Literal

from catalogue.schema.problem import sanitise

SHOWN_MAX_CHARACTERS = 1_000
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """An error (it will not work), a warning (it may not) or a note; `write` is a line of policy/municipality.yaml."""

    severity: Severity
    key: str
    sentence: str
    write: str = ""

    def __str__(self) -> str:
        """Format as one line; an issuer's own words in it can neither break it nor control a terminal."""
        way_out = f" Write: {self.write}" if self.write else ""
        return sanitise(f"{self.severity}: {self.key}: {self.sentence}{way_out}", SHOWN_MAX_CHARACTERS)
