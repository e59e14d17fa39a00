"""The function wired for one machine: SQLite and a secret in a folder, our own issuer, and a client for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.control_numbers import key_ring
from chalicelib.service.wiring import Runtime
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
    if issuer:
        environment |= {
            "KUNDVAL_ISSUER": issuer.issuer,
            "KUNDVAL_AUDIENCE": issuer.audience,
            "KUNDVAL_JWKS": f"{issuer.issuer}/jwks.json",
        }
    wired = Runtime.from_environment(environment, issuer.fetch if issuer else None)
    _ = wired.context  # a faulty ledger or secret is reported now, not at the first claim
    return wired


@dataclass(frozen=True)
class Client:
    """Calls the API without a network, signed in as a role, or as a provider by its id."""

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
        token = self.issuer.token(who) if who in {"reception", "controller"} else self.issuer.token("provider", who)
        return {"authorization": f"Bearer {token}"}
