"""A sign-in for development: an OIDC issuer with a key of its own, made at start and gone at the end."""

import base64
import html
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.service.caller import ROLES

LIFETIME_SECONDS = 8 * 3600
KEY_ID = "local-1"


@dataclass(frozen=True)
class BadRequest:
    """A token that is not given, and why: a sentence for the developer."""

    detail: str


@dataclass(frozen=True)
class Issuer:
    """Signs tokens for anyone who asks, which is why it exists on the loopback address only."""

    issuer: str
    audience: str
    providers: Callable[[], Iterable[str]]
    seconds: Callable[[], float] = time.time
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def token(self, role: str, provider: str = "") -> str:
        """A signed token for a role, valid for a working day."""
        now_seconds = int(self.seconds())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": f"local-{provider or role}",
            "iat": now_seconds,
            "nbf": now_seconds,
            "exp": now_seconds + LIFETIME_SECONDS,
            "role": role,
        }
        if provider:
            claims["provider"] = provider
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": KEY_ID})

    def answer(self, asked: Mapping[str, str]) -> dict[str, Any] | BadRequest:
        """The answer to a request for a token, or what to change in it."""
        role, provider = asked.get("role", ""), asked.get("provider", "")
        if set(asked) - {"role", "provider"}:
            return BadRequest("Send role, and provider for the role provider; nothing else.")
        if role not in ROLES:
            return BadRequest(f"Send role as one of: {', '.join(ROLES)}.")
        if role != "provider" and provider:
            return BadRequest("Only the role provider has a provider.")
        known = list(self.providers())
        if role == "provider" and provider not in known:
            return BadRequest(
                f"Send provider as an id of the register, for instance {known[0] if known else '(none)'}."
            )
        return {"access_token": self.token(role, provider), "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}

    def jwks(self) -> dict[str, Any]:
        """The public half of the key (RFC 7517)."""
        numbers = self._key.public_key().public_numbers()
        return {
            "keys": [
                {
                    "kty": "EC",
                    "crv": "P-256",
                    "kid": KEY_ID,
                    "use": "sig",
                    "alg": "ES256",
                    "x": _base64url(numbers.x),
                    "y": _base64url(numbers.y),
                },
            ],
        }

    def discovery(self, origin: str) -> dict[str, Any]:
        """What an OIDC client asks first."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{origin}/dev/authorize",
            "token_endpoint": f"{origin}/dev/token",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "jwks_uri": f"{origin}/dev/jwks.json",
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    def fetch(self, _url: str) -> bytes:
        """The keys without a network: what the function's verifier is given here."""
        return json.dumps(self.jwks()).encode()

    def page(self, given: Mapping[str, Any] | BadRequest | None = None) -> str:
        """A small page with one button a role, and the token that was asked for."""
        options = "".join(f"<option>{html.escape(provider)}</option>" for provider in self.providers())
        return document(_PAGE.format(options=options, given=_given(given)))


def document(body: str) -> str:
    """Write a page of the sign-in."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign-in for development</title>
</head>
<body>
<main>
<h1>Sign-in for development</h1>
{body}</main>
</body>
</html>
"""


def _given(given: Mapping[str, Any] | BadRequest | None) -> str:
    if given is None:
        return ""
    if isinstance(given, BadRequest):
        return f'<p role="alert"><strong>No token:</strong> {html.escape(given.detail)}</p>'
    token = html.escape(str(given["access_token"]))
    return f'<h2>Token</h2><textarea aria-label="Token" rows="8" cols="72" readonly>{token}</textarea>'


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


_PAGE = """<p>Gives a token for any role, on this machine only. Send it as <code>Authorization: Bearer …</code></p>
<form method="post" action="/dev/"><button name="role" value="reception">Reception</button></form>
<form method="post" action="/dev/"><button name="role" value="controller">Controller</button></form>
<form method="post" action="/dev/">
<label for="provider">Provider</label>
<select id="provider" name="provider">{options}</select>
<button name="role" value="provider">Provider</button>
</form>
{given}
"""
