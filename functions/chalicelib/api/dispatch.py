"""Request dispatch: authorisation, validation, the handler, its outcome as a response, and one log line."""

import ipaddress
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from chalicelib import request_log
from chalicelib.api import problems, request_fields
from chalicelib.api.request_fields import Field
from chalicelib.dates import clock
from chalicelib.layout import LayoutError
from chalicelib.ledger.port import BusyError, ContendedError, UnwritableError
from chalicelib.privacy import holds_personal_identity_number
from chalicelib.register.codes import ROLES
from chalicelib.rules.outcomes import Refused
from chalicelib.service.caller import LEEWAY_SECONDS, Caller, may_sign_in
from chalicelib.service.claims import ClaimService
from chalicelib.service.context import ServiceContext
from chalicelib.service.numbers import NumberService
from chalicelib.service.wiring import Runtime

if TYPE_CHECKING:
    from chalicelib.reporting.cases.case_store import CaseStore

ANONYMOUS: Final = Caller("", (), "", 0)
ROLE_HEADER: Final = "Kundval-Role"
MAX_KEY_CHARACTERS: Final = 128
_HEADERS: Final = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class RawRequest:
    """A request as received: nothing but its token has been verified, by the authorizer.

    `headers` is looked up by names in lower case, regardless of how they were sent.
    """

    request_id: str
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    address: str = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Request:
    """A valid, authorised request: its caller in one role, the values of the route's fields, and what handles it.

    `accept` is the Accept header; few routes have a choice of formats.
    """

    caller: Caller
    values: Mapping[str, Any] = field(repr=False)
    path: Mapping[str, str]
    key: str = field(repr=False)
    address: str = field(repr=False)
    accept: str
    context: ServiceContext
    numbers: NumberService
    claims: ClaimService
    cases: Callable[[], "CaseStore"]


@dataclass(frozen=True)
class Response:
    """A response: status, a body that is encoded as JSON unless it is a file, and further header fields.

    `logged` is the code in the request log: of a batch, what alarms count among its lines.
    """

    status: int
    body: Mapping[str, Any] | str | bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    logged: str = "ok"


@dataclass(frozen=True)
class Route:
    """One route: its roles (anyone when empty), its fields, and its handler `answer`.

    `keyed` means that an Idempotency-Key identifies repeated requests; one is generated where none was sent.
    `every_role` means that the caller has all of its roles there, and not the one that the request is made in.
    """

    method: str
    path: str
    roles: frozenset[str]
    fields: tuple[Field, ...]
    answer: Callable[[Request], Response | Refused]
    max_bytes: int = request_fields.MAX_BYTES
    keyed: bool = False
    every_role: bool = False


def answer(route: Route, raw: RawRequest, runtime: Runtime) -> Response:
    """Return the response to a request, also when its handler fails, and write one log line."""
    started = time.monotonic()
    error_location = ""
    outcome: Response | Refused
    try:
        authorised = _authorise(route, raw, runtime)
        if isinstance(authorised, Refused):
            outcome = authorised
        else:
            raw = replace(raw, caller=authorised)
            outcome = _handle(route, raw, runtime)
    except (BusyError, ContendedError):
        outcome = Refused("busy", {"request_id": raw.request_id})
    except UnwritableError as error:
        outcome = Refused("cannot_write", {"request_id": raw.request_id})
        error_location = request_log.describe_error(error.__cause__ or error)
    except LayoutError as error:
        outcome = Refused("cannot_write", {"request_id": raw.request_id})
        error_location = str(error)  # it holds numbers of layouts and where the ledger is, and nothing that was sent
    except Exception as bug:  # noqa: BLE001 - nothing of a bug may reach the caller, and its message not even the log
        outcome = Refused("internal_error", {"request_id": raw.request_id})
        error_location = request_log.describe_error(bug)
    refused = isinstance(outcome, Refused)
    response = refusal(outcome.code, outcome.facts, runtime.now()) if isinstance(outcome, Refused) else outcome
    code = outcome.code if isinstance(outcome, Refused) else response.logged
    spent_ms = round((time.monotonic() - started) * 1000)
    record = request_log.LogRecord(
        request_id=raw.request_id,
        method=route.method,
        route=route.path,
        status=response.status,
        code=code,
        role=" ".join(raw.caller.roles),
        duration_ms=spent_ms,
        where=error_location,
    )
    runtime.write(request_log.format_record(record))
    return response if refused else Response(response.status, response.body, {**_HEADERS, **response.headers})


