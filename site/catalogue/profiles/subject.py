"""The subject of a profile rule: one profile with its context."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from catalogue.schema.containers import Validation

if TYPE_CHECKING:
    from catalogue.policy.model import Authorisation, Policy


@dataclass
class Subject:
    """One profile under check, with the result of its schema check."""

    path: str
    value: dict[str, Any]
    seen: Validation
    policy: Policy
    today: dt.date | None

    id: str = field(init=False)  # the file's name
    authorisation: Authorisation | None = field(init=False)
    text: str = field(init=False)  # all texts and names joined, so that a rule without a match takes one search
    is_latin1: bool = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.path.rpartition("/")[2].removesuffix(".yaml")
        self.authorisation = self.policy.authorisations.get(self.id)
        self.text = "\n".join([text for _, text in (*self.seen.prose, *self.seen.names)])
        self.is_latin1 = _is_latin1(self.text)

    def group(self, *keys: str) -> dict[str, Any]:
        """Return a mapping inside the profile; empty if it is missing or not a mapping."""
        value: Any = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}


def _is_latin1(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
