"""The story that the examples of openapi.yaml tell, sent to a real endpoint with the demonstration's rules.

Every request is sent as it stands in the document, at the time of the story; only what an endpoint draws (numbers,
claim ids, the register's hash) is put in its place, and taken back from the answers.
"""

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from catalogue.policy import loader, register
from chalicelib.register import parser
from ops.server.api_gateway import Response
from tests.support.app.document import OPERATIONS
from tests.support.app.endpoint import Endpoint
from tests.support.frozen import DATA

NUMBER, SUCCESSOR = "7K3M-9RT4-WXC6", "W0NN-52JD-QB4C"
FIRST_CLAIM, SECOND_CLAIM, OTHER_CLAIM = (
    "5f0c4f5be0a94d21b6a3c0d7e9f81a42",
    "c81d9a7e3b6f4e508d2f7a1b9c3e6d05",
    "0a7be3d95c1f4b62a8e4d6f0917c3b5e",
)
REGISTER: Final = "3b1f6c0de2a94875b6c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9"
RUN_HASH: Final = "9f2b8c1d4e5a60718293a4b5c6d7e8f90123456789abcdef0123456789abcdef"
EXPIRES: Final = "2026-11-09T16:00:00.000000Z"
PROVIDER, SUPPLIER = "exempelbron", "exempelleden"
YEARS_SECONDS: Final = 20 * 365 * 86_400
Key = tuple[str, str, int, str]
"""Method, path, status and media type of an answer."""


def demonstration_register(**changes: object) -> dict[str, Any]:
    """Return the register of the demonstration under the examples' invented name, with some of its parts changed."""
    policy, _ = loader.load(DATA / "policy")
    assert policy is not None
    data = register.register(policy)
    data |= {"municipality": {**data["municipality"], "name": "Exempelby kommun"}, **changes}
    return {**data, "sha256": parser.digest(data)}


def attested_register() -> dict[str, Any]:
    """Return the register of the demonstration with residence attested by the providers."""
    rules = {"control_number": "none", "residence": ["attested"], "attestation": {"most": 5}, "extra": []}
    services = [service | rules for service in demonstration_register()["services"]]
    return demonstration_register(services=[{**service, "presence_codes": False} for service in services])


def written_register(folder: Path) -> Path:
    """Write the register of the demonstration into a folder; return its path."""
    path = folder / "register.json"
    path.write_text(json.dumps(demonstration_register()), encoding="utf-8")
    return path


def request_example(method: str, path: str) -> Any:  # noqa: ANN401 - JSON is any
    """Return the first example of an operation's request."""
    media = OPERATIONS[method, path]["requestBody"]["content"]["application/json"]
    return next(iter(media["examples"].values()))["value"]


