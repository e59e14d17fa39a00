"""Who is asking, as the authorizer found out: what a request needs to know of identity, without what verifies it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from chalicelib.register.parser import Register

ROLES: Final = ("reception", "provider", "controller")
LEEWAY_SECONDS: Final = 30  # two clocks differ


@dataclass(frozen=True)
class Caller:
    """Who is asking, as the issuer says; `provider` is empty for the municipality's own roles."""

    subject: str
    role: str
    provider: str
    expires_at_seconds: int


@dataclass(frozen=True)
class Unauthorised:
    """The token is refused; `reason` is a code for the log, never shown to the caller."""

    reason: str


class UnauthorisedError(Exception):
    """What an API Gateway authorizer raises, with exactly this text, for an answer 401."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class KeysUnavailableError(Exception):
    """The issuer's keys could not be fetched and none are held: an outage, not the caller's fault."""


def may_sign_in(register: Register, provider: str, today: dt.date) -> bool:
    """A provider's sign-in lasts until the latest claim age of a service has passed since its authorisation ended."""
    known = register.provider(provider)
    if known is None:
        return False
    for authorisation in known.services:
        service = register.service(authorisation.service)
        if authorisation.end is None or (
            service is not None and today <= authorisation.end + dt.timedelta(days=service.claim_age_days)
        ):
            return True
    return False
