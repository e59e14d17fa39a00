"""The function wired for one machine: SQLite and a secret in a folder, our own issuer, and a client for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from chalicelib.control_numbers import key_ring
from chalicelib.register.codes import ROLES
from chalicelib.reporting.cases.case_store import SqliteCases
from chalicelib.service.wiring import CASES, Runtime
from ops.server.api_gateway import Gateway, Response
from ops.server.oidc_issuer import Issuer


def wire(register_path: Path, folder: Path, issuer: Issuer | None = None) -> Runtime:
    """Wire the function by its own environment variables; create the secret if there is none.

    With an issuer of this machine its tokens alone are accepted, else those of the register's.
    """
    secret = folder / "secret"
    if not secret.exists():
        key_ring.create(secret)
    environment = {
        "KUNDVAL_LEDGER": f"sqlite:{folder / 'ledger.sqlite'}",
        "KUNDVAL_SECRETS": f"file:{secret}",
        "KUNDVAL_REGISTER": str(register_path),
    }
    wired = Runtime.from_environment(environment)
    if issuer:
        verifier = issuer.verifier()
        wired = replace(wired, verifier=lambda: verifier)
    SqliteCases(folder / CASES).require_sound()
    _ = wired.context  # a faulty ledger or secret is reported now, not at the first claim
    return wired


@dataclass(frozen=True)
class Client:
    """Calls the API without a network, signed in as `reception`, `ana` (a provider by its id) or `controller ana`."""

    gateway: Gateway
    issuer: Issuer

    def post(self, path: str, who: str, body: object, headers: Mapping[str, str] | None = None) -> Response:
        """POST a JSON body."""
        return self.send("POST", path, who, body, headers)

    def send(
        self, method: str, path: str, who: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a JSON body."""
        fields = {"content-type": "application/json", **self.signed_in(who), **(headers or {})}
        return self.gateway.handle(method, path, fields, json.dumps(body).encode())

    def get(self, path: str, who: str = "", headers: Mapping[str, str] | None = None) -> Response:
        """GET a path."""
        return self.gateway.handle("GET", path, {**self.signed_in(who), **(headers or {})}, b"")

    def signed_in(self, who: str) -> dict[str, str]:
        """Return the header of a request by a caller: one or several roles, a provider's id, or nobody."""
        if not who:
            return {}
        roles = [word for word in who.split() if word in ROLES]
        provider = "".join(word for word in who.split() if word not in ROLES)
        token = self.issuer.token(" ".join([*roles, *(["provider"] if provider else [])]), provider)
        return {"authorization": f"Bearer {token}"}
