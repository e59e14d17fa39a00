"""The documents of an issuer, read as a page of the site reads them, and why one cannot be read."""

import http.client
import json
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Any, Final

from chalicelib.service import issuer_keys

_REFUSED: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class UnreadableError(Exception):
    """Why there is no document: a sentence that names the address or its host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, and the origins whose pages may read it (Access-Control-Allow-Origin)."""

    document: Mapping[str, Any]
    readable_by: str

    def text(self, name: str) -> str:
        """Return a member that is a text, else the empty text."""
        value = self.document.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str] | None:
        """Return a member that is a list of texts, else None."""
        value = self.document.get(name)
        return value if isinstance(value, list) and all(isinstance(entry, str) for entry in value) else None


def get(url: str, origin: str) -> Answer:
    """Return the document at an address, as a page of that origin asks for it."""
    try:
        return _ask(urllib.request.Request(url, headers={"Accept": "application/json", "Origin": origin}))  # noqa: S310 - open_https takes https only
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableError(_reason(error, url)) from None


def post(url: str, fields: Mapping[str, str], origin: str) -> Answer:
    """Return the answer to a form, also to one that is refused (RFC 6749 §5.2)."""
    form = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(url, form, headers={"Accept": "application/json", "Origin": origin})  # noqa: S310 - as above
    try:
        return _ask(request)
    except urllib.error.HTTPError as error:
        with error:
            if error.code not in _REFUSED:
                raise UnreadableError(_reason_of_status(error, url)) from None
            try:
                return _answer(error.read(issuer_keys.MAX_DOCUMENT_BYTES), error.headers)
            except (OSError, http.client.HTTPException) as broken:
                raise UnreadableError(_reason(broken, url)) from None


def keys(url: str) -> bytes:
    """Return a key set, fetched as the service fetches it."""
    try:
        return issuer_keys.fetch_https(url)
    except (OSError, ValueError) as error:
        raise UnreadableError(_reason(error, url)) from None


def _ask(request: urllib.request.Request) -> Answer:
    url = request.full_url
    try:
        with issuer_keys.open_https(request) as response:
            answer = _answer(response.read(issuer_keys.MAX_DOCUMENT_BYTES), response.headers)
    except urllib.error.HTTPError:
        raise
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnreadableError(_reason(error, url)) from None
    if not answer.document:
        raise UnreadableError(f"what is at {url} is not a JSON object.")
    return answer


def _answer(body: bytes, headers: Message) -> Answer:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    return Answer(document if isinstance(document, dict) else {}, headers.get("Access-Control-Allow-Origin", ""))


def _reason(error: Exception, url: str) -> str:
    """Format the likely reason why an address cannot be read."""
    if isinstance(error, urllib.error.HTTPError):
        return _reason_of_status(error, url)
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    host = urllib.parse.urlsplit(url).netloc
    if isinstance(cause, ssl.SSLCertVerificationError):
        own = "If an authority of your own has signed it, name that authority's file in SSL_CERT_FILE."
        return f"the certificate of {host} is not accepted ({cause.verify_message}). {own}"
    seconds = issuer_keys.FETCH_TIMEOUT_SECONDS
    sentences: dict[type[Exception], str] = {
        issuer_keys.InsecureError: f"{url} is not https.",
        ssl.SSLError: f"{host} does not speak https there.",
        socket.gaierror: f"the name {host} is not known here (DNS).",
        ConnectionRefusedError: f"{host} refuses the connection: nothing listens there.",
        TimeoutError: f"{host} has not answered for {seconds} seconds: a firewall, or another host is meant.",
        http.client.HTTPException: f"what {host} answers is not HTTP.",
        OSError: f"{host} cannot be reached: {cause}.",
    }
    return next(
        (sentence for kind, sentence in sentences.items() if isinstance(cause, kind)),
        f"what {host} answers cannot be read.",
    )


def _reason_of_status(error: urllib.error.HTTPError, url: str) -> str:
    if error.code == HTTPStatus.NOT_FOUND:
        return f"there is nothing at {url} (404)."
    if error.code < HTTPStatus.BAD_REQUEST:
        leads_to = error.headers.get("Location", "another address")
        return f"{url} leads on to {leads_to}, and that is not followed: write the address that it ends at."
    return f"{url} answers with status {error.code}."
