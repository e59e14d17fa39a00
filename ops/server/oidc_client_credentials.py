"""Tokens for a provider's system, as an issuer gives them for client credentials (RFC 6749 §4.4), for development."""

import base64
import hmac
import urllib.parse
from collections.abc import Mapping
from typing import Any, Final

from ops.server.oidc_issuer import BadRequest, Issuer

GRANT_TYPE: Final = "client_credentials"
SECRET: Final = "development"  # noqa: S105 - the same for every client, on this machine alone
_TAKEN: Final = {"grant_type", "client_id", "client_secret", "scope"}


def token(issuer: Issuer, fields: Mapping[str, str], authorization: str) -> dict[str, Any] | BadRequest:
    """Return the token of the provider whose id is the client's, or why there is none.

    The client is authenticated by HTTP Basic, or by `client_id` and `client_secret` among the fields (§2.3.1).
    """
    if set(fields) - _TAKEN:
        return BadRequest("Send grant_type, scope if you like, and the client; nothing else.")
    client, secret = fields.get("client_id", ""), fields.get("client_secret", "")
    if authorization:
        if client or secret:
            return BadRequest("Send the client in the header or in the body, not in both.")
        client, secret = _basic(authorization)
    providers = list(issuer.providers())
    if client not in providers or not hmac.compare_digest(secret.encode(), SECRET.encode()):
        example = providers[0] if providers else "(none)"
        help_text = f"Here the client id is a provider's id, for instance {example}, and the secret is {SECRET}."
        return BadRequest(help_text, "invalid_client")
    return issuer.answer({"role": "provider", "provider": client})


def _basic(authorization: str) -> tuple[str, str]:
    """Return client id and secret of an Authorization header, empty where it is not Basic."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return urllib.parse.unquote_plus(client), urllib.parse.unquote_plus(secret)
