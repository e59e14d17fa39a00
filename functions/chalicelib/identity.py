"""Who is asking: a signed token of the municipality's own OIDC issuer (RFC 7519, 7517) becomes a caller with a role."""

import contextlib
import json
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import jwt

from chalicelib.caller import LEEWAY_SECONDS, ROLES, Caller, KeysUnavailableError, Unauthorised

ALGORITHMS: Final = ("RS256", "ES256")
"""Signatures with a public key only: `none` and a shared secret are refused whatever the token's header says."""

REFETCH_SECONDS: Final = 300  # an unknown key id asks the issuer at most this often
FIRST_FETCH_RETRY_SECONDS: Final = 5  # while no key is held at all
KEEP_SECONDS: Final = 3600  # then a key that the issuer has withdrawn stops working
FETCH_TIMEOUT_SECONDS: Final = 3
_MAX_JWKS_BYTES: Final = 200_000
_MAX_TOKEN_CHARACTERS: Final = 8_000
_LOOPBACK: Final = ("127.0.0.1", "localhost")
_PROVIDER_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

Fetch = Callable[[str], bytes]


def fetch_https(url: str) -> bytes:
    """A document of the issuer, over https only (loopback excepted, for development)."""
    address = urllib.parse.urlsplit(url)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _LOOPBACK):
        raise ValueError("the issuer's keys are fetched over https only")
    with urllib.request.urlopen(url, timeout=FETCH_TIMEOUT_SECONDS) as answer:  # noqa: S310 - the scheme is checked above
        document: bytes = answer.read(_MAX_JWKS_BYTES)
        return document


def usable_keys(document: bytes) -> dict[str, jwt.PyJWK]:
    """The signing keys of a JWKS by key id; shared secrets, encryption keys and what cannot be read are left out."""
    keys: dict[str, jwt.PyJWK] = {}
    for entry in json.loads(document)["keys"]:
        if entry.get("kty") not in {"RSA", "EC"} or entry.get("use", "sig") != "sig" or not entry.get("kid"):
            continue
        try:
            key = jwt.PyJWK.from_dict(entry)
        except jwt.PyJWTError:
            continue
        if key.algorithm_name in ALGORITHMS:
            keys[str(entry["kid"])] = key
    return keys


@dataclass
class Verifier:
    """Verifies tokens of one issuer for one audience; the keys are fetched when first needed and then kept."""

    issuer: str
    audience: str
    jwks: str
    fetch: Fetch
    seconds: Callable[[], float]
    _keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _asked_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def verify(self, token: str) -> Caller | Unauthorised:
        """The caller behind a token, or why it is refused."""
        try:
            header = jwt.get_unverified_header(token[:_MAX_TOKEN_CHARACTERS])
        except jwt.PyJWTError:
            return Unauthorised("malformed")
        if header.get("alg") not in ALGORITHMS:
            return Unauthorised("algorithm")
        key = self._key(str(header.get("kid", "")))
        if key is None:
            return Unauthorised("unknown_key")
        if key.algorithm_name != header["alg"]:
            return Unauthorised("algorithm")
        claims = self._claims(token, key)
        return claims if isinstance(claims, Unauthorised) else _caller(claims)

    def _claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any] | Unauthorised:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self.audience,
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "aud", "sub", "exp", "iat"]},
            )
        except jwt.PyJWTError as refusal:
            return Unauthorised(_REASONS.get(type(refusal), "malformed"))

    def _key(self, key_id: str) -> jwt.PyJWK | None:
        with self._lock:
            if self._should_ask(key_id):
                self._ask()
            if not self._keys:
                raise KeysUnavailableError("the issuer's keys could not be fetched")
            return self._keys.get(key_id)

    def _should_ask(self, key_id: str) -> bool:
        waited_seconds = self.seconds() - self._asked_at
        if not self._keys:
            return waited_seconds >= FIRST_FETCH_RETRY_SECONDS
        return waited_seconds >= (KEEP_SECONDS if key_id in self._keys else REFETCH_SECONDS)

    def _ask(self) -> None:
        """Fetch the keys; while the issuer cannot be reached the known ones go on working."""
        self._asked_at = self.seconds()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            self._keys = usable_keys(self.fetch(self.jwks)) or self._keys


_REASONS: Final[dict[type[jwt.PyJWTError], str]] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not_yet_valid",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidSignatureError: "signature",
    jwt.MissingRequiredClaimError: "missing_claim",
}


def _caller(claims: dict[str, Any]) -> Caller | Unauthorised:
    """A role that we know, and a provider id exactly when the role is a provider's."""
    role, provider = claims.get("role"), claims.get("provider", "")
    if role not in ROLES:
        return Unauthorised("role")
    if role == "provider" and not (isinstance(provider, str) and _PROVIDER_ID.fullmatch(provider)):
        return Unauthorised("provider")
    return Caller(claims["sub"], role, provider if role == "provider" else "", int(claims["exp"]))
