"""The demonstration's set-up: the real endpoint over an empty ledger, a clock that can be set, and assertions."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

import app
from chalicelib.register.model import Register
from ops.demo.events import Event
from ops.demo.plan import ServicePlan
from ops.server.api_gateway import Gateway, Response
from ops.server.oidc_issuer import Issuer
from ops.server.wiring import Client, wire

NOON: Final = dt.time(11)
"""Noon in Sweden, in UTC."""
TOKEN_SECONDS: Final = 10 * 366 * 24 * 3600
"""A token outlasts every day that the story's clock is set to."""


class WrongError(Exception):
    """A figure differs from the rules: the demonstration stops with this sentence."""


def expect(subject: str, actual: object, expected: object) -> None:
    """Raise WrongError unless the actual value is the expected one."""
    if actual != expected:
        raise WrongError(f"{subject}: expected {expected}, got {actual}")


@dataclass(frozen=True)
class Refusal:
    """What was tried, the code that is expected, and the answer."""

    code: str
    attempt: str
    answer: Response


class Clock:
    """A clock that shows the start, a millisecond later at each reading, or some days before it."""

    def __init__(self, start: dt.datetime) -> None:
        self._start = start
        self._readings = 0
        self.days_back = 0

    def set_forward(self, days: int) -> None:
        """Show a later day from now on."""
        self._start += dt.timedelta(days)

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        self._readings += 1
        return self._start - dt.timedelta(days=self.days_back) + dt.timedelta(milliseconds=self._readings)


@dataclass
class Resident:
    """A resident of one service: the control number as it was handed over, empty where there is none, and its use."""

    plan: ServicePlan
    number: str = ""
    granted: int = 0
    valid_to: str = ""
    codes: list[str] = field(default_factory=list)
    exempt: bool = False
    client: str = ""
    used: int = 0
    nth: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def left(self) -> int | None:
        """Return what is left on the number by the story's own count, or None without a number."""
        return self.granted - self.used if self.is_counted else None

    @property
    def is_counted(self) -> bool:
        """Return whether sessions are counted: on a control number, or by a provider's running number of the client."""
        return bool(self.number or self.client)


@dataclass
class DemoEndpoint:
    """The endpoint, a client of it, and the expected payments by provider and service."""

    rules: Register
    client: Client
    clock: Clock
    lines: list[str]
    today: dt.date
    paid: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    references: int = 0

    @classmethod
    def open(cls, register_path: Path, folder: Path, day: dt.date) -> Self:
        """Wire the function over an empty ledger in the folder, at noon of a day."""
        lines: list[str] = []
        time = Clock(dt.datetime.combine(day, NOON, dt.UTC))
        issuer = Issuer(
            "https://issuer.example",
            "kundval-demo",
            lambda: app.wired().register.providers,
            lifetime_seconds=TOKEN_SECONDS,
        )
        wired = replace(wire(register_path, folder, issuer), now=time.now, write=lines.append)
        app.configure(wired)
        return cls(wired.register, Client(Gateway(app.app), issuer), time, lines, day)

    def start_on(self, day: dt.date) -> None:
        """Begin the story on a later day."""
        self.clock.set_forward((day - self.today).days)
        self.today = day

    def day(self, days_ago: int) -> dt.date:
        """Return a day before today (after it if negative)."""
        return self.today - dt.timedelta(days=days_ago)

    def resident(
        self, plan: ServicePlan, days_ago: int | None = None, fields: Mapping[str, object] | None = None
    ) -> Resident:
        """Issue a number as the reception where the service has them, on the plan's first day or some days ago."""
        if plan.service.attested:
            self.references += 1
            return Resident(plan, client=str(self.references), granted=plan.service.granted)
        if not plan.service.numbered:
            return Resident(plan)
        self.clock.days_back = plan.days if days_ago is None else days_ago
        response = self.client.post("/v1/numbers", "reception", {**plan.grant, **(fields or {})})
        self.clock.days_back = 0
        expect("issuing a number", response.status, HTTPStatus.CREATED)
        return self.holder(plan, response.json(), exempt=bool(fields and fields.get("exempt")))

    def holder(self, plan: ServicePlan, issued: Mapping[str, Any], *, exempt: bool = False) -> Resident:
        """Return the resident who holds a number that the endpoint has answered with."""
        codes = [*issued.get("codes", ())]
        resident = Resident(plan, issued["number"], issued["granted"], issued["valid_to"], codes, exempt)
        self.residents.append(resident)
        return resident

    def body(
        self, who: str, resident: Resident, days_ago: int, event: Event | None = None, **more: object
    ) -> dict[str, Any]:
        """Build the claim of a provider: the next on its day, with the next presence code or reference."""
        self.references += 1
        body = resident.plan.claim(
            self.day(days_ago), resident.client or f"demo-{self.references}", resident.number, resident.codes, event
        )
        if nth := resident.nth[who, body["date"]]:
            body["nth"] = nth + 1
        return body | more

    def send(self, who: str, body: Mapping[str, Any], resident: Resident) -> Response:
        """Send a claim as a provider; record what it is paid and what it uses if the claim is new."""
        response = self.client.post("/v1/claims", who, body)
        if response.status == HTTPStatus.CREATED:
            self.paid.setdefault((who, body["service"]), []).append(response.json()["amount_ore"])
            resident.used += resident.plan.consumption(body.get("event", "session"), body.get("minutes"))
            if resident.is_counted:
                resident.nth[who, body["date"]] += 1
            if body.get("code") in resident.codes:
                resident.codes.remove(body["code"])
        return response

    def claim(
        self, who: str, resident: Resident, days_ago: int, event: Event | None = None, **more: object
    ) -> Response:
        """Claim an event as a provider, by default the plan's own."""
        return self.send(who, self.body(who, resident, days_ago, event, **more), resident)

    def take_back(self, who: str, body: Mapping[str, Any], claim_id: str, resident: Resident) -> Mapping[str, Any]:
        """Reverse a claim as a provider; record that amount, units and presence code were taken back."""
        response = self.client.post(f"/v1/claims/{claim_id}/reverse", who, {"reason": "wrong_date"})
        expect("a reversal", response.status, HTTPStatus.CREATED)
        reversal: dict[str, Any] = response.json()
        self.paid[who, body["service"]].append(reversal["amount_ore"])
        resident.used -= resident.plan.consumption(body.get("event", "session"), body.get("minutes"))
        resident.codes[:0] = [body["code"]] if "code" in body else []
        return reversal

    def check(self, who: str, resident: Resident) -> Mapping[str, Any]:
        """Check a number or a client of its own as a provider, and return the answer."""
        body = {"number": resident.number}
        if resident.client:
            body = {"client": resident.client, "service": resident.plan.service.id}
        response = self.client.post(f"/v1/{'clients' if resident.client else 'numbers'}/check", who, body)
        expect("checking a number", response.status, HTTPStatus.OK)
        state: dict[str, Any] = response.json()
        return state

    def price_ore(
        self, who: str, resident: Resident, days_ago: int, event: Event | None = None, minutes: int | None = None
    ) -> tuple[int, int]:
        """Return what policy says that the municipality pays and the resident owes (öre) for the next claim."""
        plan, day = resident.plan, self.day(days_ago)
        before = resident.used if plan.minutes is None else 0
        price_ore = plan.price_ore(who, day, event, minutes=minutes, exempt=resident.exempt, visits_before=before)
        if price_ore is None:
            raise WrongError(f"policy has no price of {plan.service.swedish} for {who} on {day}")
        return price_ore
