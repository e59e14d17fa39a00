"""The signing keys of an OIDC issuer (RFC 7517): fetched when first needed, then cached."""

import contextlib
import http.client
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import jwt

from chalicelib.service.caller import KeysUnavailableError

ALGORITHMS: Final = ("RS256", "ES256")
"""Public-key signatures only: `none` and shared secrets are refused whatever the token's header says."""

REFETCH_SECONDS: Final = 300  # an unknown key id triggers a fetch at most this often
FIRST_FETCH_RETRY_SECONDS: Final = 5  # while no key is cached at all
KEEP_SECONDS: Final = 3600  # after this a key that the issuer has withdrawn stops working
FETCH_TIMEOUT_SECONDS: Final = 3
MAX_DOCUMENT_BYTES: Final = 200_000
_LOOPBACK: Final = ("127.0.0.1", "localhost")

Fetch = Callable[[str], bytes]


NO_KEYS: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""The exceptions of an unreachable issuer, or of a response that is not a key set."""


class InsecureError(ValueError):
    """An address of an issuer that is not https."""


def fetch_https(url: str) -> bytes:
    """Fetch a document of the issuer, over https only (http on loopback, for development), without redirects."""
    try:
        with open_https(urllib.request.Request(url)) as response:  # noqa: S310 - open_https takes https only
            document: bytes = response.read(MAX_DOCUMENT_BYTES)
            return document
    except urllib.error.HTTPError as error:
        error.close()
        raise
    except http.client.HTTPException as protocol_error:
        raise OSError("the issuer's answer is no HTTP") from protocol_error


def open_https(request: urllib.request.Request, timeout_s: float = FETCH_TIMEOUT_SECONDS) -> http.client.HTTPResponse:
    """Send a request to an issuer and return the open answer; one with another status than 2xx is an HTTPError."""
    if not is_secure(request.full_url):
        raise InsecureError("issuers are asked over https only")
    response: http.client.HTTPResponse = _opener().open(request, timeout=timeout_s)
    return response


def is_secure(url: str) -> bool:
    """Return whether an address is one of https, or of http on this machine."""
    try:
        address = urllib.parse.urlsplit(url)
    except ValueError:
        return False
    return bool(address.hostname) and (
        address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    )


def _opener() -> urllib.request.OpenerDirector:
    """Build an opener for http and https that uses the machine's proxy settings and follows no redirects.

    PyJWT's `PyJWKClient` follows none since 2.15 either, but it reads responses of any size, asks an unreachable
    issuer at every request, and does not fall back to the keys that it had cached.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def usable_keys(document: bytes) -> dict[str, jwt.PyJWK]:
    """Return the signing keys of a JWKS by key id, without secrets, encryption keys, short and unreadable keys."""
    keys: dict[str, jwt.PyJWK] = {}
    for entry in json.loads(document)["keys"]:
        if entry.get("kty") not in {"RSA", "EC"} or entry.get("use", "sig") != "sig" or not entry.get("kid"):
            continue
        try:
            key = jwt.PyJWK.from_dict(entry)
        except jwt.PyJWTError:
            continue
        if key.algorithm_name in ALGORITHMS and not key.Algorithm.check_key_length(key.key):
            keys[str(entry["kid"])] = key
    return keys


@dataclass
class IssuerKeys:
    """The keys of one issuer, by its JWKS address; `seconds` is a clock that is never set back."""

    jwks: str
    fetch: Fetch
    seconds: Callable[[], float]
    _keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key_id: str) -> jwt.PyJWK | None:
        """Return the key with that id, or None; raise KeysUnavailableError while no key could be fetched."""
        with self._lock:
            if self._should_fetch(key_id):
                self._fetch_keys()
            if not self._keys:
                raise KeysUnavailableError(f"no key could be fetched from {self.jwks}")
            return self._keys.get(key_id)

    def _should_fetch(self, key_id: str) -> bool:
        waited_seconds = self.seconds() - self._fetched_at
        if not self._keys:
            return waited_seconds >= FIRST_FETCH_RETRY_SECONDS
        return waited_seconds >= (KEEP_SECONDS if key_id in self._keys else REFETCH_SECONDS)

    def _fetch_keys(self) -> None:
        """Fetch the keys; while the issuer is unreachable the cached ones remain valid."""
        self._fetched_at = self.seconds()
        with contextlib.suppress(*NO_KEYS):
            self._keys = usable_keys(self.fetch(self.jwks)) or self._keys
