"""Runs with the unpacked package first on its path, as in Lambda: real handlers, an emulated AWS, answers on stdout."""

import json
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from moto import mock_aws

from ops.aws.gateway_event import gateway_event  # copied beside it

KEY = ec.generate_private_key(ec.SECP256R1())
OWN = ("app", "chalice", "chalicelib", "jwt", "cryptography", "_cffi_backend", "tzdata")


class Issuer(BaseHTTPRequestHandler):
    """An issuer on the loopback address that serves the public key of the tokens."""

    def do_GET(self) -> None:
        """Answer any path with the keys."""
        entry = {**jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "k", "alg": "ES256"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [entry]}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Log nothing."""


def token(role: str, provider: str = "") -> str:
    """Sign a token for a role."""
    seconds = int(time.time())
    claims: dict[str, Any] = {"iss": "https://issuer.example", "aud": "kundval", "sub": "s", "role": role}
    claims |= {"iat": seconds, "exp": seconds + 60} | ({"provider": provider} if provider else {})
    return jwt.encode(claims, KEY, algorithm="ES256", headers={"kid": "k"})


def ask(app: Any, method: str, path: str, caller: tuple[str, ...], body: object = None) -> dict[str, Any]:  # noqa: ANN401 - the packaged module
    """Call the authorizer and the function, each with the event that API Gateway sends it."""
    arn = f"arn:aws:execute-api:eu-north-1:1:api/stage/{method}{path}"
    authorizer = None
    if caller:
        token_event = {"type": "TOKEN", "authorizationToken": f"Bearer {token(*caller)}", "methodArn": arn}
        authorizer = app.authorise(token_event, None)["context"]
    answer = app.app(gateway_event(method, path, body, authorizer), None)
    return {"status": answer["statusCode"], "body": json.loads(answer["body"])}


def main() -> None:
    """Issue, claim, claim again, and describe; print the answers, and the file of each module."""
    import botocore.session  # noqa: PLC0415 - within the emulation

    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    session = botocore.session.get_session()
    session.create_client("secretsmanager").create_secret(Name="kundval/dev/numbers", SecretString="ab" * 32)

    import app  # noqa: PLC0415 - its start needs the emulation too
    from chalicelib.ledger import dynamodb_table  # noqa: PLC0415 - the same
    from chalicelib.service import issuer_keys, token_verifier  # noqa: PLC0415 - out of the package

    keys = f"http://127.0.0.1:{sys.argv[1]}/jwks"
    issuers = app.wired().register.identity
    verifier = token_verifier.Verifier(issuers, lambda _url: issuer_keys.fetch_https(keys), time.monotonic)
    app.configure(replace(app.wired(), verifier=lambda: verifier))
    session.create_client("dynamodb").create_table(**dynamodb_table.table("kundval-dev"))
    issued = ask(app, "POST", "/v1/numbers", ("reception",), {"service": "familjeradgivning"})
    claim = {"number": issued["body"]["number"], "service": "familjeradgivning", "date": issued["body"]["valid_from"]}
    answers = {
        "health": ask(app, "GET", "/v1/health", ()),
        "issued": issued,
        "claimed": ask(app, "POST", "/v1/claims", ("provider", "ana"), claim),
        "again": ask(app, "POST", "/v1/claims", ("provider", "ana"), claim),
        "described": ask(app, "GET", "/v1/openapi.json", ()),
    }
    answers["described"]["body"] = answers["described"]["body"]["info"]["title"]
    places = {name: str(getattr(sys.modules.get(name), "__file__", "")) for name in OWN}
    caches = {name: str(getattr(sys.modules.get(name), "__cached__", "")) for name in ("app", "chalicelib.rules.claim")}
    print("ANSWERS " + json.dumps({"answers": answers, "places": places, "caches": caches}))  # noqa: T201 - its product
    server.shutdown()


if __name__ == "__main__":
    with mock_aws():
        main()