@dataclass
class Story:
    """The endpoint, what stands in the examples for what it drew, and its answers in the words of the examples."""

    endpoint: Endpoint
    drawn: dict[str, str] = field(default_factory=dict)
    answers: dict[Key, Any] = field(default_factory=dict)

    def tell(self) -> dict[Key, Any]:
        """Send every request of the story in its order; return the answers."""
        issuer = replace(self.endpoint.client.issuer, lifetime_seconds=YEARS_SECONDS)  # the story has its own days
        self.endpoint.client = replace(self.endpoint.client, issuer=issuer)
        self.drawn[REGISTER] = self.endpoint.wired.register.sha256
        with self._at(2, 8, 14):
            self._desk()
        with self._at(9, 15, 5):
            self._session()
        with self._at(16, 15, 20):
            self._batch()
        with self._at(17, 9, 30):
            self._changes()
        with self._at(18, 10, 0):
            self._adjustment()
        with self.endpoint.at(lambda: dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)):
            self._finance()
        return self.answers

    def _desk(self) -> None:
        for path in ("/v1/health", "/v1/api-info"):
            self._ask(path, "")
        issued = self._send("/v1/numbers", "reception", headers={"Idempotency-Key": "story"})
        self.drawn[NUMBER] = issued.json()["number"]
        self._note("POST", "/v1/numbers", issued)
        self._note("POST", "/v1/numbers", self._send("/v1/numbers", "reception", headers={"Idempotency-Key": "story"}))

        self._note("POST", "/v1/contacts", self._send("/v1/contacts", "reception"))

    def _session(self) -> None:
        asked = self.endpoint.get("/v1/caller", PROVIDER)
        self.drawn[EXPIRES] = asked.json()["expires_at"]
        self._note("GET", "/v1/caller", asked)
        self._do("/v1/numbers/check", PROVIDER)
        with self.endpoint.rules(attested_register()):
            self._do("/v1/clients/check", PROVIDER)
        claimed = self._send("/v1/claims", PROVIDER)
        self.drawn[FIRST_CLAIM] = claimed.json()["claim_id"]
        self._note("POST", "/v1/claims", claimed)
        self._do("/v1/claims", PROVIDER)
        self._do("/v1/case-reports", PROVIDER, headers={"Idempotency-Key": "story"})
        self._do("/v1/case-reports", PROVIDER, headers={"Idempotency-Key": "story"})

    def _batch(self) -> None:
        recorded = self._send("/v1/claims/batch", PROVIDER)
        self.drawn[SECOND_CLAIM] = recorded.json()["answers"][1]["receipt"]["claim_id"]
        self._note("POST", "/v1/claims/batch", recorded)
        self._do("/v1/claims/find", PROVIDER)
        self._do("/v1/claims/{claim_id}/reverse", PROVIDER, SECOND_CLAIM)
        self._do("/v1/claims/{claim_id}/reverse", PROVIDER, SECOND_CLAIM)
        self._note("GET", "/v1/claims", self.endpoint.get("/v1/claims?month=2026-11", PROVIDER))

    def _changes(self) -> None:
        self._do("/v1/numbers/look-up", "reception")
        self._do("/v1/numbers/mine", "")
        self._do("/v1/numbers/extend", "reception")
        self._do("/v1/numbers/exempt", "reception")
        self._do("/v1/numbers/unlock", "reception")
        self._hand_over()
        replaced = self._send("/v1/numbers/replace", "reception", headers={"Idempotency-Key": "lost"})
        self.drawn[SUCCESSOR] = replaced.json()["number"]
        self._note("POST", "/v1/numbers/replace", replaced)
        self._do("/v1/numbers/replace", "reception", headers={"Idempotency-Key": "lost"})
        self._do("/v1/numbers/give-back", "reception")
        self._do("/v1/numbers/revoke", "reception")

    def _hand_over(self) -> None:
        """Hand over another number, of a service that is for the own unit and has a supplier."""
        data, number = demonstration_register(), self.drawn[NUMBER]
        services = [row | {"own_unit_only": True} for row in data["services"]]
        period = {"service": "familjeradgivning", "from": "2026-01-01", "to": None}
        place = {"agreement": "ramavtal-2026", "rule": "rank", "listed": 1, "rank": 1}
        supplier = {"id": SUPPLIER, "regi": "private", "type": "company", "services": [period], "framework": place}
        price = {**data["tariffs"][0], "id": SUPPLIER, "supplier": SUPPLIER, "event": "session", "from": "2026-01-01"}
        providers, tariffs = [*data["providers"], supplier], [*data["tariffs"], price]
        with self.endpoint.rules(demonstration_register(services=services, providers=providers, tariffs=tariffs)):
            self.drawn[NUMBER] = self.endpoint.issued()["number"]
            self._do("/v1/numbers/hand-over", "reception")
        self.drawn[NUMBER] = number

    def _adjustment(self) -> None:
        """Claim another session while the register has a wrong price, and correct it."""
        tariffs = [
            {**row, "amount_ore": max(0, row["amount_ore"] - 4_400)} for row in demonstration_register()["tariffs"]
        ]
        with self.endpoint.rules(demonstration_register(tariffs=tariffs)):
            claimed = self.endpoint.claim(PROVIDER, self.endpoint.issued()["number"], "2026-11-18")
        self.drawn[OTHER_CLAIM] = claimed.json()["claim_id"]
        self._do("/v1/claims/{claim_id}/adjust", "controller", OTHER_CLAIM)
        self._do("/v1/claims/{claim_id}/adjust", "controller", OTHER_CLAIM)

    def _finance(self) -> None:
        self._ask("/v1/payment-runs?year=2026", "controller")
        for kind in ("application/json", "text/csv", "application/x-sie"):
            path = "/v1/payment-runs/2026-11"
            asked = self.endpoint.get(path, "controller", {"accept": kind})
            if kind == "application/json":
                self.drawn[RUN_HASH] = asked.json()["preview"]["sha256"]
            self._note("GET", "/v1/payment-runs/{month}", asked)
        asked = self.endpoint.get("/v1/payment-runs/2026-11/lines", "controller")
        self._note("GET", "/v1/payment-runs/{month}/lines", asked)
        for path in ("/v1/payment-runs/{month}/close", "/v1/payment-runs/{month}/exported"):
            for _ in range(2):
                self._do(path, "controller")
        self._ask("/v1/follow-up?year=2026", "controller")
        self._ask("/v1/statistics?year=2024", "controller")
        self._ask("/v1/first-sessions?year=2024", PROVIDER)

    def _at(self, day: int, hour: int, minute: int) -> Any:  # noqa: ANN401 - a context manager
        moment = dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)
        return self.endpoint.at(lambda: moment)

    def _ask(self, path: str, who: str) -> None:
        self._note("GET", path.partition("?")[0], self.endpoint.get(path, who))

    def _do(self, path: str, who: str, claim_id: str = "", headers: dict[str, str] | None = None) -> None:
        self._note("POST", path, self._send(path, who, claim_id, headers))

    def _send(self, path: str, who: str, claim_id: str = "", headers: dict[str, str] | None = None) -> Response:
        body = json.loads(self._exchange(json.dumps(request_example("POST", path)), self.drawn))
        address = path.replace("{claim_id}", self.drawn.get(claim_id, "")).replace("{month}", "2026-11")
        return self.endpoint.post(address, who, body, headers)

    def _note(self, method: str, path: str, answer: Response) -> None:
        """Keep an answer in the words of the examples."""
        assert answer.status < 300, (path, answer.body)
        kind = answer.headers["Content-Type"].partition(";")[0]
        written = answer.body.decode("cp437" if kind == "application/x-sie" else "utf-8")
        told = self._exchange(written, {real: example for example, real in self.drawn.items()})
        self.answers[method, path, answer.status, kind] = json.loads(told) if kind.endswith("json") else told

    @staticmethod
    def _exchange(text: str, by: dict[str, str]) -> str:
        for before, after in by.items():
            text = text.replace(before, after)
        return text
