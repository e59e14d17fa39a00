"""What a service costs at the own unit in a year: of the whole year, or of each session or hour (D22, D52)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.register.json_fields import Fields


@dataclass(frozen=True, slots=True)
class RegisterOwnCost:
    """A year's cost in öre; one of the two amounts is known."""

    year: int
    service: str
    amount_ore: int | None
    each_ore: int | None


def own_cost(fields: "Fields") -> RegisterOwnCost:
    """Parse one entry."""
    return RegisterOwnCost(
        year=fields.integer("year"),
        service=fields.text("service"),
        amount_ore=fields.optional("amount_ore", fields.integer),
        each_ore=fields.optional("each_ore", fields.integer),
    )