def refusal(code: str, facts: Mapping[str, object], now: datetime) -> Response:
    """Return a refusal as a problem document."""
    headers = {**_HEADERS, **problems.headers(code, now)}
    return Response(problems.PROBLEM_TYPES[code].status, problems.body(code, facts, now), headers)


def client_network(address: str) -> str:
    """Return the network that one household has: the whole IPv4 address, or the /64 of an IPv6 address.

    >>> client_network("192.0.2.7"), client_network("2001:db8:0:1:aaaa::7") == client_network("2001:db8:0:1::1")
    ('192.0.2.7', True)
    >>> client_network("::ffff:192.0.2.7")  # as a socket for both kinds writes it
    '192.0.2.7'
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))


def _handle(route: Route, raw: RawRequest, runtime: Runtime) -> Response | Refused:
    key = raw.headers.get("idempotency-key")
    if key and holds_personal_identity_number(key):
        return Refused("personal_identity_number", {"field": "Idempotency-Key"})
    if (raw.path or raw.query) and holds_personal_identity_number([dict(raw.path), dict(raw.query)]):
        return Refused("personal_identity_number")
    if key is not None and not (key.isascii() and key.isprintable() and 0 < len(key) <= MAX_KEY_CHARACTERS):
        expected = f"1-{MAX_KEY_CHARACTERS} printable ASCII characters"
        return Refused("invalid_field", {"field": "Idempotency-Key", "expected": expected})
    values = _values(route, raw, raw.headers.get("content-type", ""))
    if isinstance(values, Refused):
        return values
    if key is None:
        key = secrets.token_urlsafe(16) if route.keyed else ""
    request = Request(
        caller=raw.caller,
        values=values,
        path=raw.path,
        key=key,
        address=raw.address,
        accept=raw.headers.get("accept", ""),
        context=runtime.context,
        numbers=runtime.numbers,
        claims=runtime.claims,
        cases=runtime.cases,
    )
    return route.answer(request)


def _authorise(route: Route, raw: RawRequest, runtime: Runtime) -> Caller | Refused:
    """Return the caller in the role that the request is made in, or why it may not be made.

    Expiry is checked here because API Gateway caches the authorizer's answer.
    """
    caller = raw.caller
    if not route.roles:
        return caller
    now = runtime.now()
    if caller is ANONYMOUS:
        return Refused("unauthorised")
    if caller.expires_at_seconds + LEEWAY_SECONDS <= now.timestamp():
        return Refused("unauthorised", {"reason": "expired"})
    roles = _roles(route, caller, None if route.every_role else raw.headers.get(ROLE_HEADER.lower()))
    if isinstance(roles, Refused):
        return roles
    if "provider" in roles and not may_sign_in(runtime.register, caller.provider, clock.day(now)):
        roles = tuple(role for role in roles if role != "provider")
    return caller.limited_to(roles) if roles else Refused("not_authorised")


def _roles(route: Route, caller: Caller, named: str | None) -> tuple[str, ...] | Refused:
    """Return the role of the request: the caller's only one that the route takes, or the one that the header names."""
    if named is not None and named not in ROLES:
        return Refused("invalid_field", {"field": ROLE_HEADER, "expected": f"one of {', '.join(ROLES)}"})
    roles = tuple(role for role in caller.roles if role in route.roles and named in {None, role})
    if not roles:
        return Refused("forbidden")
    if len(roles) > 1 and not route.every_role:
        return Refused("role_required", {"roles": list(roles)})
    return roles


def _values(route: Route, raw: RawRequest, content_type: str) -> dict[str, Any] | Refused:
    """Return the fields of the body, or of the query for GET; control numbers are sent in bodies only."""
    if route.method == "GET":
        return _query(raw.query, route.fields)
    if raw.query:
        return Refused("unknown_field", {"known": []})
    return request_fields.parse(raw.body, content_type, route.fields, route.max_bytes)


def _query(query: Mapping[str, Sequence[str]], fields: tuple[Field, ...]) -> dict[str, Any] | Refused:
    for route_field in fields:
        if len(query.get(route_field.name, ())) > 1:
            return Refused("invalid_field", {"field": route_field.name, "expected": route_field.type.expected})
    return request_fields.read({name: values[0] for name, values in query.items()}, fields)
