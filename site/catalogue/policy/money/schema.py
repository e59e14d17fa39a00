"""The schemas of `policy/tariffs.yaml`, `fees.yaml`, `accounts.yaml` and `budget.yaml`."""

from __future__ import annotations

from catalogue.policy.field_types import ASSUMED, INTENDED, MANY, SERVICE_ID, TEXTS, TYPES, group, rows
from catalogue.schema.containers import Choice, FieldType, ListOf, MapOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import AMOUNT, LARGE_AMOUNT, Integer, PatternText, Text
from chalicelib.register.codes import DIMENSIONS_OF, EVENTS, FEE, PAID_BY, REGI

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

OF_YEAR = {"year": Integer(1990, 2100), "service": SERVICE_ID, **ASSUMED}


def _of_years(fields: dict[str, FieldType], *, optional: tuple[str, ...]) -> ListOf:
    """Build a list with one row per year and service."""
    return ListOf(group({**OF_YEAR, **fields}, optional=(*optional, "assumed")), at_most=MANY, unique=False)


BUDGET = group(
    {
        "budgets": _of_years(
            {
                "provider": Choice("providers"),
                "own_unit_sessions": Integer(0, 10**7),
                "sessions": Integer(0, 10**7),
                "kronor": LARGE_AMOUNT,
                "reserve": LARGE_AMOUNT,
            },
            optional=("provider", "own_unit_sessions", "sessions", "kronor", "reserve"),
        ),
        "own_costs": _of_years({"kronor": LARGE_AMOUNT, "performed": Integer(1, 10**7)}, optional=("performed",)),
        "framework_prices": _of_years(
            {"suppliers": Integer(1, 10_000), "lowest": AMOUNT, "highest": AMOUNT, "median": AMOUNT},
            optional=("suppliers",),
        ),
    },
    optional=("own_costs", "framework_prices"),
)
