"""The schemas of the municipality's files, one per file in `policy/*.yaml`."""

from __future__ import annotations

from typing import Literal, get_args

from catalogue.policy.applications import APPLICATION
from catalogue.policy.contacts.schema import ELSEWHERE, HELP_LINES
from catalogue.policy.field_types import (
    ASSUMED,
    CODE,
    ID,
    LABEL,
    NAME,
    RESIDENCES,
    SERVICE_ID,
    SESSION_FACTS,
    SUPPLIER,
    SYNONYMS,
    TEXTS,
    TYPES,
    OrganisationNumber,
    group,
    rows,
)
from catalogue.policy.frameworks.schema import FRAMEWORKS
from catalogue.policy.issuers import ISSUERS
from catalogue.policy.money.schema import ACCOUNTS, BUDGET, FEES, TARIFFS
from catalogue.policy.translations.schema import FURTHER_LANGUAGES
from catalogue.schema.containers import Choice, FieldType, Group, ListOf, MapOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import (
    EMAIL,
    LATITUDE,
    LONGITUDE,
    MAP,
    PHONE,
    URL,
    Bool,
    Integer,
    PatternText,
    Text,
)
from chalicelib.register.codes import CONTROL_NUMBER, EVENTS, OTHERWISE, REGI, REMUNERATION, UNITS

