"""An endpoint under test: a small register, and a client that checks every answer against the API's document."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import app
from chalicelib.dates import clock
from chalicelib.register import parser
from chalicelib.service.wiring import Runtime
from ops.server.api_gateway import Response
from ops.server.wiring import Client
from tests.support.app.document import assert_documented
from tests.support.chalicelib import sample

NOON = dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC)
"""When every endpoint under test begins, whatever day it is."""
TODAY = clock.day(NOON)
STARTED_SECONDS = time.monotonic()
SERVICE = "familjeradgivning"
CODED, BY_HOUR, UNNUMBERED, OWN_UNITS = "parsamtal", "familjebehandling", "oppen-radgivning", "samarbetssamtal"
ATTESTED = "intygad-radgivning"
ALL = (SERVICE, CODED, BY_HOUR, UNNUMBERED, OWN_UNITS, ATTESTED)
SUPPLIERS = ("first-in-rank", "second-in-rank")
"""Suppliers under a framework agreement for what is the own unit's."""
DECISION = {"minutes_week": 180, "months": 6}
"""A decision (biståndsbeslut) of three hours a week for half a year."""


def now() -> dt.datetime:
    """Return the time of the endpoints under test: as long after noon as this process has run."""
    return NOON + dt.timedelta(seconds=time.monotonic() - STARTED_SECONDS)


def ago(days: int) -> str:
    """Return a day before today (after it if negative), in ISO format."""
    return (TODAY - dt.timedelta(days=days)).isoformat()


def provider(provider_id: str, regi: str, start: str, end: str | None = None, *services: str) -> dict[str, Any]:
    """Build a provider of the register, authorised for the named services, or for one."""
    return {
        "id": provider_id,
        "regi": regi,
        "type": "municipality" if regi == "own" else "company",
        "services": [{"service": name, "from": start, "to": end} for name in services or (SERVICE,)],
    }


def tariff(regi: str, amount_ore: int, service_id: str = SERVICE, counsellors: int = 1) -> dict[str, Any]:
    """Build a tariff for one session, or for one hour."""
    return sample.tariff(service=service_id, regi=regi, counsellors=counsellors, amount_ore=amount_ore, assumed=True)


def service(service_id: str = SERVICE, **changes: object) -> dict[str, Any]:
    """Build a service of five sessions."""
    return {**sample.service(), "id": service_id, **changes}


def register_data(**changes: object) -> dict[str, Any]:
    """Build the register of the endpoint's tests: the demonstration's prices, one service of each kind."""
    data: dict[str, Any] = {
        "schema": 1,
        "municipality": {"code": "0180", "name": "Stockholm (prov)", "members": [], "demo": True, "elsewhere": ["bup"]},
        "identity": [sample.issuer()],
        "services": [
            service(case_reports=True, first_sessions=True, first_contact=True),
            service(CODED, presence_codes=True, most=12),
            service(BY_HOUR, unit="hour", extra=[], decision={"minutes_week": 300, "months": 6}),
            service(UNNUMBERED, control_number="none"),
            service(OWN_UNITS, own_unit_only=True),
            service(ATTESTED, control_number="none", residence=["attested"], attestation={"most": 5}, extra=[]),
        ],
        "tariffs": [
            tariff("own", 106_600),
            tariff("private", 110_400),
            tariff("private", 110_400, CODED),
            tariff("private", 85_100, BY_HOUR),
            tariff("private", 161_900, BY_HOUR, 2),
            tariff("private", 50_000, UNNUMBERED),
            tariff("own", 90_000, OWN_UNITS),
            tariff("private", 109_800, ATTESTED),
            *(tariff("private", 95_000, OWN_UNITS) | {"supplier": id_, "id": id_} for id_ in SUPPLIERS),
        ],
        "fees": [sample.fee(events=["session"])],
        "accounts": [
            {"service": name, "type": kind, "account": "463", "motpart": motpart, "credit": "251"}
            for name in ALL
            for kind, motpart in (("company", "87"), ("municipality", "82"))
        ],
        "providers": [
            provider("own-unit", "own", "2019-01-01", None, *ALL),
            provider("ana", "private", "2019-01-01", None, *ALL),
            provider("bo", "private", "2019-01-01", None, *ALL),
            provider("cia", "private", "2019-01-01", None, BY_HOUR),
            provider("ended", "private", "2019-01-01", ago(30)),
            provider("gone", "private", "2019-01-01", ago(200)),
            provider("coming", "private", ago(-30)),
            *(
                provider(id_, "private", "2020-01-01", None, OWN_UNITS)
                | {"framework": {"agreement": "lou", "rule": "rank", "listed": rank, "rank": rank}}
                for rank, id_ in enumerate(SUPPLIERS, 1)
            ),
        ],
    }
    data |= changes
    providers = {row["id"] for row in data["providers"]}
    data["tariffs"] = [row for row in data["tariffs"] if row.get("supplier") in {None, *providers}]
    return {**data, "sha256": parser.digest(data)}


