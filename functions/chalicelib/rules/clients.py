"""Clients whose residence the provider attests: counted by the provider's own running number, never issued (D25)."""

from dataclasses import replace
from datetime import date, timedelta

from chalicelib.dates import clock
from chalicelib.ledger.port import LedgerSnapshot
from chalicelib.ledger.rows import LIVE, NumberRow, without_number
from chalicelib.register.codes import ATTESTED
from chalicelib.register.model import RegisterService
from chalicelib.rules import number_status
from chalicelib.rules.claim_request import ClaimContext, key_field
from chalicelib.rules.issuing import last_day
from chalicelib.rules.outcomes import Checked, Refused


def begin(context: ClaimContext, service: RegisterService, client: str) -> NumberRow:
    """Return the row of a client that has no claim yet: all that policy grants it, from the earliest day claimable."""
    today = clock.day(context.now)
    return NumberRow(
        place=without_number(context.provider.id, service.id, client),
        service=service.id,
        member=None,
        residence=ATTESTED,
        exempt=False,
        granted=service.granted,
        used=0,
        valid_from=(today - timedelta(days=service.claim_age_days)).isoformat(),
        valid_to=last_day(today, service.months_valid).isoformat(),
        status=LIVE,
        nth={},
        version=0,
        issued_at=clock.stamp(context.now),
        request="",
        fingerprint="",
    )


def check(
    context: ClaimContext, service: RegisterService | None, client: str, on: date, snapshot: LedgerSnapshot
) -> Checked | Refused:
    """Check for a provider whether a client has sessions left on a date, and the fee of one then."""
    if service is None:
        return Refused("unknown_service")
    if not service.attested:
        return Refused("missing_field", {"field": key_field(service)})
    number = snapshot.number or begin(context, service, client)
    return number_status.check(context, service.id, on, replace(snapshot, number=number, failures=0))
