"""A contracted provider, and the place of one that is a supplier of a framework agreement."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FrameworkPlace:
    """A supplier's place in an agreement: what its `rule` compares, lowest first, and where it is listed.

    Without a criterion, the price of the day is compared.
    """

    agreement: str
    rule: str
    listed: int
    rank: int | None = None
    criterion: int | None = None

    @property
    def compared(self) -> int | None:
        """Return the rank, or the criterion in hundredths; None where the price decides."""
        return self.rank if self.rule == "rank" else self.criterion

    @property
    def why(self) -> str:
        """Return what decides whose turn it is: rank, criterion or price."""
        return self.rule if self.compared is not None else "price"


@dataclass(frozen=True, slots=True)
class RegisterAuthorisation:
    """A provider's right to perform one service; both days are within it, no last day means until further notice."""

    service: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Provider:
    """A contracted provider: regi (own or private) decides the price, type the account.

    A supplier of a framework agreement is one too, with its place there and prices of its own; nobody chooses it.
    """

    id: str
    regi: str
    type: str
    services: tuple[RegisterAuthorisation, ...]
    framework: FrameworkPlace | None = None

    @property
    def priced_by(self) -> str:
        """Return what its prices go by, as `RegisterTariff.priced_by`."""
        return self.id if self.framework else self.regi

    def authorised(self, service: str, on: date) -> bool:
        """Return whether the provider is authorised to perform the service on that day."""
        return any(
            authorisation.service == service
            and authorisation.start <= on
            and (authorisation.end is None or on <= authorisation.end)
            for authorisation in self.services
        )
