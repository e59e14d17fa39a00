"""What every side of the comparison shares: one register, one number, a store that costs nothing, one event."""

import datetime as dt
import json
import os
import secrets
import time
from pathlib import Path
from typing import Any, Final

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.port import LedgerQuery, LedgerSnapshot
from chalicelib.ledger.rows import ClaimRow, EventRow, NumberRow
from chalicelib.register import parser
from chalicelib.register.model import Register
from chalicelib.rules.claim_request import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Issued
from chalicelib.service.claims import ClaimService
from chalicelib.service.context import ServiceContext
from chalicelib.service.numbers import NumberService

REGISTER: Final = "KUNDVAL_BENCH_REGISTER"
RING: Final = KeyRing((bytes(range(32)),))


class StubbedStore:
    """A stub of the ledger: has one number without claims, answers at once, and stores no claims."""

    def __init__(self) -> None:
        """Start without a number."""
        self.number: NumberRow | None = None

    def require_layout(self, *, mark: bool) -> None:
        """Accept the layout."""

    def numbers(self, _places: object) -> dict[str, NumberRow]:
        """Return no numbers."""
        return {}

    def issue(self, number: NumberRow, _event: EventRow) -> None:
        """Store the number."""
        self.number = number

    def snapshot(self, _look: LedgerQuery) -> LedgerSnapshot:
        """Return the number as it was issued."""
        return LedgerSnapshot(self.number, None, None, 0)

    def append_claim(self, _claim: ClaimRow, _number: NumberRow | None) -> None:
        """Discard the claim."""


def rules() -> Register:
    """Load the register that the environment names."""
    return parser.load(Path(os.environ[REGISTER]))


def service_over(store: Any) -> ClaimService:  # noqa: ANN401 - a store that has only what a claim asks of it
    """Build the claim service over a store."""
    return ClaimService(ServiceContext(rules(), RING, store))


def claimable(claims: ClaimService) -> tuple[str, str, Claim]:
    """Issue a number; return it with a provider and a claim that will be accepted."""
    today = clock.day(clock.now())
    service = next(iter(claims.context.register.services))
    provider = next(
        provider.id for provider in claims.context.register.providers.values() if provider.authorised(service, today)
    )
    issued = NumberService(claims.context).issue(IssueRequest(service), "benchmark", secrets.token_hex(8))
    if not isinstance(issued, Issued):
        raise TypeError(f"no number was issued: {issued}")
    return issued.number, provider, Claim(service, today)


def event(number: str, provider: str, service: str, day: dt.date) -> dict[str, Any]:
    """Build the event of API Gateway for POST /v1/claims, with its authorizer's result."""
    expires = str(int(time.time()) + 3600)
    authorizer = {"subject": "s", "role": "provider", "provider": provider, "expires_at_seconds": expires}
    path, body = "/v1/claims", {"number": number, "service": service, "date": day.isoformat()}
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": path,
            "stage": "api",
            "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": authorizer,
        },
        "headers": {"Content-Type": "application/json"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
