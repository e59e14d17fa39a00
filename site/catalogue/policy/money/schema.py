"""The schemas of `policy/tariffs.yaml`, `fees.yaml`, `accounts.yaml` and `budget.yaml`."""

from __future__ import annotations

from catalogue.policy.field_types import ASSUMED, INTENDED, MANY, SERVICE_ID, TEXTS, TYPES, group, rows
from catalogue.schema.containers import Choice, FieldType, ListOf, MapOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import AMOUNT, LARGE_AMOUNT, SIGNED_AMOUNT, Bool, Decimal, Integer, PatternText, Text
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
            "amounts": MapOf(Choice(options=EVENTS), AMOUNT),
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
        optional=("amounts", "first_visits", "assumed", *INTENDED),
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

PER_CENT = Decimal(0, 100)
ROWS = ListOf(group({"what": Text(120), "kronor": SIGNED_AMOUNT}), at_least=1, at_most=200, unique=False)
INCOME = ListOf(
    group({"what": Text(120), "kronor": SIGNED_AMOUNT, "deducted": Bool()}, optional=("deducted",)),
    at_most=200,
    unique=False,
)
RAISED = ("members", "costs")
"""What a yearly rise is of: what the members share, or the costs (D43)."""
OF_YEAR = {"year": Integer(1990, 2100), "service": SERVICE_ID, **ASSUMED}

OWN_COST = {
    "kronor": LARGE_AMOUNT,
    "rows": ROWS,
    "each": AMOUNT,
    "performed": Integer(1, 10**7),
    "gross_hours": Integer(1, 10**7),
    "occupancy_per_cent": PER_CENT,
    "overhead_per_cent": PER_CENT,
}
FRAMEWORK_PRICES = {
    "prices": ListOf(AMOUNT, at_least=1, at_most=1_000, unique=False),
    "suppliers": Integer(1, 10_000),
    "lowest": AMOUNT,
    "highest": AMOUNT,
    "median": AMOUNT,
}


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
                "costs": ROWS,
                "income": INCOME,
            },
            optional=("provider", "own_unit_sessions", "sessions", "kronor", "reserve", "costs", "income"),
        ),
        "own_costs": _of_years(OWN_COST, optional=tuple(OWN_COST)),
        "framework_prices": _of_years(FRAMEWORK_PRICES, optional=tuple(FRAMEWORK_PRICES)),
        "cost_sharing": group(
            {
                "yearly_rise_per_cent": PER_CENT,
                "raised": ListOf(Choice(options=RAISED), at_least=1),
                "review_limit": LARGE_AMOUNT,
                **ASSUMED,
            },
            optional=("review_limit", "assumed"),
        ),
    },
    optional=("own_costs", "framework_prices", "cost_sharing"),
)
