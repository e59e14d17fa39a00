"""Builds the policy, as frozen data, from the rows of files that have passed every check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from catalogue.policy import issuers
from catalogue.policy.applications import Application
from catalogue.policy.contacts import model as contacts
from catalogue.policy.frameworks.model import agreements
from catalogue.policy.model import Authorisation, Extra, OrderSeed, Period, Policy, Service, Verified
from catalogue.policy.money import budget
from catalogue.policy.money.budget import ore
from catalogue.policy.money.model import Fee, Tariff
from catalogue.policy.municipality import Member, Municipality, Reception, Statement
from catalogue.policy.schema import VOCABULARIES
from catalogue.policy.translations.model import further_language
from chalicelib.register.accounts import Account, Dimension


def from_files(values: Mapping[str, Any], *, draft: bool) -> Policy:
    """Build the policy from files that have passed every check; a draft's as it is known so far."""
    vocabulary = values["vocabulary"]
    areas = vocabulary["areas"]
    return Policy(
        municipality=_municipality(values["municipality"]),
        services={row["id"]: _service(row) for row in values["services"]["services"]},
        tariffs=tuple(_tariff(row) for row in values["tariffs"]["tariffs"]),
        fees=tuple(_fee(row) for row in values["fees"]["fees"]),
        accounts=tuple(Account(**row) for row in values["accounts"]["accounts"]),
        account_names={row["account"]: row["name"] for row in values["accounts"].get("names", [])},
        dimensions=_dimensions(values["accounts"]),
        authorisations={row["id"]: _authorisation(row) for row in values["authorisations"]["providers"]},
        vocabulary={
            name: {key: area["name"] for key, area in areas.items()} if name == "areas" else vocabulary[name]
            for name in VOCABULARIES
        },
        synonyms=vocabulary.get("synonyms", {}),
        coordinates={
            key: (float(area["coordinates"]["lat"]), float(area["coordinates"]["lon"]))
            for key, area in areas.items()
            if "coordinates" in area
        },
        orders=tuple(
            OrderSeed(_day(row["from"]), row["seed"], row["source"])
            for row in sorted(values["order"]["orders"], key=lambda row: str(row["from"]))
        ),
        budgets=budget.budgets(values["budget"]),
        own_costs=budget.own_costs(values["budget"]),
        framework_prices=budget.framework_prices(values["budget"]),
        populations=budget.populations(values["budget"]),
        counsellors=budget.counsellors(values["budget"]),
        frameworks=agreements(values["frameworks"]),
        cost_sharing=budget.cost_sharing(values["budget"]),
        draft=draft,
    )


def _municipality(row: Mapping[str, Any]) -> Municipality:
    return Municipality(
        demo=row.get("demo", False),
        name=row["name"],
        code=row["code"],
        organisation_number=row["organisation_number"],
        members=tuple(Member(**member) for member in row.get("members", [])),
        languages=tuple(row["languages"]),
        address=row["address"],
        reception=Reception(**row["reception"]),
        help_lines=tuple(map(contacts.help_line, row["help_lines"])),
        map_address=row.get("map", ""),
        exit_link=row.get("exit_link", "https://www.smhi.se/"),
        data_licence=row.get("data_licence"),
        accent=row.get("accent", "#005a70"),
        repository=row.get("repository", ""),
        identity=tuple(issuers.from_row(issuer) for issuer in row["identity"]),
        accessibility=_statement(row["accessibility"]) if "accessibility" in row else None,
        further_languages=tuple(map(further_language, row.get("further_languages", []))),
        feedback=row.get("feedback"),
        elsewhere=tuple(map(contacts.other_place, row.get("elsewhere", []))),
    )


def _dimensions(accounts: Mapping[str, Any]) -> tuple[Dimension, ...] | None:
    if "dimensions" not in accounts:
        return None
    return tuple(Dimension(**row) for row in accounts["dimensions"])


def _statement(row: Mapping[str, Any]) -> Statement:
    return Statement(
        compliance=row["compliance"],
        assessed=_day(row["assessed"]),
        updated=_day(row["updated"]),
        method=row["method"],
        defects=tuple(row["defects"]),
        messages=row.get("messages"),
    )


def _service(row: Mapping[str, Any]) -> Service:
    limits = row.get("decision")
    fields = {
        "hsa_code": row.get("hsa_code"),
        "granted": row.get("granted"),
        "otherwise": limits.get("otherwise") if limits else None,
        "decision": (limits["hours_week"], limits["months"]) if limits else None,
        "extra": tuple(Extra(**extra) for extra in row.get("extra", [])),
        "most": row.get("most"),
        "residence": tuple(row["residence"]),
        "attestation": row["attestation"]["most"] if "attestation" in row else None,
        "consumes": tuple(row["consumes"]),
        "case_reports": row.get("case_reports", False),
        "first_sessions": row.get("first_sessions", False),
        "exempt_on_claim": row.get("exempt_on_claim", False),
        "remuneration": row.get("remuneration", "tariff"),
        "wait_guarantee_days": row.get("wait_guarantee_days"),
        "first_contact": row.get("first_contact", False),
        "assumed": row.get("assumed", False),
        "delivery": tuple(row.get("delivery", [])),
        "cancel_by": next(iter(row.get("cancel_by", {}).items()), None),
        "visitors": tuple(row.get("visitors", [])),
        "application": Application.from_row(row["application"]) if "application" in row else None,
    }
    return Service(**{**row, **fields})


def _tariff(row: Mapping[str, Any]) -> Tariff:
    return Tariff(
        service=row["service"],
        event=row["event"],
        regi=row["regi"],
        counsellors=row["counsellors"],
        start=_day(row["from"]),
        amount_ore=ore(row["amount"]),
        fee=row["fee"],
        source=row["source"],
        assumed=row.get("assumed", False),
        reason=row.get("reason", ""),
    )


def _fee(row: Mapping[str, Any]) -> Fee:
    first = row.get("first_visits")
    return Fee(
        service=row["service"],
        start=_day(row["from"]),
        events=tuple(row["events"]),
        amount_ore=ore(row["amount"]),
        exempt_amount_ore=ore(row["exempt"]["amount"]),
        exempt_paid_by=row["exempt"]["paid_by"],
        first_visits=(first["count"], ore(first["amount"]), first["paid_by"]) if first else None,
        source=row["source"],
        assumed=row.get("assumed", False),
        exempt_who=row["exempt"].get("who"),
        reason=row.get("reason", ""),
        amounts_ore={event: ore(amount) for event, amount in row.get("amounts", {}).items()},
    )


def _authorisation(row: Mapping[str, Any]) -> Authorisation:
    return Authorisation(
        id=row["id"],
        legal_name=row["legal_name"],
        organisation_number=row.get("organisation_number"),
        supplier=row.get("supplier"),
        regi=row["regi"],
        type=row["type"],
        services=tuple(
            Period(period["service"], _day(period["from"]), _day(period["to"]) if "to" in period else None)
            for period in row["services"]
        ),
        ended_reason=row.get("ended_reason"),
        verified=tuple(Verified(fact["fact"], fact["value"], _day(fact["on"])) for fact in row.get("verified", [])),
        accounts=tuple(row.get("accounts", [])),
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
