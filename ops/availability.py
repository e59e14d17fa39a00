"""Fetches what providers have said of their services, for the next build: from an address, or this machine's ledger."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from catalogue import REGISTER
from catalogue.build import output
from catalogue.profiles import availability as listed
from catalogue.profiles.availability import Availability, AvailabilityError
from chalicelib.register import parser
from chalicelib.register.model import RegisterError
from chalicelib.rules import availability
from chalicelib.service import issuer_keys
from office.context import OfficeError, ledger_name, open_ledger

ROUTE: Final = "/v1/availability"
TIMEOUT_SECONDS: Final = 20.0
_CHUNK_BYTES: Final = 65_536


class FetchError(Exception):
    """Why there is no new list, in one sentence; the file is as it was."""


def fetch(address: str, limit_s: float = TIMEOUT_SECONDS) -> bytes:
    """Return the list of the endpoint at an address, over https (or http on this machine), without redirects."""
    url = address.rstrip("/") + ROUTE
    if not issuer_keys.is_secure(url):
        raise FetchError(f"{address!r} is no address of a site: it begins with https://.")
    end = time.monotonic() + limit_s
    contents = b""
    try:
        with issuer_keys.open_https(urllib.request.Request(url), limit_s) as response:  # noqa: S310 - https only
            while chunk := response.read1(_CHUNK_BYTES):
                contents += chunk
                if len(contents) > listed.MAX_BYTES:
                    raise FetchError(f"{url} answers with more than {listed.MAX_BYTES // 1_000_000} MB.")
                if time.monotonic() > end:
                    raise FetchError(f"{url} has not answered in full within {limit_s:g} seconds.")
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(f"{url} answers with status {error.code}.") from error
    except (OSError, http.client.HTTPException, UnicodeError) as error:  # UnicodeError: a host with an empty label
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise FetchError(f"{url} has not answered in full within {limit_s:g} seconds.") from error
        raise FetchError(f"{url} cannot be read: {getattr(reason, 'strerror', None) or reason}.") from error
    return contents


def of_ledger(root: Path, today: date, environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the list as the endpoint would give it today, from the register and the ledger of this machine."""
    try:
        register = parser.load(Path(environment.get("KUNDVAL_REGISTER", root / REGISTER)))
        ledger = open_ledger(ledger_name(root, environment))
    except (RegisterError, OfficeError) as error:
        raise FetchError(str(error)) from error
    try:
        document = availability.document(register, ledger.availability(), today)
    finally:
        close = getattr(ledger, "close", None)
        if close:
            close()
    return json.dumps(document, ensure_ascii=False).encode()


def write(out: Path, contents: bytes, today: date) -> Availability:
    """Replace the file by a list that a build can use, in one step, and return it."""
    try:
        statements = listed.parse(contents, today)
    except AvailabilityError as error:
        raise FetchError(f"What was answered is not what providers have stated: {error}.") from error
    output.replace_file(out, contents)
    return statements
