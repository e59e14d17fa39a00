"""The caller that the authorizer has identified, separate from the verifier of tokens and its libraries."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.register.model import Register

LEEWAY_SECONDS: Final = 30  # two clocks differ


@dataclass(frozen=True)
class Caller:
    """The identity in a verified token, with its roles in the order of ROLES; `provider` is of that role only."""

    subject: str
    roles: tuple[str, ...]
    provider: str
    expires_at_seconds: int

    def limited_to(self, roles: tuple[str, ...]) -> "Caller":
        """Return the caller with some of its roles only, and without a provider when that role is not among them."""
        return replace(self, roles=roles, provider=self.provider if "provider" in roles else "")


@dataclass(frozen=True)
class Unauthorised:
    """The token is refused; `reason` is a code for the log and for whoever sent it, and repeats nothing of it."""

    reason: str


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
