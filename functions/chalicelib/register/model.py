"""The register's entries, and the look-ups that every decision starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar

from chalicelib.register.accounts import DIMENSIONS, Account, Dimension
from chalicelib.register.codes import ATTESTED, EVENTS, MOST_COUNSELLORS
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.register.municipality import RegisterMunicipality
from chalicelib.register.own_costs import RegisterOwnCost
from chalicelib.register.provider import Provider


class _HasStart(Protocol):
    @property
    def start(self) -> date: ...


Dated = TypeVar("Dated", bound=_HasStart)


class RegisterError(Exception):
    """The register is missing, damaged, of another schema or asks for what this version cannot do."""


@dataclass(frozen=True, slots=True)
class DecisionLimits:
    """The most that one decision can grant (D34): minutes a week, and months.

    A decision beyond it is refused, or goes to a supplier where `otherwise` is `framework`.
    """

    minutes_week: int
    months: int
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterService:
    """A service that residents can be granted.

    `numbered` says whether claims quote a control number (D3). `decision` is set for a service by the hour, which each
    decision grants within these limits. Sessions are granted by the service itself, at most `most` of them in all
    on one number and those that it replaces, or for a client whose residence the provider attests (D25).
    """

    id: str
    name: Mapping[str, str]
    minutes: int
    numbered: bool
    granted: int
    decision: DecisionLimits | None
    presence_codes: bool
    extra: Mapping[str, int]
    most: int
    months_valid: int
    own_unit_only: bool
    residence: tuple[str, ...]
    claim_age_days: int
    consumes: frozenset[str]
    when_used_up: Mapping[str, str]
    case_reports: bool = False
    """Whether providers report closed cases, in classes (D48)."""
    first_sessions: bool = False
    """Whether the time from control number to first session is published by provider (D19)."""
    exempt_on_claim: bool = False
    """Whether a claim without a number can say that the resident is exempt from the fee (D15)."""
    remuneration: str = "tariff"
    """What pays for a session: a tariff, or nothing but the budget (`none`)."""
    wait_guarantee_days: int | None = None
    """Working days within which a first session is promised (D19)."""
    first_contact: bool = False
    """Whether the reception counts what a first contact came to, and complaints (D10, D12, D20)."""

    @property
    def attested(self) -> bool:
        """Return whether the provider attests where a client lives, and counts its sessions by a running number."""
        return ATTESTED in self.residence

    @property
    def by_rule(self) -> int:
        """Return the sessions that the service grants, with every extra."""
        return self.granted + sum(self.extra.values())

    @property
    def swedish(self) -> str:
        """Return the name in Swedish, the municipality's first language and that of its accounts."""
        return self.name["sv"]


@dataclass(frozen=True, slots=True)
class RegisterTariff:
    """What the municipality pays for one performed event from a date on; `fee` is on_top or deducted (D29)."""

    id: str
    service: str
    event: str
    regi: str
    counsellors: int
    start: date
    amount_ore: int
    fee: str
    source: str
    assumed: bool
    supplier: str | None = None
    """The supplier of a framework agreement whose own price it is."""

    @property
    def priced_by(self) -> str:
        """Return what the price goes by: the supplier, or the regi of everybody else."""
        return self.supplier or self.regi


@dataclass(frozen=True, slots=True)
class Reduction:
    """A lower fee, and who pays the rest: municipality or provider."""

    amount_ore: int
    paid_by: str


@dataclass(frozen=True, slots=True)
class FirstVisits(Reduction):
    """A lower fee for the first `count` sessions on a number (DOMAIN §6: Solna, Vänersborg)."""

    count: int


@dataclass(frozen=True, slots=True)
class RegisterFee:
    """The resident's fee from a date on, and its reductions: when exempt (D15), and for the first visits."""

    service: str
    start: date
    events: frozenset[str]
    amount_ore: int
    exempt: Reduction
    first_visits: FirstVisits | None
    source: str
    assumed: bool
    amounts_ore: Mapping[str, int] = field(default_factory=dict)
    """The fee of each event that costs another amount."""


