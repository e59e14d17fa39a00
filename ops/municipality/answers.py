"""What is known of the municipality and its providers; None stands for what is not known yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answers:
    """What the municipality has said of itself."""

    name: str
    models: tuple[str, ...]
    languages: tuple[str, ...] = ("sv",)
    code: str | None = None
    organisation_number: str | None = None
    address: str | None = None
    reception: str | None = None
    reception_phone: str | None = None
    reception_email: str | None = None
    start: dt.date | None = None  # the first day on which prices, fees and rules apply


@dataclass(frozen=True, slots=True)
class Premises:
    """One address of a provider; `area` is the district's name."""

    street: str | None
    postcode: str | None = None
    city: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """One provider of the municipality's list."""

    id: str
    legal_name: str
    name: str
    type: str | None
    regi: str
    services: tuple[tuple[str, dt.date | None], ...]  # service, and the first day of its contract
    organisation_number: str | None = None
    supplier: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    premises: tuple[Premises, ...] = ()
    languages: tuple[str, ...] = ()
    rows: tuple[int, ...] = field(default=(), compare=False)  # of the list, from 1


def todo(question: str) -> str:
    """Return the value that stands for an answer that is not known yet."""
    return f"TODO: {question}"
