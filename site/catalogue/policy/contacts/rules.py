"""Rules of help lines and other places, beyond their schema."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.policy.price_rules import Check, File, repeated
from catalogue.schema.containers import Fault

REACHED_BY = ("number", "sms", "web")


def help_lines_can_be_reached(municipality: File) -> Iterator[Fault]:
    """A help line has a number to call, one to write to, or an address."""
    for index, line in enumerate(municipality["help_lines"]):
        if not any(key in line for key in REACHED_BY):
            yield Fault(("help_lines", index, "name"), "help_line_unreachable", at_key=True)


def help_lines_are_confirmed(municipality: File) -> Iterator[Fault]:
    """The municipality has compared each help line with what those who answer say themselves."""
    for index, line in enumerate(municipality["help_lines"]):
        reached_by = next((key for key in REACHED_BY if key in line), None)
        if reached_by and "confirmed" not in line:
            yield Fault(("help_lines", index, reached_by), "help_line_unconfirmed", {"reached_by": line[reached_by]})


def places_are_unique(municipality: File) -> Iterator[Fault]:
    """An id names one place."""
    yield from repeated(municipality.get("elsewhere", []), "elsewhere", ("id",))


RULES: tuple[Check, ...] = (help_lines_can_be_reached, help_lines_are_confirmed, places_are_unique)
