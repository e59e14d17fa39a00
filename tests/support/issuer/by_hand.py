"""Signs in at the foreign issuer without a browser, request by request, to see what it does by itself."""

from __future__ import annotations

import base64
import hashlib
import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from typing import IO, Any

from tests.support.issuer.foreign import WINDOW, ForeignIssuer

VERIFIER = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"


class _UntilSite(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the issuer, and stops at the one that leads to the site."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the base class's
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        return None if WINDOW in newurl else super().redirect_request(req, fp, code, msg, headers, newurl)


def discovery(issuer: ForeignIssuer) -> dict[str, Any]:
    """Return what the issuer says of itself."""
    url = issuer.url(".well-known/openid-configuration")
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the tests' own issuer
        document: dict[str, Any] = json.load(answer)
        return document


def authorise(issuer: ForeignIssuer, person: str, **changes: str) -> dict[str, str]:
    """Press the buttons of the sign-in and of the consent; return the query that leads back to the site."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _UntilSite)
    asked = {
        "response_type": "code",
        "client_id": issuer.client,
        "redirect_uri": issuer.site + WINDOW,
        "scope": issuer.shape.policy.get("scope", "openid"),
        "state": "a-state",
        "code_challenge": _base64url(hashlib.sha256(VERIFIER.encode()).digest()),
        "code_challenge_method": "S256",
        **issuer.shape.policy.get("parameters", {}),
        **changes,
    }
    url = (
        f"{discovery(issuer)['authorization_endpoint']}?{urllib.parse.urlencode({k: v for k, v in asked.items() if v})}"
    )
    try:
        for form in (None, {"pressed": person}, {"pressed": "Allow"}):
            with opener.open(url, urllib.parse.urlencode(form).encode() if form else None) as page:
                url = page.url
    except urllib.error.HTTPError as answer:
        answer.close()
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))
    raise AssertionError("the issuer did not lead back to the site")


def exchange(
    issuer: ForeignIssuer, code: str, verifier: str = VERIFIER, origin: str = ""
) -> tuple[dict[str, Any], Any]:
    """Send a code to the token endpoint as a page of an origin; return the answer and its header fields."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": issuer.site + WINDOW,
        "client_id": issuer.client,
        "code_verifier": verifier,
    }
    url, body = discovery(issuer)["token_endpoint"], urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, body, {"Origin": origin or issuer.site})  # noqa: S310 - as above
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
            return json.load(answer), answer.headers
    except urllib.error.HTTPError as refusal:
        with refusal:
            return json.load(refusal), refusal.headers


def token(issuer: ForeignIssuer, person: str) -> str:
    """Return the access token of a person."""
    return str(exchange(issuer, authorise(issuer, person)["code"])[0]["access_token"])


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
