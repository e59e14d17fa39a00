"""Parser of the register: services, tariffs, fees and authorisations, exported from policy with their own hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from chalicelib.register import accounts_parser
from chalicelib.register.codes import (
    CONTROL_NUMBER,
    EVENTS,
    FEE,
    OTHERWISE,
    PAID_BY,
    REGI,
    REMUNERATION,
    RESIDENCE,
    ROLES,
    UNITS,
)
from chalicelib.register.consistency import contradictions
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.register.json_fields import Fields
from chalicelib.register.model import (
    DecisionLimits,
    FirstVisits,
    Reduction,
    Register,
    RegisterBudget,
    RegisterError,
    RegisterFee,
    RegisterService,
    RegisterTariff,
)
from chalicelib.register.municipality import RegisterMunicipality
from chalicelib.register.own_costs import own_cost
from chalicelib.register.provider_parser import provider

SCHEMA = 1
PACKAGED = Path(__file__).parent.parent / "data" / "register.json"


def canonical(data: Mapping[str, object]) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: Mapping[str, object]) -> str:
    """Return the hexadecimal SHA-256 of the canonical form of everything but `sha256`."""
    return hashlib.sha256(canonical({key: value for key, value in data.items() if key != "sha256"})).hexdigest()


def load(path: Path = PACKAGED) -> Register:
    """Read and verify a register file; raise RegisterError with one sentence for the first fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RegisterError(f"There is no register at {path}: build it first.") from None
    except (OSError, UnicodeDecodeError):
        raise RegisterError(f"The register at {path} cannot be read.") from None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RegisterError(f"The register at {path} is not JSON.") from None
    return parse(data)


def parse(data: object) -> Register:
    """Verify schema, hash, every field and their consistency, and return the register."""
    fields = Fields.from_json(data, "")
    if fields.values.get("schema") != SCHEMA:
        schema = fields.values.get("schema")
        raise RegisterError(f"The register has schema {schema!r}, and this version reads schema {SCHEMA}.")
    if fields.values.get("sha256") != digest(fields.values):
        raise RegisterError("The register does not match its own hash: it was changed after it was built.")
    register = Register(
        municipality=_municipality(fields.object("municipality")),
        identity=tuple(_issuer(entry) for entry in fields.objects("identity")),
        services=_by_id(_service(entry) for entry in fields.objects("services")),
        tariffs=tuple(_tariff(entry) for entry in fields.objects("tariffs")),
        fees=tuple(_fee(entry) for entry in fields.objects("fees")),
        accounts=tuple(accounts_parser.account(entry) for entry in fields.objects("accounts")),
        providers=_by_id(provider(entry) for entry in fields.objects("providers")),
        sha256=fields.text("sha256"),
        budgets=tuple(_budget(entry) for entry in fields.optional("budgets", fields.objects) or ()),
        own_costs=tuple(map(own_cost, fields.optional("own_costs", fields.objects) or ())),
        account_names=fields.optional("account_names", fields.labels) or {},
        dimensions=accounts_parser.dimensions(fields),
        document=fields.values,
    )
    for problem in contradictions(register):
        raise RegisterError(f"The register is not valid: {problem}.")
    return register


def _municipality(fields: Fields) -> RegisterMunicipality:
    return RegisterMunicipality(
        code=fields.text("code"),
        name=fields.text("name"),
        members=fields.texts("members"),
        demo=fields.flag("demo"),
        organisation_number=fields.optional("organisation_number", fields.text),
        elsewhere=fields.optional("elsewhere", fields.texts) or (),
    )


def _issuer(fields: Fields) -> RegisterIssuer:
    role_values = fields.object("role_values")
    return RegisterIssuer(
        issuer=fields.text("issuer"),
        token_issuer=fields.text("token_issuer"),
        jwks=fields.text("jwks"),
        audience=fields.text("audience"),
        audience_claim=fields.text("audience_claim"),
        roles=fields.choices("roles", ROLES),
        roles_claim=fields.text("roles_claim"),
        role_values={value: role_values.choice(value, ROLES) for value in role_values.values},
        provider_claim=fields.text("provider_claim"),
        subject_claim=fields.text("subject_claim"),
        origins=fields.texts("origins"),
    )


