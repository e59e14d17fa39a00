"""Tokens of two issuers, signed by any means; both call a key of theirs by the same id."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from chalicelib.register.issuer import RegisterIssuer
from tests.support.app.endpoint import NOON
from tests.support.chalicelib.tokens import EC_KEY, OTHER_RSA_KEY, RSA_KEY, jwks, public, registered

Way = tuple[str, str, str]
"""What is wrong, the token, and the reason for its refusal."""
Part = Mapping[str, Any] | bytes
Sign = Callable[[bytes], bytes]

STAFF: Final = registered(roles=["reception", "controller"])
SUPPLIERS: Final = registered("https://suppliers.example", roles=["provider"])
KEYS: Final = {
    STAFF.jwks: jwks(public(RSA_KEY, "same"), public(EC_KEY, "ec")),
    SUPPLIERS.jwks: jwks(public(OTHER_RSA_KEY, "same")),
}
NOW_SECONDS: Final = int(NOON.timestamp())


def rs256(key: rsa.RSAPrivateKey) -> Sign:
    """Return the signature RS256."""
    return lambda text: key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def es256(text: bytes) -> bytes:
    """Return the signature ES256 by the staff's issuer: two numbers of 32 bytes (RFC 7518 §3.4)."""
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der(text)))


def der(text: bytes) -> bytes:
    """Return a signature ES256 in the form of X.509."""
    return EC_KEY.sign(text, ec.ECDSA(hashes.SHA256()))


def hs256(secret: bytes) -> Sign:
    """Return a signature with a shared secret."""
    return lambda text: hmac.digest(secret, text, hashlib.sha256)


def always(signature: bytes) -> Sign:
    """Return the same signature for every text."""
    return lambda _text: signature


BY_STAFF: Final = rs256(RSA_KEY)
BY_SUPPLIERS: Final = rs256(OTHER_RSA_KEY)


def claims(issuer: RegisterIssuer = STAFF, **changed: object) -> dict[str, Any]:
    """Return good claims, some of them changed; None takes one away."""
    role: dict[str, Any] = {"role": "provider", "provider": "ana"} if issuer is SUPPLIERS else {"role": "reception"}
    good = {
        "iss": issuer.token_issuer,
        "aud": issuer.audience,
        "sub": "person-7",
        "iat": NOW_SECONDS,
        "exp": NOW_SECONDS + 3600,
    }
    return {name: value for name, value in {**good, **role, **changed}.items() if value is not None}


def token(payload: Part | None = None, sign: Sign = BY_STAFF, **header: object) -> str:
    """Return a token with any payload, with a good header in which some members are changed."""
    return compact(
        {"alg": "RS256", "typ": "JWT", "kid": "same", **header}, claims() if payload is None else payload, sign
    )


def compact(header: Part, payload: Part, sign: Sign) -> str:
    """Return the compact form of any header and payload, signed by any means."""
    text = b".".join(
        encoded(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in (header, payload)
    )
    return (text + b"." + encoded(sign(text))).decode()


def encoded(part: bytes) -> bytes:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def with_member(payload: Mapping[str, Any], member: str) -> bytes:
    """Return an object as JSON with one more member, written as it stands."""
    return json.dumps(payload).encode()[:-1] + b", " + member.encode() + b"}"
