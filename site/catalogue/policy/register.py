"""The register by which the claim endpoint decides and pays, built from policy alone.

It is parsed here, before it is written, by the same code that reads it in the function.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from catalogue.policy.frameworks.model import register_providers, register_tariffs
from catalogue.schema.problem import Problem, make_problem
from chalicelib.register.model import RegisterError
from chalicelib.register.parser import SCHEMA, digest, parse

if TYPE_CHECKING:
    from catalogue.policy.model import Authorisation, Policy, Service
    from catalogue.policy.money.budget import Budget, OwnCost
    from catalogue.policy.money.model import Fee, Tariff
    from chalicelib.register.accounts import Dimension
    from chalicelib.register.issuer import RegisterIssuer


def register(policy: Policy) -> dict[str, Any]:
    """Build the register, with its own SHA-256; it does not depend on the order of entries in policy's files."""
    town = policy.municipality
    first = town.languages[0]  # one language is enough, since residents do not read it
    contents: dict[str, Any] = {
        "schema": SCHEMA,
        **({"draft": True} if policy.draft else {}),  # which `package` refuses
        "municipality": {
            "code": town.code,
            "name": town.name[first],
            "members": sorted(member.code for member in town.members),
            "demo": town.demo,
            "organisation_number": town.organisation_number,
            **({"elsewhere": [place.id for place in town.elsewhere]} if town.elsewhere else {}),
        },
        "identity": sorted(
            (_issuer(issuer.register) for issuer in town.identity), key=lambda row: str(row["token_issuer"])
        ),
        "services": [_service(policy.services[id_]) for id_ in sorted(policy.services)],
        "tariffs": sorted(
            [
                *(_tariff(tariff, first) for tariff in policy.tariffs),
                *(row for agreement in policy.frameworks for row in register_tariffs(agreement, first)),
            ],
            key=lambda row: str(row["id"]),
        ),
        "fees": [_fee(fee, first) for fee in sorted(policy.fees, key=lambda fee: (fee.service, fee.start))],
        "accounts": [
            {"service": row.service, "type": row.type, "account": row.account, "motpart": row.motpart}
            | ({"credit": row.credit} if row.credit else {})
            for row in sorted(policy.accounts, key=lambda row: (row.service, row.type))
        ],
        "account_names": dict(policy.account_names),
        **({} if policy.dimensions is None else {"dimensions": [_dimension(row) for row in policy.dimensions]}),
        "budgets": [_budget(budget) for budget in sorted(policy.budgets, key=_budgeted)],
        "providers": sorted(
            [
                *map(_provider, policy.authorisations.values()),
                *(row for agreement in policy.frameworks for row in register_providers(agreement)),
            ],
            key=lambda row: str(row["id"]),
        ),
    }
    if policy.own_costs:
        contents["own_costs"] = [_own_cost(cost) for cost in sorted(policy.own_costs, key=_year_and_service)]
    return contents | {"sha256": digest(contents)}


