"""An endpoint under test: a small register, and a client that holds every answer against the API's own document."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import app
from chalicelib import clock, problems, register
from chalicelib.runtime import Runtime
from local.gateway import Answer
from local.wiring import Client

TODAY = clock.day(clock.now())
SERVICE = "familjeradgivning"


def ago(days: int) -> str:
    """A day before today, as text."""
    return (TODAY - dt.timedelta(days=days)).isoformat()


def provider(provider_id: str, regi: str, start: str, end: str | None = None) -> dict[str, Any]:
    """A provider of the register, authorised for the one service."""
    return {
        "id": provider_id,
        "regi": regi,
        "type": "municipality" if regi == "own" else "company",
        "services": [{"service": SERVICE, "from": start, "to": end}],
    }


def tariff(regi: str, amount_ore: int) -> dict[str, Any]:
    """A price for one session with one counsellor."""
    return {
        "id": f"{SERVICE}/session/{regi}/1/2022-01-01",
        "service": SERVICE,
        "event": "session",
        "regi": regi,
        "counsellors": 1,
        "from": "2022-01-01",
        "amount_ore": amount_ore,
        "fee": "on_top",
        "source": "D29",
        "assumed": True,
    }


def register_data() -> dict[str, Any]:
    """The register that the endpoint's tests run on: the demonstration's prices, six providers."""
    data: dict[str, Any] = {
        "schema": 1,
        "municipality": {"code": "0180", "name": "Stockholm (prov)", "members": [], "demo": True},
        "identity": {"issuer": "https://issuer.example", "audience": "kundval", "jwks": "https://issuer.example/jwks"},
        "services": [
            {
                "id": SERVICE,
                "name": {"sv": "Familjerådgivning", "en": "Family counselling"},
                "unit": "session",
                "minutes": 90,
                "control_number": "required",
                "granted": 5,
                "extra": [{"reason": "children_under_18", "sessions": 3}],
                "months_valid": 12,
                "own_unit_only": False,
                "residence": "checked",
                "claim_age_days": 90,
                "consumes": ["session", "late_cancellation", "no_show"],
                "presence_codes": False,
                "when_used_up": {"sv": "Fråga.", "en": "Ask."},
            },
        ],
        "tariffs": [tariff("own", 106_600), tariff("private", 110_400)],
        "fees": [
            {
                "service": SERVICE,
                "from": "2019-01-01",
                "events": ["session"],
                "amount_ore": 45_000,
                "exempt": {"amount_ore": 0, "paid_by": "municipality"},
                "source": "D28",
                "assumed": True,
            },
        ],
        "accounts": [],
        "providers": [
            provider("own-unit", "own", "2019-01-01"),
            provider("ana", "private", "2019-01-01"),
            provider("bo", "private", "2019-01-01"),
            provider("ended", "private", "2019-01-01", ago(30)),
            provider("gone", "private", "2019-01-01", ago(200)),
            provider("coming", "private", ago(-30)),
        ],
    }
    return {**data, "sha256": register.digest(data)}


def documented(document: Mapping[str, Any]) -> dict[tuple[str, str], set[tuple[int, str]]]:
    """Every status and problem code that the document lists, by method and path."""

    def codes(response: Mapping[str, Any]) -> list[str]:
        if "$ref" in response:
            return codes(document["components"]["responses"][response["$ref"].rpartition("/")[2]])
        schema = response.get("content", {}).get(problems.CONTENT_TYPE, {}).get("schema", {})
        found: list[str] = schema["allOf"][1]["properties"]["code"]["enum"] if schema else []
        return found

    return {
        (method.upper(), path): {
            (int(status), code) for status, response in operation["responses"].items() for code in codes(response)
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


@dataclass
class Endpoint:
    """The endpoint under test; every answer is held against the API's own document."""

    wired: Runtime
    client: Client
    lines: list[str]
    answers: list[Answer] = field(default_factory=list)

    def post(self, path: str, who: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a JSON body as a role or a provider."""
        return self._kept("POST", path, self.client.post(path, who, body, headers))

    def get(self, path: str, who: str = "") -> Answer:
        """Ask as a role or a provider."""
        return self._kept("GET", path.partition("?")[0], self.client.get(path, who))

    def raw(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send anything."""
        return self._kept(method, path, self.client.gateway.handle(method, path, headers, body))

    def signed_in(self, who: str) -> dict[str, str]:
        """Header fields of a JSON request by a role or a provider."""
        token = self.client.issuer.token(who) if who in {"reception", "controller"} else self.token(who)
        return {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def token(self, provider_id: str) -> str:
        """A provider's token."""
        return self.client.issuer.token("provider", provider_id)

    def number(self, issued_days_ago: int = 0, **more: object) -> str:
        """A fresh control number, issued today or some days ago."""
        with self.at(lambda: clock.now() - dt.timedelta(days=issued_days_ago)):
            answer = self.post("/v1/numbers", "reception", {"service": SERVICE, **more})
        assert answer.status == 201, answer.body
        return str(answer.json()["number"])

    def claim(self, who: str, number: str, day: str = "", **more: object) -> Answer:
        """A claim for a session, today if no day is given."""
        body = {"number": number, "service": SERVICE, "date": day or TODAY.isoformat(), **more}
        return self.post("/v1/claims", who, body)

    def at(self, now: Callable[[], dt.datetime]) -> "Moment":
        """Let the endpoint's clock show another time for a while."""
        return Moment(self.wired, now)

    def _kept(self, method: str, path: str, answer: Answer) -> Answer:
        self.answers.append(answer)
        template = "/v1/claims/{claim_id}/reverse" if path.endswith("/reverse") else path
        if answer.status >= 400 and (method, template) in DOCUMENTED:
            assert (answer.status, answer.json()["code"]) in DOCUMENTED[method, template]
        return answer


@dataclass
class Moment:
    """The endpoint's clock, set and put back."""

    wired: Runtime
    now: Callable[[], dt.datetime]

    def __enter__(self) -> None:
        app.configure(replace(self.wired, now=self.now))

    def __exit__(self, *_: object) -> None:
        app.configure(self.wired)


DOCUMENTED = documented(app.openapi_document())