@dataclass
class Endpoint:
    """The endpoint under test; every answer is checked against the API's own document."""

    wired: Runtime
    client: Client
    lines: list[str]
    answers: list[Response] = field(default_factory=list)

    def post(self, path: str, who: str, body: object, headers: Mapping[str, str] | None = None) -> Response:
        """POST a JSON body as a role or a provider."""
        return self.send("POST", path, who, body, headers)

    def put(self, path: str, who: str, body: object) -> Response:
        """PUT a JSON body as a provider."""
        return self.send("PUT", path, who, body)

    def send(
        self, method: str, path: str, who: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a JSON body as a role or a provider."""
        return self._checked(method, path, self.client.send(method, path, who, body, headers))

    def get(self, path: str, who: str = "", headers: Mapping[str, str] | None = None) -> Response:
        """GET a path as a role or a provider."""
        return self._checked("GET", path, self.client.get(path, who, headers))

    def raw(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        """Send any request."""
        return self._checked(method, path, self.client.gateway.handle(method, path, headers, body))

    def signed_in(self, who: str) -> dict[str, str]:
        """Return the header fields of a JSON request by a role or a provider."""
        return {**self.client.signed_in(who), "content-type": "application/json"}

    def token(self, provider_id: str) -> str:
        """Return a token for a provider."""
        return self.client.issuer.token("provider", provider_id)

    def slip(self, issued_days_ago: int = 0, **more: object) -> dict[str, Any]:
        """Issue a control number some days ago, and return the answer: what the reception hands over."""
        with self.at(lambda: now() - dt.timedelta(days=issued_days_ago)):
            return self.issued(**more)

    def issued(self, **more: object) -> dict[str, Any]:
        """Issue a control number at the time of the endpoint's clock, and return the answer."""
        answer = self.post("/v1/numbers", "reception", {"service": SERVICE, **more})
        assert answer.status == 201, answer.body
        issued: dict[str, Any] = answer.json()
        return issued

    def number(self, issued_days_ago: int = 0, **more: object) -> str:
        """Issue a control number today or some days ago, and return it."""
        return str(self.slip(issued_days_ago, **more)["number"])

    def claim(self, who: str, number: str, day: str = "", **more: object) -> Response:
        """Claim a session, today if no day is given."""
        body = {"number": number, "service": SERVICE, "date": day or TODAY.isoformat(), **more}
        return self.post("/v1/claims", who, body)

    def at(self, now: Callable[[], dt.datetime]) -> "TemporaryWiring":
        """Return a context in which the endpoint's clock shows another time."""
        return TemporaryWiring({"now": now})

    def rules(self, data: Mapping[str, Any]) -> "TemporaryWiring":
        """Return a context in which the endpoint has another register."""
        return TemporaryWiring({"register": parser.parse(data)})

    def _checked(self, method: str, path: str, answer: Response) -> Response:
        self.answers.append(answer)
        assert_documented(method, path.partition("?")[0], answer)
        return answer


@dataclass
class TemporaryWiring:
    """A context manager that replaces parts of the wiring and restores them."""

    parts: Mapping[str, Any]
    before: list[Runtime] = field(default_factory=list)

    def __enter__(self) -> None:
        self.before.append(app.wired())
        app.configure(replace(app.wired(), **self.parts))

    def __exit__(self, *_: object) -> None:
        app.configure(self.before.pop())