PremisesFeature = Literal["step_free", "lift", "toilet", "hearing_loop", "parking"]
ServiceFeature = Literal["two_counsellors", "interpreter", "sign_language", "single_sessions"]
PREMISES_FEATURES: tuple[PremisesFeature, ...] = get_args(PremisesFeature)
SERVICE_FEATURES: tuple[ServiceFeature, ...] = get_args(ServiceFeature)
FEATURES = (*PREMISES_FEATURES, *SERVICE_FEATURES)
"""The yes-or-no facts of a profile; policy has a label for each."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
VOCABULARIES = (
    "areas",
    "methods",
    "competences",
    "credentials",
    "titles",
    "languages",
    "formats",
    "features",
)
_OWN_ADDRESSES = ("sida", "page", "index", "urval")
_WINDOWS_DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
RESERVED_IDS = frozenset((*_OWN_ADDRESSES, *_WINDOWS_DEVICES))


MUNICIPALITY = group(
    {
        "demo": Bool(),
        "name": NAME,
        "code": PatternText(r"^[0-9]{4}$", "municipality_code_format"),
        "organisation_number": OrganisationNumber(),
        "members": ListOf(
            group(
                {
                    "code": PatternText(r"^[0-9]{4}$", "municipality_code_format"),
                    "name": Text(80),
                    "population": Integer(1, 2_000_000),
                }
            )
        ),
        "languages": ListOf(PatternText(r"^[a-z]{2,3}$", "language_format"), at_least=1, at_most=12),
        "further_languages": FURTHER_LANGUAGES,
        "address": URL,
        "reception": group({"name": NAME, "phone": PHONE, "email": EMAIL, "hours": TEXTS}),
        "help_lines": HELP_LINES,
        "elsewhere": ELSEWHERE,
        "feedback": URL,
        "map": MAP,
        "exit_link": URL,
        "data_licence": URL,
        "accessibility": group(
            {
                "compliance": Choice(options=("full", "partial", "none")),
                "assessed": Date(),
                "updated": Date(),
                "method": Choice(options=("self", "external")),
                "defects": ListOf(TEXTS, unique=False),
                "messages": URL,
            },
            optional=("messages",),
        ),
        "accent": PatternText(r"^#[0-9a-fA-F]{6}$", "colour_format"),
        "repository": URL,
        "identity": ISSUERS,
    },
    optional=(
        *(
            "members",
            "further_languages",
            "elsewhere",
            "feedback",
            "map",
            "exit_link",
            "data_licence",
            "accent",
            "demo",
            "repository",
        ),
        "accessibility",
    ),
)

SERVICES = rows(
    "services",
    group(
        {
            "id": ID,
            "name": NAME,
            "hsa_code": PatternText(r"^[0-9]{4}$", "hsa_code_format"),
            "legal": TEXTS,
            "unit": Choice(options=UNITS),
            "minutes": Integer(5, 480),
            "control_number": Choice(options=CONTROL_NUMBER),
            "granted": Integer(1, 1000),
            "extra": ListOf(
                group(
                    {"reason": CODE, "sessions": Integer(1, 1000), "label": NAME, "sentence": TEXTS},
                    optional=("label", "sentence"),
                )
            ),
            "most": Integer(1, 999),
            "decision": group(
                {"hours_week": Integer(1, 168), "months": Integer(1, 60), "otherwise": Choice(options=OTHERWISE)},
                optional=("otherwise",),
            ),
            "months_valid": Integer(1, 60),
            "own_unit_only": Bool(),
            "residence": RESIDENCES,
            "attestation": group({"most": Integer(1, 999)}),
            "claim_age_days": Integer(1, 1000),
            "consumes": ListOf(Choice(options=EVENTS)),
            "presence_codes": Bool(),
            "case_reports": Bool(),
            "first_sessions": Bool(),
            "exempt_on_claim": Bool(),
            "remuneration": Choice(options=REMUNERATION),
            "wait_guarantee_days": Integer(1, 365),
            "first_contact": Bool(),
            "national": Bool(),
            "non_choice": Choice("providers"),
            "when_used_up": TEXTS,
            "application": APPLICATION,
            **SESSION_FACTS,
            **ASSUMED,
        },
        optional=(
            *("hsa_code", "attestation", "granted", "extra", "most", "decision", "case_reports", "first_sessions"),
            *("exempt_on_claim", "remuneration", "wait_guarantee_days", "first_contact", "national", "assumed"),
            *SESSION_FACTS,
            "application",
        ),
    ),
    at_least=1,
)

AUTHORISATIONS = rows(
    "providers",
    group(
        {
            "id": ID,
            "legal_name": Text(120, name=True),
            "organisation_number": OrganisationNumber(),
            "supplier": SUPPLIER,
            "regi": Choice(options=REGI),
            "type": Choice(options=TYPES),
            "services": ListOf(
                group({"service": SERVICE_ID, "from": Date(), "to": Date()}, optional=("to",)), at_least=1
            ),
            "ended_reason": CODE,
            "verified": ListOf(
                group({"fact": Choice("features"), "value": Choice(options=("yes", "no")), "on": Date()})
            ),
            "accounts": ListOf(Integer(1, 10**12), at_most=10),
        },
        optional=("organisation_number", "supplier", "ended_reason", "verified", "accounts"),
    ),
)

AREA = group({"name": LABEL, "coordinates": group({"lat": LATITUDE, "lon": LONGITUDE})}, optional=("coordinates",))
_KINDS: dict[str, FieldType] = {name: MapOf(CODE, AREA if name == "areas" else LABEL) for name in VOCABULARIES}
VOCABULARY = group(_KINDS | {"synonyms": SYNONYMS}, optional=("synonyms",))

ORDER = group({"orders": ListOf(group({"from": Date(), "seed": Text(120), "source": TEXTS}), at_least=1, unique=False)})

FILES: dict[str, Group] = {
    "municipality": MUNICIPALITY,
    "services": SERVICES,
    "vocabulary": VOCABULARY,
    "authorisations": AUTHORISATIONS,
    "tariffs": TARIFFS,
    "fees": FEES,
    "accounts": ACCOUNTS,
    "order": ORDER,
    "budget": BUDGET,
}
OPTIONAL_FILES: dict[str, tuple[Group, dict[str, list[object]]]] = {"frameworks": (FRAMEWORKS, {"agreements": []})}
"""The files that a municipality need not have, and what stands in one that is not there."""
EVERY_FILE: dict[str, Group] = FILES | {name: kind for name, (kind, _) in OPTIONAL_FILES.items()}
