"""Rules of framework agreements: one supplier has one id, one turn and a price from the first day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from catalogue.policy.field_types import numbers_follow_type
from catalogue.policy.price_rules import NEVER, Check, File, repeated
from catalogue.schema.containers import Fault
from catalogue.schema.yaml_reader import KeyPath
from chalicelib.register.codes import REGI


def _suppliers(frameworks: File) -> Iterator[tuple[KeyPath, File, File]]:
    """Yield each supplier with its key path and its agreement."""
    for number, agreement in enumerate(frameworks["agreements"]):
        for index, supplier in enumerate(agreement["suppliers"]):
            yield ("agreements", number, "suppliers", index), agreement, supplier


def suppliers_have_ids_of_their_own(frameworks: File, authorisations: File) -> Iterator[Fault]:
    """An id names one supplier of one agreement, and no authorised provider: each has one contract and one sign-in."""
    seen = {row["id"]: f"authorisations.yaml: {row['id']}" for row in authorisations["providers"]}
    yield from repeated(frameworks["agreements"], "agreements", ("id",))
    for path, agreement, supplier in _suppliers(frameworks):
        id_ = supplier["id"]
        if id_ in REGI:  # what the prices of authorised providers go by
            yield Fault((*path, "id"), "id_reserved", {"id_": id_})
        elif id_ in seen:
            yield Fault((*path, "id"), "entry_repeated", {"keys": "id", "entry": seen[id_]})
        else:
            seen[id_] = f"{agreement['id']}: {id_}"


def agreements_do_not_overlap(frameworks: File) -> Iterator[Fault]:
    """A service has one agreement at a time, which ends after it begins."""
    for number, row in enumerate(frameworks["agreements"]):
        if row.get("to", NEVER) < row["from"]:
            yield Fault(("agreements", number, "to"), "dates_order")
    ordered = sorted(enumerate(frameworks["agreements"]), key=lambda pair: (pair[1]["service"], pair[1]["from"]))
    for (_, before), (number, after) in pairwise(ordered):
        if before["service"] == after["service"] and after["from"] <= before.get("to", NEVER):
            yield Fault(("agreements", number, "from"), "periods_overlap")


def turns_are_distinct(frameworks: File) -> Iterator[Fault]:
    """Each supplier has a rank of its own, or all have a criterion, or none and the price of the day decides."""
    taken: dict[tuple[Any, ...], str] = {}
    for path, agreement, supplier in _suppliers(frameworks):
        key, other = ("rank", "criterion") if agreement["rule"] == "rank" else ("criterion", "rank")
        if other in supplier:
            facts = {"field": other, "other": f"rule: {agreement['rule']}"}
            yield Fault((*path, other), "service_contradicts", facts, at_key=True)
        is_needed = key == "rank" or any("criterion" in row for row in agreement["suppliers"])
        if is_needed and key not in supplier:
            yield Fault(path, "missing_key", {"missing": key}, at_key=True)
        turn = (agreement["id"], key, str(supplier.get(key)))
        if key in supplier and turn in taken:
            yield Fault((*path, key), "entry_repeated", {"keys": key, "entry": taken[turn]})
        taken.setdefault(turn, supplier["id"])


def suppliers_have_prices(frameworks: File) -> Iterator[Fault]:
    """A supplier has a price for one counsellor from the agreement's first day, and one price a day for each number."""
    for path, agreement, supplier in _suppliers(frameworks):
        for fault in repeated(supplier["prices"], "prices", ("counsellors", "from")):
            yield fault._replace(key_path=(*path, *fault.key_path))
        first = min((price["from"] for price in supplier["prices"] if price["counsellors"] == 1), default=NEVER)
        if first > agreement["from"]:
            facts = {"supplier": supplier["id"], "day": agreement["from"]}
            yield Fault((*path, "prices"), "supplier_unpriced", facts, at_key=True)
        if supplier.get("to", NEVER) < agreement["from"]:
            yield Fault((*path, "to"), "dates_order")


def suppliers_have_numbers(frameworks: File) -> Iterator[Fault]:
    """A sole trader has a supplier code, since the number would be a person's; everyone else has the number."""
    for path, _, supplier in _suppliers(frameworks):
        yield from numbers_follow_type(path, supplier)


def suppliers_are_booked(accounts: File, frameworks: File) -> Iterator[Fault]:
    """Every service has one account for each type of supplier that performs it (D60)."""
    booked = {(row["service"], row["type"]) for row in accounts["accounts"]}
    used = {(agreement["service"], supplier["type"]) for _, agreement, supplier in _suppliers(frameworks)}
    for service, type_ in sorted(used - booked):
        yield Fault(("accounts",), "account_missing", {"service": service, "type": type_}, at_key=True)


def agreements_fit_their_service(frameworks: File, services: File) -> Iterator[Fault]:
    """Only a number is handed over, for a price; what residents compare providers by is not published of a supplier."""
    of_service = {row["id"]: row for row in services["services"]}
    for number, row in enumerate(frameworks["agreements"]):
        service = of_service[row["service"]]
        contradiction = (
            "control_number: none"
            if service["control_number"] == "none"
            else "first_sessions: true"
            if service.get("first_sessions")
            else "remuneration: none"
            if service.get("remuneration") == "none"
            else ""
        )
        if contradiction:
            facts = {"field": "service", "other": contradiction}
            yield Fault(("agreements", number, "service"), "service_contradicts", facts)


def what_goes_further_has_an_agreement(services: File, frameworks: File) -> Iterator[Fault]:
    """A decision that the service cannot grant goes to an agreement that exists (D34)."""
    covered = {row["service"] for row in frameworks["agreements"]}
    for index, row in enumerate(services["services"]):
        if "otherwise" in row.get("decision", {}) and row["id"] not in covered:
            yield Fault(("services", index, "decision", "otherwise"), "framework_missing", {"service": row["id"]})


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (suppliers_have_ids_of_their_own, ("frameworks", "authorisations")),
    (agreements_do_not_overlap, ("frameworks",)),
    (turns_are_distinct, ("frameworks",)),
    (suppliers_have_prices, ("frameworks",)),
    (suppliers_have_numbers, ("frameworks",)),
    (suppliers_are_booked, ("accounts", "frameworks")),
    (agreements_fit_their_service, ("frameworks", "services")),
    (what_goes_further_has_an_agreement, ("services", "frameworks")),
)
"""Each rule with the files that it reads; its faults belong to the first file."""
