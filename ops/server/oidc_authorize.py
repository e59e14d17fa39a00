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
_ASKED: Final = ("response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class _Granted:
    """What a code stands for, until it is exchanged or too old."""

    role: str
    provider: str
    challenge: str
    redirect_uri: str
    until_seconds: float


@dataclass(frozen=True)
class Authorize:
    """Asks which role one wants to be, and gives a code that only whoever asked can exchange."""

    issuer: Issuer
    seconds: Callable[[], float] = time.monotonic
    _codes: dict[str, _Granted] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, asked: Mapping[str, str], origin: str) -> str | BadRequest:
        """The page with one button a role and one a provider."""
        if refused := self._refused(asked, origin):
            return refused
        kept = "".join(f'<input type="hidden" name="{name}" value="{html.escape(asked[name])}">\n' for name in _ASKED)
        roles = "".join(f'<button name="as" value="{role}">{role.capitalize()}</button>\n' for role in _MUNICIPAL)
        providers = "".join(
            f'<li><button name="as" value="provider {one}">{html.escape(one)}</button></li>\n'
            for one in sorted(self.issuer.providers())
        )
        return document(_PAGE.format(kept=kept, roles=roles, providers=providers))

    def grant(self, asked: Mapping[str, str], origin: str) -> str | BadRequest:
        """Where the browser goes on to, with a code in the address, after a button was pressed."""
        if refused := self._refused(asked, origin):
            return refused
        role, _, provider = asked.get("as", "").partition(" ")
        token = self.issuer.answer({"role": role, **({"provider": provider} if provider else {})})
        if isinstance(token, BadRequest):
            return token
        code = secrets.token_urlsafe(24)
        until = self.seconds() + CODE_SECONDS
        with self._lock:
            self._codes[code] = _Granted(role, provider, asked["code_challenge"], asked["redirect_uri"], until)
        return f"{asked['redirect_uri']}?{urllib.parse.urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, asked: Mapping[str, str]) -> dict[str, Any] | BadRequest:
        """The token for a code, once, for whoever holds the verifier of its challenge."""
        with self._lock:
            granted = self._codes.pop(asked.get("code", ""), None)
        if granted is None or self.seconds() > granted.until_seconds:
            return BadRequest("The code is used, too old or not one of ours: sign in again.")
        hashed = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if not hmac.compare_digest(proof, granted.challenge) or asked.get("redirect_uri") != granted.redirect_uri:
            return BadRequest("code_verifier or redirect_uri is not that of the request for the code.")
        fields = {"role": granted.role, **({"provider": granted.provider} if granted.provider else {})}
        return self.issuer.answer(fields)

    def _refused(self, asked: Mapping[str, str], origin: str) -> BadRequest | None:
        """Refuse what the site's own pages would not ask; a code is never sent to anybody else's address."""
        if missing := [name for name in _ASKED if not asked.get(name)]:
            return BadRequest(f"Send {', '.join(missing)}.")
        redirect = urllib.parse.urlsplit(asked["redirect_uri"])
        if f"{redirect.scheme}://{redirect.netloc}" != origin or redirect.query or redirect.fragment:
            return BadRequest("redirect_uri has to be an address of this site, without query and fragment.")
        if asked["response_type"] != "code" or asked["client_id"] != self.issuer.audience:
            return BadRequest(f"Send response_type=code and client_id={self.issuer.audience}.")
        if asked["code_challenge_method"] != "S256" or not _CHALLENGE.fullmatch(asked["code_challenge"]):
            return BadRequest("Send code_challenge_method=S256 and its code_challenge (RFC 7636).")
        return None if _STATE.fullmatch(asked["state"]) else BadRequest("Send state in characters of base64url.")


_MUNICIPAL: Final = ("reception", "controller")
_PAGE: Final = """<p>On this machine only. Choose who you are:</p>
<form method="post" action="/dev/authorize">
{kept}<p>{roles}</p>
<h2>A provider</h2>
<ul>
{providers}</ul>
</form>
"""