@dataclass(frozen=True, slots=True)
class RegisterBudget:
    """The council's budget for a service and a year (D23, D30), or one provider's sessions; None: nothing decided."""

    year: int
    service: str
    own_unit_sessions: int | None
    sessions: int | None
    amount_ore: int | None
    reserve_ore: int | None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """Everything needed to decide and price a claim; `sha256` is printed on every receipt.

    `document` is the register as it is stored.
    """

    municipality: RegisterMunicipality
    identity: tuple[RegisterIssuer, ...]
    services: Mapping[str, RegisterService]
    tariffs: tuple[RegisterTariff, ...]
    fees: tuple[RegisterFee, ...]
    accounts: tuple[Account, ...]
    providers: Mapping[str, Provider]
    sha256: str
    budgets: tuple[RegisterBudget, ...] = ()
    own_costs: tuple[RegisterOwnCost, ...] = ()
    account_names: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = DIMENSIONS
    document: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def browser_origins(self) -> tuple[str, ...]:
        """Return the origins that browsers talk to when staff sign in, of every issuer."""
        return tuple(dict.fromkeys(origin for issuer in self.identity for origin in issuer.browser_origins))

    def service(self, service: str) -> RegisterService | None:
        """Return the service with that id, or None."""
        return self.services.get(service)

    def provider(self, provider: str) -> Provider | None:
        """Return the provider with that id, whether its authorisations are in force or not, or None."""
        return self.providers.get(provider)

    def tariff(self, service: str, event: str, priced_by: str, counsellors: int, on: date) -> RegisterTariff | None:
        """Return the tariff in force that day: the entry with the latest start that is not after it.

        What is paid by budget alone has one of 0 without a name.
        """
        registered = self.service(service)
        if registered and registered.remuneration == "none":
            return _without_remuneration(service, event, priced_by, counsellors)
        key = (service, event, priced_by, counsellors)
        return _in_force((t for t in self.tariffs if (t.service, t.event, t.priced_by, t.counsellors) == key), on)

    def suppliers(self, service: str, on: date) -> list[Provider]:
        """Return the suppliers of the framework agreement in force for a service, the one whose turn it is first.

        They are compared by rank or criterion, or else by the price of the day for one counsellor; of two that are
        equal, the one listed first comes first. One without a price that day has no turn.
        """
        turns = [
            (price.amount_ore if place.compared is None else place.compared, place.listed, provider)
            for provider in self.providers.values()
            if (place := provider.framework) and provider.authorised(service, on)
            if (price := self.tariff(service, "session", provider.priced_by, 1, on))
        ]
        return [provider for _, _, provider in sorted(turns, key=lambda turn: turn[:2])]

    def fee(self, service: str, event: str, on: date) -> RegisterFee | None:
        """Return the event's fee in force that day, or None for an event that the rule does not list: it is free."""
        fee = _in_force((fee for fee in self.fees if fee.service == service), on)
        if fee is None or event not in fee.events:
            return None
        return replace(fee, amount_ore=fee.amounts_ore[event]) if event in fee.amounts_ore else fee

    def has_fee(self, service: str) -> bool:
        """Return whether a resident has ever owed a fee for the service, or will."""
        return any(fee.service == service and (fee.amount_ore or any(fee.amounts_ore.values())) for fee in self.fees)


def _without_remuneration(service: str, event: str, regi: str, counsellors: int) -> RegisterTariff | None:
    """Return the tariff of what is paid by budget alone: 0, without a name."""
    if event not in EVENTS or counsellors > MOST_COUNSELLORS:
        return None
    return RegisterTariff(
        id="",
        service=service,
        event=event,
        regi=regi,
        counsellors=counsellors,
        start=date.min,
        amount_ore=0,
        fee="on_top",
        source="",
        assumed=False,
    )


def _in_force(entries: Iterable[Dated], on: date) -> Dated | None:
    return max((entry for entry in entries if entry.start <= on), key=lambda entry: entry.start, default=None)
