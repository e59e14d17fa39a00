"""Verification of the signed tokens of the municipality's own OIDC issuers (RFC 7515, 7519): token to caller."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from jwt.utils import base64url_decode

from chalicelib import strict_json
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.service import token_claims
from chalicelib.service.caller import Caller, Unauthorised
from chalicelib.service.issuer_keys import ALGORITHMS, Fetch, IssuerKeys

MAX_TOKEN_CHARACTERS: Final = 8_192
"""API Gateway carries 10,240 bytes of header fields in all."""

_JWS: Final = jwt.PyJWS()
UNREADABLE: Final = (jwt.PyJWTError, *strict_json.UNREADABLE)
"""What `read` raises for a text that is not a signed token."""


@dataclass
class Verifier:
    """Verifies tokens of the register's issuers, those of each with its own keys alone.

    `seconds` is a clock that is never set back, `now_seconds` the time of day that tokens are compared with.
    """

    issuers: tuple[RegisterIssuer, ...]
    fetch: Fetch
    seconds: Callable[[], float]
    now_seconds: Callable[[], float] = time.time
    _keys: dict[str, IssuerKeys] = field(init=False)

    def __post_init__(self) -> None:
        """Create the cache of each issuer's keys."""
        self._keys = {issuer.jwks: IssuerKeys(issuer.jwks, self.fetch, self.seconds) for issuer in self.issuers}

    def verify(self, token: str) -> Caller | Unauthorised:
        """Return the caller of a token, or the reason for its refusal."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            return Unauthorised("too_long")
        try:
            header, claims = read(token)
        except UNREADABLE:
            return Unauthorised("malformed")
        if header.get("alg") not in ALGORITHMS:
            return Unauthorised("algorithm")
        issuer = self.issuer_of(claims)
        if issuer is None:
            return Unauthorised("missing_claim" if claims.get("iss") is None else "issuer")
        reason = self._reason_of_signature(token, header, issuer)
        return Unauthorised(reason) if reason else token_claims.caller(claims, issuer, self.now_seconds())

    def _reason_of_signature(self, token: str, header: dict[str, Any], issuer: RegisterIssuer) -> str:
        """Return why a token is not signed by the issuer that it names, or the empty text."""
        key = self._keys[issuer.jwks].find(key_id(header))
        if key is None:
            return "unknown_key"
        if key.algorithm_name != header["alg"]:
            return "algorithm"
        try:
            _JWS.decode(token, key, algorithms=[key.algorithm_name])
        except jwt.PyJWTError:
            return "signature"
        return ""

    def issuer_of(self, claims: dict[str, Any]) -> RegisterIssuer | None:
        """Return the issuer that the claims name, or None; policy has each one once."""
        return next((issuer for issuer in self.issuers if issuer.token_issuer == claims.get("iss")), None)


def read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token that is not yet verified; raise one of UNREADABLE.

    An extension that the header says must be understood (`crit`, `b64`) is one that we do not.
    """
    if "=" in token or not token.isascii():
        raise ValueError("not the compact form (RFC 7515 §7.1)")
    payload = _JWS.decode_complete(token, options={"verify_signature": False})["payload"]
    header, claims = strict_json.decode(base64url_decode(token.partition(".")[0])), strict_json.decode(payload)
    if not (isinstance(header, dict) and isinstance(claims, dict)) or {"crit", "b64"} & header.keys():
        raise ValueError("not two objects without extensions")
    return header, claims


def key_id(header: dict[str, Any]) -> str:
    """Return the id of the key that a token is signed with; empty if it names none.

    AD FS names it in access tokens by the certificate's thumbprint alone (RFC 7515 §4.1.7), which is the id of its key.
    """
    names = (header.get("kid"), header.get("x5t"))
    return next((name for name in names if isinstance(name, str) and name), "")
