"""Rules for accounts and for services that are paid by budget alone."""

from __future__ import annotations

from collections.abc import Iterator

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


RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (accounts_are_complete, ("accounts", "authorisations", "services")),
    (account_names_are_of_accounts, ("accounts",)),
    (dimensions_are_distinct, ("accounts",)),
    (objects_are_complete, ("accounts", "municipality")),
    (nothing_has_two_remunerations, ("tariffs", "services")),
    (compensation_needs_remuneration, ("fees", "services")),
)
"""Each rule with the files that it reads; its faults belong to the first file."""
