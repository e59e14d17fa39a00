"""The demonstration's set-up: the real endpoint over an empty ledger, a clock that can be set, and assertions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import app
from chalicelib.dates import clock
from chalicelib.register.model import Register
from ops.server.api_gateway import Gateway, Response
from ops.server.oidc_issuer import Issuer
from ops.server.wiring import Client, wire


class WrongError(Exception):
    """A figure differs from the rules: the demonstration stops with this sentence."""


def expect(subject: str, actual: object, expected: object) -> None:
    """Raise WrongError unless the actual value is the expected one."""
    if actual != expected:
        raise WrongError(f"{subject}: expected {expected}, got {actual}")


def kronor(ore: int) -> str:
    r"""Format an amount of öre in kronor: 1 104 kr, −1 104 kr, 0.50 kr.

    >>> kronor(110_400).replace("\u00a0", " ")
    '1 104 kr'
    >>> kronor(-50).replace("\u00a0", " ")
    '−0.50 kr'
    """
    units, rest = divmod(abs(ore), 100)
    sign = "−" if ore < 0 else ""
    return f"{sign}{units:,}{f'.{rest:02}' if rest else ''} kr".replace(",", "\u00a0").replace(" kr", "\u00a0kr")


def format_sum(amounts_ore: Sequence[int]) -> str:
    r"""Format amounts of öre as a sum that can be checked by hand: 4 × 1 104 kr − 1 × 1 104 kr = 3 312 kr.

    >>> format_sum([110_400, 110_400, -110_400]).replace("\u00a0", " ")
    '2 × 1 104 kr − 1 × 1 104 kr = 1 104 kr'
    """
    terms = [
        f"{'−' if ore < 0 else '+'} {amounts_ore.count(ore)} × {kronor(abs(ore))}"
        for ore in sorted(set(amounts_ore), reverse=True)
    ]
    return f"{' '.join(terms).removeprefix('+ ')} = {kronor(sum(amounts_ore))}"


class Clock:
    """A clock that shows the start, a millisecond later at each reading, or some days before it."""

    def __init__(self) -> None:
        """Start at the present moment."""
        self._start = clock.now()
        self._readings = 0
        self.days_back = 0

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        self._readings += 1
        return self._start - dt.timedelta(days=self.days_back) + dt.timedelta(milliseconds=self._readings)


@dataclass
class DemoEndpoint:
    """The endpoint, a client of it, and the expected figures: payments by provider, sessions by number."""

    rules: Register
    client: Client
    clock: Clock
    lines: list[str]
    today: dt.date
    service: str
    paid: dict[str, list[int]] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, register_path: Path, folder: Path) -> Self:
        """Wire the function over an empty ledger in the folder."""
        lines: list[str] = []
        time = Clock()
        issuer = Issuer("https://issuer.example", "kundval-demo", lambda: app.wired().register.providers)
        wired = replace(wire(register_path, folder, issuer), now=time.now, write=lines.append)
        app.configure(wired)
        service = next(iter(wired.register.services))
        return cls(wired.register, Client(Gateway(app.app), issuer), time, lines, clock.day(time.now()), service)

    def day(self, days_ago: int) -> str:
        """Return a day before today (after it if negative), in ISO format."""
        return (self.today - dt.timedelta(days=days_ago)).isoformat()

    def issue(self, days_ago: int = 0, **more: object) -> dict[str, Any]:
        """Issue a number as the reception, today or some days ago."""
        self.clock.days_back = days_ago
        response = self.client.post("/v1/numbers", "reception", {"service": self.service, **more})
        self.clock.days_back = 0
        expect("issuing a number", response.status, 201)
        issued: dict[str, Any] = response.json()
        self.granted[issued["number"]] = issued["granted"]
        return issued

    def claim(self, who: str, number: str, days_ago: int, **more: object) -> Response:
        """Claim a session as a provider; record what it is paid if the claim is new."""
        body = {"number": number, "service": self.service, "date": self.day(days_ago), **more}
        response = self.client.post("/v1/claims", who, body)
        if response.status == HTTPStatus.CREATED:
            self.paid.setdefault(who, []).append(response.json()["amount_ore"])
            self.used[number] = self.used.get(number, 0) + 1
        return response

    def take_back(self, who: str, number: str, claim_id: str) -> Mapping[str, Any]:
        """Reverse a claim as a provider; record that amount and session were taken back."""
        response = self.client.post(f"/v1/claims/{claim_id}/reverse", who, {"reason": "wrong_date"})
        expect("a reversal", response.status, 201)
        reversal: dict[str, Any] = response.json()
        self.paid[who].append(reversal["amount_ore"])
        self.used[number] -= 1
        return reversal

    def check(self, who: str, number: str) -> Mapping[str, Any]:
        """Check a number as a provider, and return the answer."""
        response = self.client.post("/v1/numbers/check", who, {"number": number})
        expect("checking a number", response.status, 200)
        state: dict[str, Any] = response.json()
        return state

    def price_ore(self, who: str, days_ago: int) -> tuple[int, int]:
        """Return tariff and fee (öre) of one session by policy, independently of any claim."""
        on = self.today - dt.timedelta(days=days_ago)
        tariff = self.rules.tariff(self.service, "session", self.rules.providers[who].regi, 1, on)
        fee = self.rules.fee(self.service, "session", on)
        if tariff is None:
            raise WrongError(f"policy has no price for a session of {who} on {on}")
        return tariff.amount_ore, fee.amount_ore if fee else 0
