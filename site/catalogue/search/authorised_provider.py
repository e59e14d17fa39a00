"""The municipality's own facts about a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from catalogue.policy.model import Authorisation


class Verified(NamedTuple):
    """A fact that the municipality has verified itself."""

    fact: str
    value: str
    on: str


@dataclass(frozen=True)
class AuthorisedProvider:
    """The municipality's facts about an authorised provider; services are (id, first day)."""

    id: str
    legal_name: str
    organisation_number: str | None
    sole_trader: bool
    regi: str
    services: tuple[tuple[str, str], ...]
    verified: tuple[Verified, ...] = ()

    @classmethod
    def from_authorisation(cls, authorisation: Authorisation, today: date) -> AuthorisedProvider:
        """Build the facts from a provider's authorisation, with the services in force today."""
        return cls(
            id=authorisation.id,
            legal_name=authorisation.legal_name,
            organisation_number=authorisation.organisation_number,
            sole_trader=authorisation.type == "sole_trader",
            regi=authorisation.regi,
            services=tuple(
                (period.service, period.start.isoformat()) for period in authorisation.services if period.covers(today)
            ),
            verified=tuple(Verified(v.fact, v.value, v.on.isoformat()) for v in authorisation.verified),
        )
