"""Rules for prices and fees, so that claims are paid as intended and nothing is free by oversight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from catalogue.policy.money.amounts import fee_of_event, format_kronor, jumps
from catalogue.policy.money.budget import ore
from catalogue.schema.containers import Fault

File = Mapping[str, Any]
Check = Callable[..., Iterator[Fault]]
NEVER = "9999-12-31"
PRICE = ("service", "event", "regi", "counsellors")  # the key of a price


def repeated(rows: list[File], name: str, keys: tuple[str, ...]) -> Iterator[Fault]:
    """Yield a fault for each row whose key already occurs."""
    first: dict[tuple[Any, ...], int] = {}
    for index, row in enumerate(rows):
        key = tuple(row.get(field) for field in keys)
        if key in first:
            facts = {"keys": ", ".join(keys), "entry": f"{name}[{first[key]}]"}
            yield Fault((name, index, keys[-1]), "entry_repeated", facts)
        else:
            first[key] = index


def tariffs_are_unique(tariffs: File) -> Iterator[Fault]:
    """One key has one price from one day."""
    yield from repeated(tariffs["tariffs"], "tariffs", (*PRICE, "from"))


def prices_exist(tariffs: File, authorisations: File, services: File) -> Iterator[Fault]:
    """An authorised provider can be paid for a session from the first day; else a claim is refused with `no_tariff`."""
    starts: dict[tuple[str, str], str] = {}
    unpaid = without_remuneration(services)
    for row in tariffs["tariffs"]:
        if row["event"] == "session" and row["counsellors"] == 1:
            key = (row["service"], row["regi"])
            starts[key] = min(row["from"], starts.get(key, NEVER))
    reported = set()
    for row in authorisations["providers"]:
        for period in row["services"]:
            key = (period["service"], row["regi"])
            if key[0] not in unpaid and starts.get(key, NEVER) > period["from"] and key not in reported:
                reported.add(key)
                facts = {"service": key[0], "regi": key[1], "day": period["from"]}
                yield Fault(("tariffs",), "tariff_missing", facts, at_key=True)


def without_remuneration(services: File) -> set[str]:
    """Return the services that are paid by budget alone."""
    return {service["id"] for service in services["services"] if service.get("remuneration") == "none"}


def promises_are_priced(tariffs: File, fees: File, services: File, authorisations: File) -> Iterator[Fault]:
    """What takes a fee or uses up what was granted has a price, or no provider could report it."""
    starts: dict[str, dict[tuple[str, str], str]] = {service["id"]: {} for service in services["services"]}
    for row in tariffs["tariffs"]:
        if row["counsellors"] == 1:
            of_service, key = starts[row["service"]], (row["regi"], row["event"])
            of_service[key] = min(row["from"], of_service.get(key, NEVER))
    for service in services["services"]:
        priced = starts[service["id"]]
        rules = [row for row in fees["fees"] if row["service"] == service["id"]]
        for regi, performed in sorted(_performed(authorisations, service["id"]).items()) if priced else ():
            # The first day when sessions are paid and a provider may perform them; `prices_exist` reports earlier
            # sessions, and services without any price.
            begins = max(performed, priced.get((regi, "session"), min(priced.values())))
            for event, day in _promised(service, rules, begins):
                if priced.get((regi, event), NEVER) > day:
                    facts = {"event": event, "service": service["id"], "regi": regi, "day": day}
                    yield Fault(("tariffs",), "event_unpriced", facts, at_key=True)


def _promised(service: File, rules: list[File], begins: str) -> Iterator[tuple[str, str]]:
    """Yield each event that uses up a session or takes a fee, with the first day (from `begins` on) when it does."""
    first = dict.fromkeys(service["consumes"], begins)
    for day in sorted({begins, *(rule["from"] for rule in rules if rule["from"] > begins)}):
        for rule in _in_force(rules, day):
            first = dict.fromkeys(rule["events"], day) | first
    yield from sorted(first.items())


def _performed(authorisations: File, service: str) -> dict[str, str]:
    """Return the first day on which each regi may perform a service."""
    first: dict[str, str] = {}
    for row in authorisations["providers"]:
        for period in row["services"]:
            if period["service"] == service:
                first[row["regi"]] = min(period["from"], first.get(row["regi"], NEVER))
    return first


def fees_are_sound(fees: File) -> Iterator[Fault]:
    """One service has one fee rule from one day, and an exempt resident never owes more than others."""
    yield from repeated(fees["fees"], "fees", ("service", "from"))
    for index, row in enumerate(fees["fees"]):
        lowest_ore = min(map(ore, (row["amount"], *row.get("amounts", {}).values())))
        for lower in ("exempt", "first_visits"):
            if lower in row and ore(row[lower]["amount"]) > lowest_ore:
                yield Fault(("fees", index, lower, "amount"), "fee_higher")
        for event in row.get("amounts", {}):
            if event not in row["events"]:
                facts = {"field": f"amounts: {event}", "other": "events"}
                yield Fault(("fees", index, "amounts", event), "service_contradicts", facts, at_key=True)


def fees_fit_the_service(fees: File, services: File) -> Iterator[Fault]:
    """First visits are counted on a number of sessions: a service without such numbers has none."""
    of_service = {service["id"]: service for service in services["services"]}
    for index, row in enumerate(fees["fees"]):
        service = of_service[row["service"]]
        uncounted = [f"{key}: {value}" for key, value in UNCOUNTED.items() if service[key] == value]
        if "first_visits" in row and uncounted:
            facts = {"field": "first_visits", "other": uncounted[0]}
            yield Fault(("fees", index, "first_visits"), "service_contradicts", facts, at_key=True)


UNCOUNTED = {"unit": "hour", "control_number": "none"}


def hours_take_no_deduction(tariffs: File, fees: File, services: File) -> Iterator[Fault]:
    """A fee of a visit cannot be deducted from a price by the hour."""
    by_hour = {service["id"] for service in services["services"] if service["unit"] == "hour"}
    with_fee = {row["service"] for row in fees["fees"]}
    for index, row in enumerate(tariffs["tariffs"]):
        if row["fee"] == "deducted" and row["service"] in by_hour & with_fee:
            facts = {"field": "fee: deducted", "other": "unit: hour"}
            yield Fault(("tariffs", index, "fee"), "service_contradicts", facts)


def fees_exist(fees: File, tariffs: File) -> Iterator[Fault]:
    """What a session costs the resident is said from the day that it has a price; what nobody says costs nothing."""
    priced: dict[str, str] = {}
    for row in tariffs["tariffs"]:
        if row["event"] == "session":
            priced[row["service"]] = min(row["from"], priced.get(row["service"], NEVER))
    for service, day in sorted(priced.items()):
        rows = [(row["from"], index) for index, row in enumerate(fees["fees"]) if row["service"] == service]
        first, index = min(rows, default=(NEVER, None))
        if first > day:
            key_path = ("fees",) if index is None else ("fees", index, "from")
            yield Fault(key_path, "fee_missing", {"service": service, "day": day}, at_key=index is None)


def deducted_fees_fit(tariffs: File, fees: File) -> Iterator[Fault]:
    """A fee that is deducted from a price is never more than the price, on any day when both are in force."""
    for index, row in enumerate(tariffs["tariffs"]):
        if row["fee"] != "deducted":
            continue
        rules = [fee for fee in fees["fees"] if fee["service"] == row["service"]]
        prices = [tariff for tariff in tariffs["tariffs"] if all(tariff[key] == row[key] for key in PRICE)]
        for day in sorted({row["from"], *(fee["from"] for fee in rules)}):
            owed = next((fee_of_event(rule, row["event"]) for rule in _in_force(rules, day)), 0)
            if row in _in_force(prices, day) and ore(row["amount"]) < owed:
                yield Fault(("tariffs", index, "amount"), "fee_above_tariff", {"fee": format_kronor(owed), "day": day})
                break


def _in_force(rows: Iterable[File], day: str) -> list[File]:
    """Return the row in force on a day, the one with the latest start, in a list; empty if there is none."""
    return sorted((row for row in rows if row["from"] <= day), key=lambda row: str(row["from"]))[-1:]


def amounts_move_gently(tariffs: File) -> Iterator[Fault]:
    """A price is within a quarter of the one before, or says why not: a larger step may be a slip of the pen."""
    yield from _entries_move_gently("tariffs", tariffs["tariffs"], PRICE)


def fees_move_gently(fees: File) -> Iterator[Fault]:
    """A fee, also for exempt residents and first visits, is within a quarter of the one before, or says why not."""
    yield from _entries_move_gently("fees", fees["fees"], ("service",))


def _entries_move_gently(name: str, rows: list[File], keys: tuple[str, ...]) -> Iterator[Fault]:
    """Yield the faults of each entry that is not intended, measured with the one before it."""
    dated: dict[tuple[Any, ...], list[int]] = {}
    for index in sorted(range(len(rows)), key=lambda index: str(rows[index]["from"])):
        dated.setdefault(tuple(rows[index][key] for key in keys), []).append(index)
    for earlier, later in (pair for indexes in dated.values() for pair in pairwise(indexes)):
        if not rows[later].get("intended"):
            for path, facts in jumps(rows[earlier], rows[later]):
                yield Fault((name, later, *path), "amount_jump", facts)


def tariffs_say_why(tariffs: File) -> Iterator[Fault]:
    """A price that is intended gives its reason."""
    yield from _say_why("tariffs", tariffs["tariffs"])


def fees_say_why(fees: File) -> Iterator[Fault]:
    """A fee that is intended gives its reason."""
    yield from _say_why("fees", fees["fees"])


def _say_why(name: str, rows: list[File]) -> Iterator[Fault]:
    for index, row in enumerate(rows):
        if row.get("intended", False) != ("reason" in row):
            key = "intended" if "intended" in row else "reason"
            yield Fault((name, index, key), "intended_unexplained", at_key=True)


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (tariffs_are_unique, ("tariffs",)),
    (prices_exist, ("tariffs", "authorisations", "services")),
    (promises_are_priced, ("tariffs", "fees", "services", "authorisations")),
    (deducted_fees_fit, ("tariffs", "fees")),
    (fees_are_sound, ("fees",)),
    (fees_fit_the_service, ("fees", "services")),
    (hours_take_no_deduction, ("tariffs", "fees", "services")),
    (fees_exist, ("fees", "tariffs")),
    (amounts_move_gently, ("tariffs",)),
    (fees_move_gently, ("fees",)),
    (tariffs_say_why, ("tariffs",)),
    (fees_say_why, ("fees",)),
)
"""Each rule with the files that it reads; its faults belong to the first file."""
