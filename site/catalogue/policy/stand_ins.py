"""What stands in a draft for a required value that is not known yet, where leaving it out would leave nothing to show.

Every one is obviously a stand-in: zeros, nines, or an address that cannot exist (RFC 2606). Texts need none: they stand
as `TODO` with their question. Prices, fees, accounts and budgets have none: what is not known is left out.
"""

from __future__ import annotations

from typing import Any, Final

from catalogue.policy.schema import FEATURES

ADDRESS: Final = "https://uppgift-saknas.example"
SINCE: Final = "2000-01-01"
NINES: Final = 99

STAND_INS: Final[dict[str, Any]] = {
    "municipality": {
        "demo": True,
        "code": "0000",
        "organisation_number": "000000-0000",
        "languages": "sv",
        "address": ADDRESS,
        "reception": {
            "name": {"sv": "TODO"},
            "phone": "000-000 00 00",
            "email": "uppgift@saknas.example",
            "hours": {"sv": "TODO"},
        },
        "help_lines": {"number": "112", "name": {"sv": "TODO"}, "about": {"sv": "TODO"}},
        "identity": {"issuer": ADDRESS, "audience": "TODO", "jwks": ADDRESS},
    },
    "services": {
        "services": {
            "unit": "session",
            "minutes": NINES,
            "control_number": "required",
            "granted": NINES,
            "decision": {"hours_week": NINES, "months": NINES},
            "months_valid": NINES,
            "own_unit_only": False,
            "residence": "checked",
            "attestation": {"most": NINES},
            "claim_age_days": NINES,
            "presence_codes": False,
            "non_choice": "",
            "assumed": True,
        }
    },
    "authorisations": {
        "providers": {
            "organisation_number": "000000-0000",
            "supplier": "SAKNAS",
            "regi": "private",
            "type": "company",
            "services": {"from": SINCE},
        }
    },
    "vocabulary": {"features": {feature: {"sv": feature} for feature in FEATURES}},
    "order": {"orders": {"from": SINCE, "seed": "TODO", "source": {"sv": "TODO"}}},
}
"""File → field → the value, or the fields of a group; for a list, those of each row."""