def text(register: dict[str, Any]) -> str:
    """Format the register as JSON with one key per line, so that two versions can be compared."""
    return json.dumps(register, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def problems(policy: Policy, path: str) -> list[Problem]:
    """Return a problem if the claim endpoint would refuse the register."""
    try:
        parse(register(policy))
    except RegisterError as error:
        return [make_problem("register_refused", path, reason=str(error).removeprefix("The register is not valid: "))]
    return []


def _issuer(issuer: RegisterIssuer) -> dict[str, Any]:
    return {
        "issuer": issuer.issuer,
        "token_issuer": issuer.token_issuer,
        "jwks": issuer.jwks,
        "audience": issuer.audience,
        "audience_claim": issuer.audience_claim,
        "roles": list(issuer.roles),
        "roles_claim": issuer.roles_claim,
        "role_values": dict(issuer.role_values),
        "provider_claim": issuer.provider_claim,
        "subject_claim": issuer.subject_claim,
        "origins": sorted(issuer.origins),
    }


def _service(service: Service) -> dict[str, Any]:
    hours_week, months = service.decision or (0, 0)
    further = {"otherwise": service.otherwise} if service.otherwise else {}
    decision = {"minutes_week": 60 * hours_week, "months": months} | further
    limits = {"decision": decision} if service.decision else {}
    return {
        "id": service.id,
        "name": dict(service.name),
        "unit": service.unit,
        "minutes": service.minutes,
        "control_number": service.control_number,
        **({"granted": service.granted} if service.granted else {}),
        **limits,
        "extra": [{"reason": extra.reason, "sessions": extra.sessions} for extra in service.extra],
        **({"most": service.most} if service.most else {}),
        "months_valid": service.months_valid,
        "own_unit_only": service.own_unit_only,
        "residence": list(service.residence),
        **({"attestation": {"most": service.attestation}} if service.attestation else {}),
        "claim_age_days": service.claim_age_days,
        "consumes": sorted(service.consumes),
        "presence_codes": service.presence_codes,
        "case_reports": service.case_reports,
        "first_sessions": service.first_sessions,
        **({"exempt_on_claim": True} if service.exempt_on_claim else {}),
        **({"remuneration": "none"} if service.remuneration == "none" else {}),
        **({"wait_guarantee_days": service.wait_guarantee_days} if service.wait_guarantee_days else {}),
        "first_contact": service.first_contact,
        "when_used_up": dict(service.when_used_up),
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return asdict(dimension) | {"objects": dict(dimension.objects)}


def _tariff(tariff: Tariff, language: str) -> dict[str, Any]:
    return {
        "id": tariff.id,
        "service": tariff.service,
        "event": tariff.event,
        "regi": tariff.regi,
        "counsellors": tariff.counsellors,
        "from": tariff.start.isoformat(),
        "amount_ore": tariff.amount_ore,
        "fee": tariff.fee,
        "source": tariff.source[language],
        "assumed": tariff.assumed,
        **_intended(tariff),
    }


def _fee(fee: Fee, language: str) -> dict[str, Any]:
    first = fee.first_visits
    return {
        "service": fee.service,
        "from": fee.start.isoformat(),
        "events": sorted(fee.events),
        "amount_ore": fee.amount_ore,
        **({"amounts_ore": dict(sorted(fee.amounts_ore.items()))} if fee.amounts_ore else {}),
        "exempt": {"amount_ore": fee.exempt_amount_ore, "paid_by": fee.exempt_paid_by},
        **({"first_visits": {"count": first[0], "amount_ore": first[1], "paid_by": first[2]}} if first else {}),
        "source": fee.source[language],
        "assumed": fee.assumed,
        **_intended(fee),
    }


def _intended(entry: Tariff | Fee) -> dict[str, Any]:
    return {"intended": True, "reason": entry.reason} if entry.reason else {}


def _budget(budget: Budget) -> dict[str, Any]:
    decided = {
        "own_unit_sessions": budget.own_unit_sessions,
        "sessions": budget.sessions,
        "amount_ore": budget.amount_ore,
        "reserve_ore": budget.reserve_ore,
        "provider": budget.provider,
    }
    stated = {name: value for name, value in decided.items() if value is not None}
    return {"year": budget.year, "service": budget.service} | stated


def _year_and_service(entry: Budget | OwnCost) -> tuple[int, str]:
    return entry.year, entry.service


def _budgeted(entry: Budget) -> tuple[int, str, str]:
    return *_year_and_service(entry), entry.provider or ""


def _own_cost(cost: OwnCost) -> dict[str, Any]:
    amounts = {"amount_ore": cost.amount_ore, "each_ore": cost.each_ore}
    stated = {name: value for name, value in amounts.items() if value is not None}
    return {"year": cost.year, "service": cost.service} | stated


def _provider(provider: Authorisation) -> dict[str, Any]:
    periods = sorted(provider.services, key=lambda period: (period.service, period.start))
    return {
        "id": provider.id,
        "regi": provider.regi,
        "type": provider.type,
        "services": [
            {
                "service": period.service,
                "from": period.start.isoformat(),
                "to": period.end.isoformat() if period.end else None,
            }
            for period in periods
        ],
    }
