"""Sign-in for development: an OIDC issuer whose key is created at start and never stored."""

import base64
import html
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from catalogue.policy import issuers
from chalicelib.register.codes import ROLES
from chalicelib.service.token_verifier import Verifier

LIFETIME_SECONDS = 8 * 3600
KEY_ID = "local-1"


@dataclass(frozen=True)
class BadRequest:
    """Why no token is issued: a sentence for the developer, and the code of RFC 6749 §5.2."""

    detail: str
    error: str = "invalid_request"


@dataclass(frozen=True)
class Issuer:
    """Signs tokens for anyone who asks, which is why it exists on the loopback address only."""

    issuer: str
    audience: str
    providers: Callable[[], Iterable[str]]
    seconds: Callable[[], float] = time.time
    lifetime_seconds: int = LIFETIME_SECONDS
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def verifier(self) -> Verifier:
        """Return a verifier of this issuer's tokens alone, whatever the register says."""
        row = {"issuer": self.issuer, "jwks": f"{self.issuer}/jwks.json", "audience": self.audience}
        return Verifier((issuers.from_row(row).register,), self.fetch, time.monotonic)

    def token(self, role: str, provider: str = "") -> str:
        """Sign a token for a role, or for several with spaces between them."""
        roles = role.split()
        now_seconds = int(self.seconds())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": f"local-{provider or '-'.join(roles)}",
            "iat": now_seconds,
            "nbf": now_seconds,
            "exp": now_seconds + self.lifetime_seconds,
            "role": roles if len(roles) > 1 else role,
        }
        if provider:
            claims["provider"] = provider
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": KEY_ID})

    def answer(self, fields: Mapping[str, str]) -> dict[str, Any] | BadRequest:
        """Return the answer to a token request, or what to change in the request."""
        role, provider = fields.get("role", ""), fields.get("provider", "")
        if set(fields) - {"role", "provider"}:
            return BadRequest("Send role, and provider for the role provider; nothing else.")
        roles = role.split(" ")
        if not set(roles) <= set(ROLES):
            return BadRequest(f"Send role as one of: {', '.join(ROLES)}; several with spaces between them.")
        if "provider" not in roles and provider:
            return BadRequest("Only the role provider has a provider.")
        providers = list(self.providers())
        if "provider" in roles and provider not in providers:
            return BadRequest(
                f"Send provider as an id of the register, for instance {providers[0] if providers else '(none)'}."
            )
        return {"access_token": self.token(role, provider), "token_type": "Bearer", "expires_in": self.lifetime_seconds}

    def jwks(self) -> dict[str, Any]:
        """Return the public key as a key set (RFC 7517)."""
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
        """Return the OIDC discovery document for browsers that call this machine `origin`."""
        return {
            "issuer": f"{origin}/dev",
            "authorization_response_iss_parameter_supported": True,
            "authorization_endpoint": f"{origin}/dev/authorize",
            "token_endpoint": f"{origin}/dev/token",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "jwks_uri": f"{origin}/dev/jwks.json",
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    def fetch(self, _url: str) -> bytes:
        """Return the key set as the verifier fetches it, without a network."""
        return json.dumps(self.jwks()).encode()

    def page(self, token: Mapping[str, Any] | BadRequest | None = None) -> str:
        """Build a small page with one button for each role, and the token that was requested."""
        options = "".join(f"<option>{html.escape(provider)}</option>" for provider in self.providers())
        return document(_PAGE.format(options=options, result=_result(token)))


def document(body: str) -> str:
    """Wrap the body in the HTML document of the sign-in."""
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


def _result(response: Mapping[str, Any] | BadRequest | None) -> str:
    if response is None:
        return ""
    if isinstance(response, BadRequest):
        return f'<p role="alert"><strong>No token:</strong> {html.escape(response.detail)}</p>'
    token = html.escape(str(response["access_token"]))
    return f'<h2>Token</h2><textarea aria-label="Token" rows="8" cols="72" readonly>{token}</textarea>'


def _base64url(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


_PAGE = """<p>Gives a token for any role, on this machine only. Send it as <code>Authorization: Bearer …</code></p>
<form method="post" action="/dev/"><button name="role" value="reception">Reception</button></form>
<form method="post" action="/dev/"><button name="role" value="controller">Controller</button></form>
<form method="post" action="/dev/">
<button name="role" value="reception controller">Reception and controller</button>
</form>
<form method="post" action="/dev/">
<label for="provider">Provider</label>
<select id="provider" name="provider">{options}</select>
<button name="role" value="provider">Provider</button>
</form>
{result}
"""
