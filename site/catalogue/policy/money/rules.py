"""Rules for accounts, budgets, and services that are paid by budget alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.policy.price_rules import Check, File, repeated, without_remuneration
from catalogue.schema.containers import Fault
from catalogue.schema.yaml_reader import KeyPath

TOTALS = ("kronor", "rows", "each")
PERFORMED = ("performed", "gross_hours")
SUMMARY = ("lowest", "highest", "median")


def accounts_are_complete(accounts: File, authorisations: File, services: File) -> Iterator[Fault]:
    """Every service that is paid for has one account for each type of provider that performs it (D60)."""
    yield from repeated(accounts["accounts"], "accounts", ("service", "type"))
    booked = {(row["service"], row["type"]) for row in accounts["accounts"]}
    used = {(period["service"], row["type"]) for row in authorisations["providers"] for period in row["services"]}
    unpaid = without_remuneration(services)
    for service, type_ in sorted(pair for pair in used - booked if pair[0] not in unpaid):
        yield Fault(("accounts",), "account_missing", {"service": service, "type": type_}, at_key=True)


def account_names_are_of_accounts(accounts: File) -> Iterator[Fault]:
    """Each account has one name, and every named account is used."""
    names = accounts.get("names", [])
    yield from repeated(names, "names", ("account",))
    booked = {row[side] for row in accounts["accounts"] for side in ("account", "credit") if side in row}
    for index, row in enumerate(names):
        if row["account"] not in booked:
            yield Fault(("names", index, "account"), "account_unused", {"account": row["account"]})


def dimensions_are_distinct(accounts: File) -> Iterator[Fault]:
    """Each dimension has a number of its own."""
    yield from repeated(accounts.get("dimensions", []), "dimensions", ("number",))


def objects_are_complete(accounts: File, municipality: File) -> Iterator[Fault]:
    """A dimension with codes of its own has one for everything that is booked in it, and for nothing else."""
    booked = {of: {row[of] for row in accounts["accounts"]} for of in ("motpart", "service")}
    booked["member"] = {row["code"] for row in municipality.get("members", [])}
    for index, row in enumerate(accounts.get("dimensions", [])):
        path: KeyPath = ("dimensions", index, "objects")
        codes = row.get("objects", {})
        for code in codes:
            if code not in booked[row["of"]]:
                yield Fault((*path, code), "object_unused", {"booked": code}, at_key=True)
        for code in sorted(booked[row["of"]] - codes.keys() if "objects" in row else ()):
            yield Fault(path, "object_missing", {"booked": code}, at_key=True)


def budgets_are_unique(budget: File) -> Iterator[Fault]:
    """One service has one budget a year, one cost of the own unit, and one set of prices to compare with."""
    yield from repeated(budget["budgets"], "budgets", ("year", "service", "provider"))
    for name in ("own_costs", "framework_prices"):
        yield from repeated(budget.get(name, []), name, ("year", "service"))


def budgets_of_a_provider_are_sessions(budget: File) -> Iterator[Fault]:
    """A provider's own budget says how many sessions, and nothing else; what they cost is the service's budget."""
    for index, row in enumerate(budget["budgets"]):
        if "provider" not in row:
            continue
        if "sessions" not in row:
            yield Fault(("budgets", index), "missing_key", {"missing": "sessions"}, at_key=True)
        for key in ("own_unit_sessions", "kronor", "reserve", "costs", "income"):
            if key in row:
                facts = {"field": key, "other": "provider"}
                yield Fault(("budgets", index, key), "service_contradicts", facts, at_key=True)


def budgets_have_one_total(budget: File) -> Iterator[Fault]:
    """A budget in kronor is one amount or the sum of its costs; income is beside costs, from which it is deducted."""
    for index, row in enumerate(budget["budgets"]):
        if "kronor" in row and "costs" in row:
            yield _contradiction("budgets", index, "kronor", "costs")
        elif "income" in row and "costs" not in row:
            yield Fault(("budgets", index, "income"), "one_of", {"keys": "costs"}, at_key=True)


def own_costs_are_said_once(budget: File) -> Iterator[Fault]:
    """A cost is of the year or of one session, and what it is divided by is counted once."""
    for index, row in enumerate(budget.get("own_costs", [])):
        if sum(name in row for name in TOTALS) != 1:
            yield Fault(("own_costs", index), "one_of", {"keys": ", ".join(TOTALS)})
        divided = [name for name in PERFORMED if name in row]
        if len(divided) > 1 or (divided and "each" in row):
            yield _contradiction("own_costs", index, divided[0], "each" if "each" in row else divided[1])
        if "gross_hours" in row and not row.get("occupancy_per_cent"):
            yield Fault(("own_costs", index, "gross_hours"), "one_of", {"keys": "occupancy_per_cent"}, at_key=True)


def framework_prices_are_listed_or_summed_up(budget: File) -> Iterator[Fault]:
    """Prices are each supplier's, from which the rest follows, or the summary that a source gives."""
    for index, row in enumerate(budget.get("framework_prices", [])):
        summary = [name for name in (*SUMMARY, "suppliers") if name in row]
        if "prices" in row and summary:
            yield _contradiction("framework_prices", index, summary[0], "prices")
        elif "prices" not in row and not row.keys() >= {*SUMMARY}:
            yield Fault(("framework_prices", index), "one_of", {"keys": f"prices, {'+'.join(SUMMARY)}"})


def nothing_has_two_remunerations(tariffs: File, services: File) -> Iterator[Fault]:
    """What is paid by budget alone has no tariff."""
    unpaid = without_remuneration(services)
    facts = {"field": "service", "other": "remuneration: none"}
    for index, row in enumerate(tariffs["tariffs"]):
        if row["service"] in unpaid:
            yield Fault(("tariffs", index, "service"), "service_contradicts", facts)


def compensation_needs_remuneration(fees: File, services: File) -> Iterator[Fault]:
    """Where a service is paid by budget alone, nobody is paid the rest of a reduced fee: `paid_by: provider`."""
    unpaid = without_remuneration(services)
    for index, row in enumerate(fees["fees"]):
        for lower in ("exempt", "first_visits"):
            if row["service"] in unpaid and row.get(lower, {}).get("paid_by") == "municipality":
                facts = {"field": "paid_by: municipality", "other": "remuneration: none"}
                yield Fault(("fees", index, lower, "paid_by"), "service_contradicts", facts)


def _contradiction(name: str, index: int, field: str, other: str) -> Fault:
    facts: Mapping[str, str] = {"field": field, "other": other}
    return Fault((name, index, field), "service_contradicts", facts, at_key=True)


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (accounts_are_complete, ("accounts", "authorisations", "services")),
    (account_names_are_of_accounts, ("accounts",)),
    (dimensions_are_distinct, ("accounts",)),
    (objects_are_complete, ("accounts", "municipality")),
    (budgets_are_unique, ("budget",)),
    (budgets_of_a_provider_are_sessions, ("budget",)),
    (budgets_have_one_total, ("budget",)),
    (own_costs_are_said_once, ("budget",)),
    (framework_prices_are_listed_or_summed_up, ("budget",)),
    (nothing_has_two_remunerations, ("tariffs", "services")),
    (compensation_needs_remuneration, ("fees", "services")),
)
"""Each rule with the files that it reads; its faults belong to the first file."""
