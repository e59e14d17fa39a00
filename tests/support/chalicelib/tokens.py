"""Tokens, and an issuer that gives the keys that they are signed with."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chalicelib.register.issuer import RegisterIssuer
from chalicelib.service.token_verifier import Verifier
from tests.support.chalicelib import sample

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
ISSUER, AUDIENCE = "https://issuer.example", "kundval"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: Key, kid: str, **more: object) -> dict[str, Any]:
    """A key's public half as a JWKS entry."""
    if isinstance(key, rsa.RSAPrivateKey):
        return {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}
    return {**jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


def jwks(*entries: dict[str, Any]) -> bytes:
    """A JWKS document."""
    return json.dumps({"keys": list(entries)}).encode()


def registered(address: str = ISSUER, **changed: object) -> RegisterIssuer:
    """An issuer as the register has it, with every default that is not changed."""
    return sample.rules(identity=[sample.issuer(address, **changed)]).identity[0]


BOTH = jwks(public(RSA_KEY, "rsa"), public(EC_KEY, "ec"))


@dataclass
class FakeIssuer:
    """Gives its document and counts how often it was asked; a document that is an error is an outage."""

    document: bytes | Exception = BOTH
    asked: int = 0
    seconds: float = 1000.0
    urls: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        """Return the keys."""
        self.asked += 1
        self.urls.append(url)
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    def verifier(self) -> Verifier:
        """A verifier that asks here."""
        return Verifier((registered(),), self.fetch, lambda: self.seconds)


def claims(**changed: object) -> dict[str, object]:
    """Good claims, some of them changed; None takes one away."""
    now_seconds = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "person-7",
        "iat": now_seconds,
        "exp": now_seconds + 600,
        "role": "provider",
        "provider": "ana",
    }
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def token(key: Key = RSA_KEY, kid: str = "rsa", algorithm: str = "RS256", **changed: Any) -> str:  # noqa: ANN401 - any claim
    """A signed token."""
    return jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": kid})
