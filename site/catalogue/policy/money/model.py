"""The prices in force: what the municipality pays, and what a resident owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalogue.policy.money.budget import Texts


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price the municipality pays for an event, from `start` until a later tariff with the same key."""

    service: str
    event: str
    regi: str
    counsellors: int
    start: dt.date
    amount_ore: int
    fee: str
    source: Texts
    assumed: bool
    reason: str = ""  # why it is intended, where a check would refuse it

    @property
    def id(self) -> str:
        """Return the id used in the register and in receipts."""
        return f"{self.service}/{self.event}/{self.regi}/{self.counsellors}/{self.start}"


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee a resident owes from `start`; `exempt_*` applies to exempt residents, `first_visits` are cheaper."""

    service: str
    start: dt.date
    events: tuple[str, ...]
    amount_ore: int
    exempt_amount_ore: int
    exempt_paid_by: str
    first_visits: tuple[int, int, str] | None  # count, öre each, who pays the rest
    source: Texts
    assumed: bool
    exempt_who: Texts | None = None  # who is exempt, in a sentence
    reason: str = ""  # as in a tariff
    amounts_ore: Mapping[str, int] = field(default_factory=dict)  # of events that cost another amount

    @property
    def highest_ore(self) -> int:
        """Return the most that any of its events costs."""
        return max((self.amounts_ore.get(event, self.amount_ore) for event in self.events), default=0)

    def of_event(self, event: str) -> Fee | None:
        """Return the fee with the amount of an event, or None for an event that it is not taken for."""
        if event not in self.events:
            return None
        return replace(self, amount_ore=self.amounts_ore[event]) if event in self.amounts_ore else self
