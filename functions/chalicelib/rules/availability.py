"""What providers say of their services: the waiting time in working days, and whether they accept new clients (D19).

Each has the day on which it was stated, in Stockholm, and what is said of the one leaves the other with its older date.
`not_stated` takes back what was said, and has a day too, so that an older statement of the profile does not return.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.ledger.stated_rows import AvailabilityRow
from chalicelib.register.codes import AVAILABILITY_SCHEMA, NOT_STATED
from chalicelib.register.model import Register
from chalicelib.register.parser import digest
from chalicelib.rules.outcomes import Refused

FIELDS = ("working_days", "accepts_new")


def decide(
    register: Register, row: AvailabilityRow, statement: Mapping[str, Any], today: date
) -> AvailabilityRow | Refused:
    """Return the row after a statement; refuse an empty one, and a service that is not the provider's today."""
    if register.service(row.service) is None:
        return Refused("unknown_service")
    provider = register.provider(row.provider)
    if provider is None or provider.framework or not provider.authorised(row.service, today):
        return Refused("not_authorised")
    changes: dict[str, Any] = {}
    for name in FIELDS:
        if statement[name] is not None:
            value = None if statement[name] == NOT_STATED else statement[name]
            changes |= {name: value, f"{name}_stated": today.isoformat()}
    if not changes:
        return Refused("missing_field", {"field": FIELDS[0], "expected": "working_days or accepts_new, or both"})
    return replace(row, **changes)


def entry(row: AvailabilityRow) -> dict[str, Any]:
    """Return what is public of a row; what has never been said is left out."""
    values: dict[str, Any] = {"provider": row.provider, "service": row.service}
    for name in FIELDS:
        stated = getattr(row, f"{name}_stated")
        if stated is not None:
            value = getattr(row, name)
            values |= {name: NOT_STATED if value is None else value, f"{name}_stated": stated}
    return values


def document(register: Register, rows: Iterable[AvailabilityRow], today: date) -> dict[str, Any]:
    """Return the public list with the hash of its content: every service of every provider that can be chosen today."""
    by_service = {(row.provider, row.service): row for row in rows}
    services = sorted(
        {
            (provider.id, authorisation.service)
            for provider in register.providers.values()
            for authorisation in provider.services
            if provider.framework is None and provider.authorised(authorisation.service, today)
        }
    )
    entries = [entry(by_service.get(key) or AvailabilityRow(*key)) for key in services]
    contents: dict[str, Any] = {"schema": AVAILABILITY_SCHEMA, "availability": entries}
    return contents | {"sha256": digest(contents)}
