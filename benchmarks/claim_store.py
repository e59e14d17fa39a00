"""What every side of the comparison stands on: one register, one number, a store that costs nothing, one event."""

import datetime as dt
import json
import os
import secrets
import time
from pathlib import Path
from typing import Any, Final

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.port import ClaimRow, EventRow, LedgerQuery, LedgerSnapshot, NumberRow
from chalicelib.register import parser
from chalicelib.rules.claim import Claim
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Issued
from chalicelib.service.claims import ClaimService

REGISTER: Final = "KUNDVAL_BENCH_REGISTER"
RING: Final = KeyRing((bytes(range(32)),))


class StubbedStore:
    """Finds the one number, and nothing claimed yet, at once; forgets what it is given."""

    def __init__(self) -> None:
        """Begin empty."""
        self.number: NumberRow | None = None

    def numbers(self, _places: object) -> dict[str, NumberRow]:
        """Nothing stands."""
        return {}

    def issue(self, number: NumberRow, _event: EventRow) -> None:
        """Keep the number."""
        self.number = number

    def snapshot(self, _query: LedgerQuery) -> LedgerSnapshot:
        """The number as it was issued."""
        return LedgerSnapshot(self.number, None, None, 0)

    def append_claim(self, _claim: ClaimRow, _number: NumberRow | None) -> None:
        """Forget the claim."""


def rules() -> parser.Register:
    """The register that the comparison was given."""
    return parser.load(Path(os.environ[REGISTER]))


def desk(store: Any) -> ClaimService:  # noqa: ANN401 - a store that has only what a claim asks of it
    """The rules over the store."""
    return ClaimService(rules(), RING, store)


def claimable(at: ClaimService) -> tuple[str, str, Claim]:
    """A number, a provider and a claim that is recorded."""
    today = clock.day(clock.now())
    service = next(iter(at.register.services))
    provider = next(one.id for one in at.register.providers.values() if one.authorised(service, today))
    issued = at.issue(IssueRequest(service), "benchmark", secrets.token_hex(8))
    if not isinstance(issued, Issued):
        raise TypeError(f"no number was issued: {issued}")
    return issued.number, provider, Claim(service, today)


def event(number: str, provider: str, service: str, day: dt.date) -> dict[str, Any]:
    """POST /v1/claims as API Gateway sends it, its authorizer's answer in it."""
    expires = str(int(time.time()) + 3600)
    who = {"subject": "s", "role": "provider", "provider": provider, "expires_at_seconds": expires}
    path, sent = "/v1/claims", {"number": number, "service": service, "date": day.isoformat()}
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": path,
            "stage": "api",
            "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": who,
        },
        "headers": {"Content-Type": "application/json"},
        "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps(sent),
        "isBase64Encoded": False,
    }
