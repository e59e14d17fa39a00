"""The composition root: register, verifier and services, from environment variables that only this module reads."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from chalicelib import request_log
from chalicelib.control_numbers import key_ring
from chalicelib.control_numbers.key_ring import KeyRing
from chalicelib.dates import clock
from chalicelib.ledger.port import Ledger
from chalicelib.ledger.retry import RetryPolicy
from chalicelib.register import parser
from chalicelib.register.issuer import RegisterIssuer
from chalicelib.register.model import Register
from chalicelib.service.claims import ClaimService
from chalicelib.service.context import ServiceContext
from chalicelib.service.numbers import NumberService

if TYPE_CHECKING:
    from chalicelib.reporting.cases.case_store import CaseStore
    from chalicelib.service.token_verifier import Verifier

VERSION: Final = "0.2.0"
RELEASED: Final = "2026-11-30"
"""The day of this version, as the API tells it; CHANGELOG.md has both, and a test compares them."""
CASES: Final = "case-reports.sqlite"

Opened = TypeVar("Opened")


class ConfigurationError(Exception):
    """An environment variable is missing or wrong; the message names it and what it should be."""


@dataclass(frozen=True)
class Runtime:
    """All that a request needs; verifier, ledger and secrets are created once, when the first request needs them."""

    register: Register
    verifier: Callable[[], "Verifier"]
    ledger: Callable[[], Ledger]
    keys: Callable[[], KeyRing]
    cases: Callable[[], "CaseStore"]
    now: Callable[[], datetime] = clock.now
    write: request_log.Write = request_log.to_stdout
    address_header: str = ""  # the reverse proxy's header with the client's address; empty without a proxy

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], fetch: Callable[[str], bytes] | None = None) -> "Runtime":
        """Create the wiring from the variables KUNDVAL_*; a missing or invalid register fails the start."""
        register = parser.load(Path(environment.get("KUNDVAL_REGISTER", parser.PACKAGED)))
        ledger = _location(environment, "KUNDVAL_LEDGER", ("sqlite", "dynamodb"))
        secrets = _location(environment, "KUNDVAL_SECRETS", ("file", "aws"))
        return cls(
            register,
            _once(lambda: _verifier(register.identity, fetch)),
            _once(lambda: _ledger(*ledger)),
            _once(lambda: _keys(*secrets)),
            _once(lambda: open_cases(environment["KUNDVAL_LEDGER"])),
            address_header=environment.get("KUNDVAL_ADDRESS_HEADER", ""),
        )

    @cached_property
    def context(self) -> ServiceContext:
        """Return what the use cases work with, created by the first request, which also reads the ledger's layout."""
        context = ServiceContext(self.register, self.keys(), self.ledger(), self.now)
        context.retry.run(lambda: context.ledger.require_layout(mark=True))
        return context

    @property
    def numbers(self) -> NumberService:
        """Return the use cases of the reception."""
        return NumberService(self.context)

    @property
    def claims(self) -> ClaimService:
        """Return the use cases of providers, residents and the controller."""
        return ClaimService(self.context)


def from_environment() -> Runtime:
    """Return the wiring of this process."""
    return Runtime.from_environment(os.environ)


def open_ledger(location: str) -> Ledger:
    """Return the ledger at sqlite:FILE or dynamodb:TABLE; raise LayoutError if a table's layout is not read here."""
    ledger = _ledger(*_location({"KUNDVAL_LEDGER": location}, "KUNDVAL_LEDGER", ("sqlite", "dynamodb")))
    RetryPolicy().run(lambda: ledger.require_layout(mark=False))
    return ledger


def open_cases(location: str) -> "CaseStore":
    """Return the case reports of the ledger at sqlite:FILE or dynamodb:TABLE: a file beside it, or the same table."""
    from chalicelib.reporting.cases import case_store  # noqa: PLC0415 - few requests need it

    kind, path = _location({"KUNDVAL_LEDGER": location}, "KUNDVAL_LEDGER", ("sqlite", "dynamodb"))
    if kind == "sqlite":
        return case_store.SqliteCases(Path(path).with_name(CASES))
    from chalicelib.ledger.dynamodb_table import Table, connect  # noqa: PLC0415 - as for the ledger

    return case_store.DynamoCases(Table(connect(), path))


def _location(environment: Mapping[str, str], name: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """Parse a variable of the form KIND:LOCATION."""
    kind, _, location = environment.get(name, "").partition(":")
    if kind not in kinds or not location:
        raise ConfigurationError(f"Set {name} to {' or '.join(f'{choice}:…' for choice in kinds)}.")
    return kind, location


def _verifier(issuers: tuple[RegisterIssuer, ...], fetch: Callable[[str], bytes] | None) -> "Verifier":
    """Create the verifier; imported here, since only the authorizer, a function of its own, needs cryptography."""
    from chalicelib.service.issuer_keys import fetch_https  # noqa: PLC0415 - as above
    from chalicelib.service.token_verifier import Verifier  # noqa: PLC0415 - as above

    return Verifier(issuers, fetch or fetch_https, time.monotonic)


def _ledger(kind: str, location: str) -> Ledger:
    """Create the ledger; only its own adapter is imported, since botocore takes a tenth of a second of a cold start."""
    if kind == "sqlite":
        from chalicelib.ledger.sqlite import SqliteLedger  # noqa: PLC0415 - as above

        return SqliteLedger(Path(location))
    from chalicelib.ledger.dynamodb import DynamoLedger  # noqa: PLC0415 - as above
    from chalicelib.ledger.dynamodb_table import connect  # noqa: PLC0415 - as above

    return DynamoLedger(connect(), location)


def _keys(kind: str, location: str) -> KeyRing:
    if kind == "file":
        return key_ring.read(Path(location))
    from chalicelib.control_numbers import secrets_manager  # noqa: PLC0415 - as above

    return secrets_manager.read(secrets_manager.connect(), location)


def _once(create: Callable[[], Opened]) -> Callable[[], Opened]:
    """Return a thread-safe function that creates its result at the first call and returns the same one ever after."""
    lock = threading.Lock()
    created: list[Opened] = []

    def get() -> Opened:
        with lock:
            if not created:
                created.append(create())
            return created[0]

    return get
