"""Builders of a small municipality with one case of each kind that the rules distinguish, and a settable clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.register.model import Register
from chalicelib.register.parser import digest, parse
from chalicelib.rules.issuing import IssueRequest
from chalicelib.rules.outcomes import Issued
from chalicelib.service.claims import ClaimService
from chalicelib.service.context import ServiceContext
from chalicelib.service.numbers import NumberService

SERVICE, OWN_ONLY, HOURS, OPEN = "familjeradgivning", "samarbetssamtal", "familjebehandling", "direktval"
OWN, ONE, TWO, ENDED = "stadens-egen", "lugna-samtal", "parhuset", "avslutad"
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
RING = KeyRing((b"a secret that only tests may have",))


def service(**changes: object) -> dict[str, Any]:
    """Build a service of five sessions, claimed within 90 days."""
    return {
        "id": SERVICE,
        "name": {"sv": "Familjerådgivning", "en": "Family counselling"},
        "unit": "session",
        "minutes": 90,
        "control_number": "required",
        "granted": 5,
        "extra": [{"reason": "children_under_18", "sessions": 3}],
        "months_valid": 12,
        "own_unit_only": False,
        "residence": ["checked"],
        "claim_age_days": 90,
        "consumes": ["session", "late_cancellation", "no_show"],
        "presence_codes": False,
        "when_used_up": {"sv": "Ring Kontaktcenter.", "en": "Call the Contact Centre."},
    } | changes


def tariff(**changes: object) -> dict[str, Any]:
    """Build a private provider's tariff for a session: 1 104 kr (D29)."""
    entry = {
        "service": SERVICE,
        "event": "session",
        "regi": "private",
        "counsellors": 1,
        "from": "2022-01-01",
        "amount_ore": 110_400,
        "fee": "on_top",
        "source": "D29",
        "assumed": False,
    } | changes
    name = "/".join(str(entry[key]) for key in ("service", "event", "regi", "counsellors", "from"))
    return {"id": name} | entry


def fee(**changes: object) -> dict[str, Any]:
    """Build a resident's fee: 450 kr, nothing if exempt (D28)."""
    return {
        "service": SERVICE,
        "from": "2019-01-01",
        "events": ["session", "late_cancellation", "no_show"],
        "amount_ore": 45_000,
        "exempt": {"amount_ore": 0, "paid_by": "municipality"},
        "source": "D28",
        "assumed": True,
    } | changes


def provider(name: str, regi: str = "private", *rights: dict[str, Any]) -> dict[str, Any]:
    """Build a provider, authorised since 2019 unless `rights` says otherwise."""
    default = {"service": SERVICE, "from": "2019-01-01", "to": None}
    return {"id": name, "regi": regi, "type": "company", "services": list(rights) or [default]}


def issuer(address: str = "https://issuer.example", **changes: object) -> dict[str, Any]:
    """Build an issuer of the register with every default filled in, as the catalogue writes it."""
    roles = changes.get("roles", ["reception", "provider", "controller"])
    assert isinstance(roles, list)
    return {
        "issuer": address,
        "token_issuer": address,
        "jwks": f"{address}/jwks",
        "audience": "kundval",
        "audience_claim": "aud",
        "roles": roles,
        "roles_claim": "role",
        "role_values": {role: role for role in roles},
        "provider_claim": "provider",
        "subject_claim": "sub",
        "origins": [],
    } | changes


def data(**changes: object) -> dict[str, Any]:
    """Build a register as the catalogue writes it, with the digest of the changed content."""
    both = [{"service": service_id, "from": "2019-01-01", "to": None} for service_id in (SERVICE, OWN_ONLY)]
    content = {
        "schema": 1,
        "municipality": {"code": "0180", "name": "Provköping", "members": [], "demo": True},
        "identity": [issuer()],
        "services": [service(), service(id=OWN_ONLY, own_unit_only=True)],
        "tariffs": [
            tariff(**{"from": "2019-01-01"}, amount_ore=96_000),
            tariff(),
            tariff(regi="own", amount_ore=106_600),
            tariff(event="no_show", amount_ore=50_000),
            tariff(event="phone", amount_ore=20_000),
            tariff(service=OWN_ONLY, regi="own", amount_ore=90_000),
            tariff(service=OWN_ONLY, regi="private", amount_ore=90_000),
        ],
        "fees": [fee()],
        "accounts": [{"service": SERVICE, "type": "company", "account": "463", "motpart": "87"}],
        "providers": [
            provider(OWN, "own", *both),
            provider(ONE, "private", *both),
            provider(TWO),
            provider(ENDED, "private", {"service": SERVICE, "from": "2019-01-01", "to": "2026-10-31"}),
        ],
    } | changes
    return content | {"sha256": digest(content)}