def _service(fields: Fields) -> RegisterService:
    by_hour = fields.choice("unit", UNITS) == "hour"
    numbered = fields.choice("control_number", CONTROL_NUMBER) == "required"
    attestation = fields.optional("attestation", fields.object)
    granted = fields.integer("granted", 1) if numbered and not by_hour else 0
    granted = attestation.integer("most", 1) if attestation and not numbered else granted
    extra = {reason.text("reason"): reason.integer("sessions", 1) for reason in fields.objects("extra")}
    most = fields.optional("most", lambda key: fields.integer(key, 1))
    return RegisterService(
        id=fields.text("id"),
        name=fields.labels("name"),
        minutes=fields.integer("minutes", 1),
        numbered=numbered,
        granted=granted,
        decision=_limits(fields.object("decision")) if by_hour else None,
        presence_codes=fields.flag("presence_codes"),
        extra=extra,
        most=granted + sum(extra.values()) if most is None else most,
        months_valid=fields.integer("months_valid", 1),
        own_unit_only=fields.flag("own_unit_only"),
        residence=fields.choices("residence", RESIDENCE),
        claim_age_days=fields.integer("claim_age_days"),
        consumes=_events(fields, "consumes"),
        when_used_up=fields.labels("when_used_up"),
        case_reports=fields.optional("case_reports", fields.flag) or False,
        first_sessions=fields.optional("first_sessions", fields.flag) or False,
        exempt_on_claim=fields.optional("exempt_on_claim", fields.flag) or False,
        remuneration=fields.optional("remuneration", lambda key: fields.choice(key, REMUNERATION)) or "tariff",
        wait_guarantee_days=fields.optional("wait_guarantee_days", lambda key: fields.integer(key, 1)),
        first_contact=fields.optional("first_contact", fields.flag) or False,
    )


def _limits(fields: Fields) -> DecisionLimits:
    otherwise = fields.optional("otherwise", lambda key: fields.choice(key, OTHERWISE))
    return DecisionLimits(fields.integer("minutes_week", 1), fields.integer("months", 1), otherwise)


def _events(fields: Fields, key: str) -> frozenset[str]:
    return frozenset(fields.choices(key, EVENTS))


def _tariff(fields: Fields) -> RegisterTariff:
    return RegisterTariff(
        id=fields.text("id"),
        service=fields.text("service"),
        event=fields.choice("event", EVENTS),
        regi=fields.choice("regi", REGI),
        counsellors=fields.integer("counsellors", 1),
        start=fields.day("from"),
        amount_ore=fields.integer("amount_ore"),
        fee=fields.choice("fee", FEE),
        source=fields.text("source"),
        assumed=fields.flag("assumed"),
        supplier=fields.optional("supplier", fields.text),
    )


def _fee(fields: Fields) -> RegisterFee:
    exempt = fields.object("exempt")
    return RegisterFee(
        service=fields.text("service"),
        start=fields.day("from"),
        events=_events(fields, "events"),
        amount_ore=fields.integer("amount_ore"),
        exempt=Reduction(exempt.integer("amount_ore"), exempt.choice("paid_by", PAID_BY)),
        first_visits=fields.optional("first_visits", lambda key: _first_visits(fields.object(key))),
        source=fields.text("source"),
        assumed=fields.flag("assumed"),
        amounts_ore=fields.optional("amounts_ore", lambda key: _amounts_ore(fields.object(key))) or {},
    )


def _amounts_ore(fields: Fields) -> dict[str, int]:
    return {event: fields.integer(event) for event in fields.values}


def _first_visits(fields: Fields) -> FirstVisits:
    return FirstVisits(fields.integer("amount_ore"), fields.choice("paid_by", PAID_BY), fields.integer("count", 1))


def _budget(fields: Fields) -> RegisterBudget:
    return RegisterBudget(
        year=fields.integer("year"),
        service=fields.text("service"),
        own_unit_sessions=fields.optional("own_unit_sessions", fields.integer),
        sessions=fields.optional("sessions", fields.integer),
        amount_ore=fields.optional("amount_ore", fields.integer),
        reserve_ore=fields.optional("reserve_ore", fields.integer),
        provider=fields.optional("provider", fields.text),
    )


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=_HasId)


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    by_id: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in by_id:
            raise RegisterError(f"The register is not valid: the id {entry.id} stands twice.")
        by_id[entry.id] = entry
    return by_id
