"""What policy says to those who want to become providers: the schema of `application`, as plain data, and its rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.policy.field_types import TEXTS, group
from catalogue.policy.money.budget import Texts
from catalogue.policy.price_rules import Check, File
from catalogue.schema.containers import Fault, ListOf
from catalogue.schema.scalars import EMAIL, URL, Integer

_LISTS = ("requirements", "wanted", "documents")
_FIELDS = {
    **{name: ListOf(TEXTS, at_least=1, unique=False) for name in _LISTS},
    "decision_days": Integer(1, 365),
    "notice": URL,
    "email": EMAIL,
}
APPLICATION = group(_FIELDS, optional=tuple(_FIELDS))


@dataclass(frozen=True, slots=True)
class Application:
    """What whoever wants to perform a service has to know, as far as policy says (D17)."""

    requirements: tuple[Texts, ...] = ()
    wanted: tuple[Texts, ...] = ()  # profiles that the municipality lacks: information, never a condition (LOV 8:1)
    documents: tuple[Texts, ...] = ()
    decision_days: int | None = None  # from a complete application to the decision (LOV 4:4)
    notice: str | None = None  # address of the notice on the national website (LOV 3:1)
    email: str | None = None  # where an application is sent

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Application:
        """Build it from its row."""
        fields: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in row.items()}
        return cls(**fields)


def nobody_applies_for_the_own_unit_s(services: File) -> Iterator[Fault]:
    """A service that only the municipality's own unit performs has nothing to apply for."""
    for index, row in enumerate(services["services"]):
        if row["own_unit_only"] and "application" in row:
            facts = {"field": "application", "other": "own_unit_only: true"}
            yield Fault(("services", index, "application"), "service_contradicts", facts, at_key=True)


RULES: tuple[Check, ...] = (nobody_applies_for_the_own_unit_s,)
