"""The schemas of the municipality's files, one per file in `policy/*.yaml`."""

from __future__ import annotations

from typing import Literal, get_args

from catalogue.policy.contacts.schema import ELSEWHERE, HELP_LINES
from catalogue.policy.field_types import (
    ASSUMED,
    CODE,
    ID,
    INTENDED,
    LABEL,
    MANY,
    NAME,
    SERVICE_ID,
    SESSION_FACTS,
    SYNONYMS,
    TEXTS,
    OrganisationNumber,
    group,
    rows,
)
from catalogue.policy.issuers import ISSUERS
from catalogue.policy.translations.schema import FURTHER_LANGUAGES
from catalogue.schema.containers import Choice, FieldType, Group, ListOf, MapOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import (
    AMOUNT,
    EMAIL,
    LARGE_AMOUNT,
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
from chalicelib.register.codes import CONTROL_NUMBER, DIMENSIONS_OF, EVENTS, FEE, PAID_BY, REGI, RESIDENCE, UNITS

PremisesFeature = Literal["step_free", "lift", "toilet", "hearing_loop", "parking"]
ServiceFeature = Literal["two_counsellors", "interpreter", "sign_language", "single_sessions"]
PREMISES_FEATURES: tuple[PremisesFeature, ...] = get_args(PremisesFeature)
SERVICE_FEATURES: tuple[ServiceFeature, ...] = get_args(ServiceFeature)
FEATURES = (*PREMISES_FEATURES, *SERVICE_FEATURES)
"""The yes-or-no facts of a profile; policy has a label for each."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TYPES = ("company", "association", "sole_trader", "municipality")
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
            "decision": group({"hours_week": Integer(1, 168), "months": Integer(1, 60)}),
            "months_valid": Integer(1, 60),
            "own_unit_only": Bool(),
            "residence": Choice(options=RESIDENCE),
            "claim_age_days": Integer(1, 1000),
            "consumes": ListOf(Choice(options=EVENTS)),
            "presence_codes": Bool(),
            "case_reports": Bool(),
            "first_sessions": Bool(),
            "non_choice": Choice("providers"),
            "when_used_up": TEXTS,
            **SESSION_FACTS,
            **ASSUMED,
        },
        optional=(
            *("hsa_code", "granted", "extra", "most", "decision", "case_reports", "first_sessions", "assumed"),
            *SESSION_FACTS,
        ),
    ),
    at_least=1,
)

TARIFFS = rows(
    "tariffs",
    group(
        {
            "service": SERVICE_ID,
            "event": Choice(options=EVENTS),
            "regi": Choice(options=REGI),
            "counsellors": Integer(1, 2),
            "from": Date(),
            "amount": AMOUNT,
            "fee": Choice(options=FEE),
            **ASSUMED,
            **INTENDED,
        },
        optional=("assumed", *INTENDED),
    ),
)

FEES = rows(
    "fees",
    group(
        {
            "service": SERVICE_ID,
            "from": Date(),
            "events": ListOf(Choice(options=EVENTS), at_least=1),
            "amount": AMOUNT,
            "exempt": group(
                {"amount": AMOUNT, "paid_by": Choice(options=PAID_BY), "who": TEXTS},
                optional=("who",),
            ),
            "first_visits": group(
                {
                    "count": Integer(1, 100),
                    "amount": AMOUNT,
                    "paid_by": Choice(options=PAID_BY),
                }
            ),
            **ASSUMED,
            **INTENDED,
        },
        optional=("first_visits", "assumed", *INTENDED),
    ),
)

ACCOUNT = PatternText(r"^[0-9]{2,8}$", "account_format")
MOTPART = PatternText(r"^[0-9]{1,4}$", "account_format")
DIMENSION = group(
    {
        "of": Choice(options=DIMENSIONS_OF),
        "number": PatternText(r"^[1-9][0-9]{0,3}$", "dimension_format"),
        "name": Text(80),
        "objects": MapOf(Text(60), PatternText(r"^[A-Za-z0-9ÅÄÖåäö._-]{1,20}$", "object_format")),
    },
    optional=("objects",),
)
ACCOUNTS = group(
    {
        "accounts": ListOf(
            group(
                {
                    "service": SERVICE_ID,
                    "type": Choice(options=TYPES),
                    "account": ACCOUNT,
                    "motpart": MOTPART,
                    "credit": ACCOUNT,
                },
                optional=("credit",),
            ),
            at_most=MANY,
            unique=False,
        ),
        "names": ListOf(group({"account": ACCOUNT, "name": Text(80)}), at_most=MANY, unique=False),
        "dimensions": ListOf(DIMENSION, at_most=20, unique=False),
    },
    optional=("names", "dimensions"),
)

SUPPLIER = PatternText(r"^[A-Za-z0-9-]{1,20}$", "supplier_format")
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

OF_YEAR = {"year": Integer(1990, 2100), "service": SERVICE_ID, **ASSUMED}


def _of_years(fields: dict[str, FieldType], *, optional: tuple[str, ...]) -> ListOf:
    """Build a list with one row per year and service."""
    return ListOf(group({**OF_YEAR, **fields}, optional=(*optional, "assumed")), at_most=MANY, unique=False)


BUDGET = group(
    {
        "budgets": _of_years(
            {
                "own_unit_sessions": Integer(0, 10**7),
                "sessions": Integer(0, 10**7),
                "kronor": LARGE_AMOUNT,
                "reserve": LARGE_AMOUNT,
            },
            optional=("own_unit_sessions", "sessions", "kronor", "reserve"),
        ),
        "own_costs": _of_years({"kronor": LARGE_AMOUNT, "performed": Integer(1, 10**7)}, optional=("performed",)),
        "framework_prices": _of_years(
            {"suppliers": Integer(1, 10_000), "lowest": AMOUNT, "highest": AMOUNT, "median": AMOUNT},
            optional=("suppliers",),
        ),
    },
    optional=("own_costs", "framework_prices"),
)

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
