"""The schema of `policy/frameworks.yaml`, which a municipality without framework agreements does not have."""

from __future__ import annotations

from catalogue.policy.field_types import ASSUMED, ID, MANY, SERVICE_ID, SUPPLIER, OrganisationNumber, group, rows
from catalogue.schema.containers import Choice, ListOf
from catalogue.schema.dates import Date
from catalogue.schema.scalars import AMOUNT, Integer, Text
from chalicelib.register.codes import TURN_RULES

SUPPLIER_TYPES = ("company", "association", "sole_trader")
_PRICE = group({"from": Date(), "amount": AMOUNT, "counsellors": Integer(1, 2)})
_SUPPLIER = group(
    {
        "id": ID,
        "legal_name": Text(120, name=True),
        "organisation_number": OrganisationNumber(),
        "supplier": SUPPLIER,
        "type": Choice(options=SUPPLIER_TYPES),
        "to": Date(),
        "rank": Integer(1, 1000),
        "criterion": AMOUNT,
        "prices": ListOf(_PRICE, at_least=1, at_most=1000, unique=False),
    },
    optional=("organisation_number", "supplier", "to", "rank", "criterion"),
)
FRAMEWORKS = rows(
    "agreements",
    group(
        {
            "id": ID,
            "service": SERVICE_ID,
            "from": Date(),
            "to": Date(),
            "rule": Choice(options=TURN_RULES),
            "suppliers": ListOf(_SUPPLIER, at_least=1, at_most=MANY, unique=False),
            **ASSUMED,
        },
        optional=("to", "assumed"),
    ),
)
