"""The function wired for one machine: SQLite and a secret in a folder, our own issuer, and a client for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from chalicelib.control_numbers import key_ring
from chalicelib.service.wiring import Runtime
from ops.server.api_gateway import Gateway, Response
from ops.server.oidc_issuer import Issuer


def wire(register_path: Path, folder: Path, issuer: Issuer) -> Runtime:
    """Wire the function by its own environment variables, and the issuer; create the secret if there is none."""
    secret = folder / "secret"
    if not secret.exists():
        key_ring.create(secret)
    environment = {
        "KUNDVAL_LEDGER": f"sqlite:{folder / 'ledger.sqlite'}",
        "KUNDVAL_SECRETS": f"file:{secret}",
        "KUNDVAL_REGISTER": str(register_path),
    }
    verifier = issuer.verifier()
    wired = replace(Runtime.from_environment(environment), verifier=lambda: verifier)
    _ = wired.context  # a faulty ledger or secret is reported now, not at the first claim
    return wired


@dataclass(frozen=True)
class Client:
    """Calls the API without a network, signed in as a role, as `reception controller`, or as a provider by its id."""

    gateway: Gateway
    issuer: Issuer

    def post(self, path: str, who: str, body: object, headers: Mapping[str, str] | None = None) -> Response:
        """POST a JSON body."""
        fields = {"content-type": "application/json", **self._signed_in(who), **(headers or {})}
        return self.gateway.handle("POST", path, fields, json.dumps(body).encode())

    def get(self, path: str, who: str = "", headers: Mapping[str, str] | None = None) -> Response:
        """GET a path."""
        return self.gateway.handle("GET", path, {**self._signed_in(who), **(headers or {})}, b"")

    def _signed_in(self, who: str) -> dict[str, str]:
        if not who:
            return {}
        municipal = set(who.split()) <= {"reception", "controller"}
        token = self.issuer.token(who) if municipal else self.issuer.token("provider", who)
        return {"authorization": f"Bearer {token}"}