def rules(**changes: object) -> Register:
    """Build and parse the register."""
    return parse(data(**changes))


def coded() -> Register:
    """Build the register with presence codes."""
    return rules(services=[service(presence_codes=True), service(id=OWN_ONLY, own_unit_only=True)])


def nacka() -> Register:
    """Build Nacka's register: hours by decision, at most 5 a week for 6 months (D34), at its prices (DOMAIN §6)."""
    prices = {
        ("own", 1): (80_300, 81_900),
        ("private", 1): (85_100, 86_800),
        ("own", 2): (152_700, 155_800),
        ("private", 2): (161_900, 165_100),
    }
    return rules(
        services=[
            service(id=HOURS, unit="hour", extra=[], decision={"minutes_week": 300, "months": 6}, consumes=["session"])
        ],
        tariffs=[
            tariff(service=HOURS, regi=regi, counsellors=counsellors, **{"from": start}, amount_ore=amount_ore)
            for (regi, counsellors), amounts in prices.items()
            for start, amount_ore in zip(("2023-01-01", "2024-01-01"), amounts, strict=True)
        ],
        fees=[],
        providers=[
            provider(name, regi, {"service": HOURS, "from": "2019-01-01", "to": None})
            for name, regi in ((OWN, "own"), (ONE, "private"), (TWO, "private"))
        ],
    )


def direct(*tariffs: dict[str, Any]) -> Register:
    """Build a register with a service whose residents choose directly, without numbers (Stockholm 2024, D3 and D29)."""
    return rules(
        services=[service(id=OPEN, control_number="none")],
        tariffs=list(tariffs) or [tariff(service=OPEN), tariff(service=OPEN, regi="own", amount_ore=106_600)],
        fees=[fee(service=OPEN)],
        providers=[
            provider(name, regi, {"service": OPEN, "from": "2019-01-01", "to": None})
            for name, regi in ((OWN, "own"), (ONE, "private"), (TWO, "private"))
        ],
    )


@dataclass
class Clock:
    """A clock that stands still until it is moved, except for one microsecond at each reading."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time, after adding a microsecond."""
        self.time += timedelta(microseconds=1)
        return self.time

    def move(self, **by: float) -> None:
        """Advance the time."""
        self.time += timedelta(**by)


@dataclass(frozen=True)
class Services:
    """Both services over one context, as the wiring hands them to the routes."""

    context: ServiceContext
    numbers: NumberService
    claims: ClaimService


def services_over(context: ServiceContext, page_rows: int = 200) -> Services:
    """Build both services over a context."""
    return Services(context, NumberService(context), ClaimService(context, page_rows))


def rewired(services: Services, **changes: Any) -> Services:  # noqa: ANN401 - fields of the context
    """Build the services over the same context with changes."""
    return services_over(replace(services.context, **changes), services.claims.page_rows)


def desk(  # noqa: PLR0913 - the context's own fields
    ledger: Ledger,
    keys: KeyRing = RING,
    *,
    register: Register | None = None,
    now: Callable[[], datetime] | None = None,
    limit_s: float = 60,
    page_rows: int = 200,
) -> Services:
    """Build the services over a ledger, with the sample's rules and clock and a long retry limit."""
    context = ServiceContext(register or rules(), keys, ledger, now or Clock(), RetryPolicy(limit_s))
    return services_over(context, page_rows)


def issued(services: Services, key: str = "first", service: str = SERVICE, *, exempt: bool = False) -> str:
    """Issue a number as the reception, and return it."""
    outcome = services.numbers.issue(IssueRequest(service, residence="checked", exempt=exempt), "reception-1", key)
    assert isinstance(outcome, Issued)
    return outcome.number
