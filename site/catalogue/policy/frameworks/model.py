"""Framework agreements as frozen data, and as rows of the register: suppliers are providers with own prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.policy.money.budget import Texts, ore

File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SupplierPrice:
    """What a supplier is paid for a session, or an hour of it, from `start` until its next price."""

    start: dt.date
    amount_ore: int
    counsellors: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier of a framework agreement; `rank` or `criterion` (in hundredths) decides when its turn comes."""

    id: str
    legal_name: str
    organisation_number: str | None
    supplier: str | None
    type: str
    end: dt.date | None  # if it leaves before the agreement ends
    rank: int | None
    criterion: int | None
    prices: tuple[SupplierPrice, ...]

    def price(self, on: dt.date, counsellors: int = 1) -> SupplierPrice | None:
        """Return the price in force that day, or None."""
        prices = (price for price in self.prices if price.counsellors == counsellors and price.start <= on)
        return max(prices, key=lambda price: price.start, default=None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A framework agreement for one service, from `start` to `end` inclusive (None: until further notice)."""

    id: str
    service: str
    start: dt.date
    end: dt.date | None
    rule: str
    suppliers: tuple[Supplier, ...]
    source: Texts
    assumed: bool

    def in_force(self, on: dt.date) -> bool:
        """Return whether the agreement applies on a day."""
        return self.start <= on and (self.end is None or on <= self.end)


def agreements(file: File) -> tuple[Agreement, ...]:
    """Build the agreements from the checked file."""
    return tuple(
        Agreement(
            id=row["id"],
            service=row["service"],
            start=dt.date.fromisoformat(row["from"]),
            end=_day(row.get("to")),
            rule=row["rule"],
            suppliers=tuple(map(_supplier, row["suppliers"])),
            source=row["source"],
            assumed=row.get("assumed", False),
        )
        for row in file["agreements"]
    )


def _supplier(row: File) -> Supplier:
    return Supplier(
        id=row["id"],
        legal_name=row["legal_name"],
        organisation_number=row.get("organisation_number"),
        supplier=row.get("supplier"),
        type=row["type"],
        end=_day(row.get("to")),
        rank=row.get("rank"),
        criterion=ore(row["criterion"]) if "criterion" in row else None,
        prices=tuple(
            SupplierPrice(dt.date.fromisoformat(price["from"]), ore(price["amount"]), price["counsellors"])
            for price in row["prices"]
        ),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def register_providers(agreement: Agreement) -> Iterator[dict[str, Any]]:
    """Yield the register's row of each supplier; `framework` says when its turn comes."""
    for place, supplier in enumerate(agreement.suppliers):
        end = min((day for day in (agreement.end, supplier.end) if day), default=None)
        turn = {"rank": supplier.rank, "criterion": supplier.criterion}
        yield {
            "id": supplier.id,
            "regi": "private",
            "type": supplier.type,
            "services": [
                {
                    "service": agreement.service,
                    "from": agreement.start.isoformat(),
                    "to": end.isoformat() if end else None,
                }
            ],
            "framework": {"agreement": agreement.id, "rule": agreement.rule, "listed": place + 1}
            | {name: value for name, value in turn.items() if value is not None},
        }


def register_tariffs(agreement: Agreement, language: str) -> Iterator[dict[str, Any]]:
    """Yield the register's row of each price; the resident's fee, if there is one, comes on top of it."""
    for supplier in agreement.suppliers:
        for price in sorted(supplier.prices, key=lambda price: (price.start, price.counsellors)):
            start = price.start.isoformat()
            yield {
                "id": f"{agreement.service}/session/{supplier.id}/{price.counsellors}/{start}",
                "service": agreement.service,
                "event": "session",
                "regi": "private",
                "supplier": supplier.id,
                "counsellors": price.counsellors,
                "from": start,
                "amount_ore": price.amount_ore,
                "fee": "on_top",
                "source": agreement.source[language],
                "assumed": agreement.assumed,
            }
