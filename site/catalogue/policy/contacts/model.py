"""Help lines and other places to turn to, as plain data, and how a row of policy becomes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.policy.money.budget import Texts

WHOM = ("children", "women", "men", "trans", "deaf", "perpetrators")
"""Whom a help line or a place can be for; those for children are on the children's page too."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """An emergency or help line, with at least one way to reach it; `whom` is empty if it is for everyone."""

    name: Texts
    about: Texts
    number: str | None = None
    sms: str | None = None
    web: str | None = None  # a chat, or the page where it is
    whom: tuple[str, ...] = ()
    source: Texts | None = None
    confirmed: dt.date | None = None  # day when the municipality last read the source; None: never


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place to turn to with what the services are not for; without telephone and address, through the reception."""

    id: str
    name: Texts
    about: Texts
    phone: str | None = None
    web: str | None = None
    whom: tuple[str, ...] = ()


def help_line(row: Mapping[str, Any]) -> HelpLine:
    """Build a help line from its row."""
    confirmed = dt.date.fromisoformat(row["confirmed"]) if "confirmed" in row else None
    return HelpLine(**_renamed(row) | {"confirmed": confirmed})


def other_place(row: Mapping[str, Any]) -> OtherPlace:
    """Build a place to turn to from its row."""
    return OtherPlace(**_renamed(row))


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as fields: `for` is a word of Python's own."""
    return {key: value for key, value in row.items() if key != "for"} | {"whom": tuple(row.get("for", ()))}
