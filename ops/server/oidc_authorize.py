"""Sign-in for development as an OIDC issuer does it: a code with PKCE (RFC 6749 §4.1, RFC 7636), one click a role."""

import base64
import hashlib
import hmac
import html
import re
import secrets
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ops.server.oidc_issuer import BadRequest, Issuer, document

CODE_SECONDS: Final = 60
_REQUIRED: Final = ("response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class _Grant:
    """The sign-in that a code stands for, until it is exchanged or expires."""

    role: str
    provider: str
    challenge: str
    redirect_uri: str
    until_seconds: float


@dataclass(frozen=True)
class Authorize:
    """The authorization endpoint: offers the roles, and issues codes that only the requesting page can exchange."""

    issuer: Issuer
    seconds: Callable[[], float] = time.monotonic
    _codes: dict[str, _Grant] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, fields: Mapping[str, str], origin: str) -> str | BadRequest:
        """Build the page with one button for each role and each provider."""
        if refusal := self._refused(fields, origin):
            return refusal
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(fields[name])}">\n' for name in _REQUIRED
        )
        roles = "".join(
            f'<button name="as" value="{role}">{role.replace(" ", " and ").capitalize()}</button>\n'
            for role in _MUNICIPAL_ROLES
        )
        providers = "".join(
            f'<li><button name="as" value="provider {provider}">{html.escape(provider)}</button></li>\n'
            for provider in sorted(self.issuer.providers())
        )
        return document(_PAGE.format(hidden=hidden, roles=roles, providers=providers))

    def grant(self, fields: Mapping[str, str], origin: str) -> str | BadRequest:
        """Return the address to redirect the browser to, with a code in it, after a button was pressed."""
        if refusal := self._refused(fields, origin):
            return refusal
        chosen = fields.get("as", "")
        role, provider = (chosen, "") if chosen in _MUNICIPAL_ROLES else ("provider", chosen.removeprefix("provider "))
        token = self.issuer.answer({"role": role, **({"provider": provider} if provider else {})})
        if isinstance(token, BadRequest):
            return token
        code = secrets.token_urlsafe(24)
        until = self.seconds() + CODE_SECONDS
        with self._lock:
            self._codes[code] = _Grant(role, provider, fields["code_challenge"], fields["redirect_uri"], until)
        answer = {"code": code, "state": fields["state"], "iss": f"{origin}/dev"}  # RFC 9207
        return f"{fields['redirect_uri']}?{urllib.parse.urlencode(answer)}"

    def exchange(self, request: Mapping[str, str]) -> dict[str, Any] | BadRequest:
        """Return the token for a code: once, and only with the verifier of its challenge."""
        with self._lock:
            granted = self._codes.pop(request.get("code", ""), None)
        if granted is None or self.seconds() > granted.until_seconds:
            return BadRequest("The code is used, too old or not one of ours: sign in again.")
        hashed = hashlib.sha256(request.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if not hmac.compare_digest(proof, granted.challenge) or request.get("redirect_uri") != granted.redirect_uri:
            return BadRequest("code_verifier or redirect_uri is not that of the request for the code.")
        fields = {"role": granted.role, **({"provider": granted.provider} if granted.provider else {})}
        return self.issuer.answer(fields)

    def _refused(self, fields: Mapping[str, str], origin: str) -> BadRequest | None:
        """Return why a request is refused: a code is only ever sent to an address of this site."""
        if missing := [name for name in _REQUIRED if not fields.get(name)]:
            return BadRequest(f"Send {', '.join(missing)}.")
        redirect = urllib.parse.urlsplit(fields["redirect_uri"])
        if f"{redirect.scheme}://{redirect.netloc}" != origin or redirect.query or redirect.fragment:
            return BadRequest("redirect_uri has to be an address of this site, without query and fragment.")
        if fields["response_type"] != "code" or fields["client_id"] != self.issuer.audience:
            return BadRequest(f"Send response_type=code and client_id={self.issuer.audience}.")
        if fields["code_challenge_method"] != "S256" or not _CHALLENGE.fullmatch(fields["code_challenge"]):
            return BadRequest("Send code_challenge_method=S256 and its code_challenge (RFC 7636).")
        return None if _STATE.fullmatch(fields["state"]) else BadRequest("Send state in characters of base64url.")


_MUNICIPAL_ROLES: Final = ("reception", "controller", "reception controller")
_PAGE: Final = """<p>On this machine only. Choose who you are:</p>
<form method="post" action="/dev/authorize">
{hidden}<p>{roles}</p>
<h2>A provider</h2>
<ul>
{providers}</ul>
</form>
"""
