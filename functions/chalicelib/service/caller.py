"""The caller that the authorizer has identified, separate from the verifier of tokens and its libraries."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from chalicelib.register.model import Register

LEEWAY_SECONDS: Final = 30  # two clocks differ


@dataclass(frozen=True)
class Caller:
    """The identity in a verified token; `provider` is empty for the municipality's own roles."""

    subject: str
    role: str
    provider: str
    expires_at_seconds: int


@dataclass(frozen=True)
class Unauthorised:
    """The token is refused; `reason` is a code for the log, never shown to the caller."""

    reason: str


class UnauthorisedError(Exception):
    """What an API Gateway authorizer raises, with exactly this text, for a response 401."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class KeysUnavailableError(Exception):
    """The issuer's keys could not be fetched and none are cached: an outage, not the caller's fault."""


def may_sign_in(register: Register, provider_id: str, today: dt.date) -> bool:
    """Return whether a provider may sign in: until the last day on which a service it was authorised for is claimed."""
    provider = register.provider(provider_id)
    if provider is None:
        return False
    for authorisation in provider.services:
        service = register.service(authorisation.service)
        if authorisation.end is None or (
            service is not None and today <= authorisation.end + dt.timedelta(days=service.claim_age_days)
        ):
            return True
    return False
