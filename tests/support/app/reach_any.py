"""Answers that any route can give, and for each a request that works for all routes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NoReturn

import app
from chalicelib.control_numbers import control_number
from chalicelib.ledger.port import BusyError, UnwritableError
from ops.server.api_gateway import Response
from tests.support.app.endpoint import Endpoint
from tests.support.app.sending import TEST_PERSON, Sending

UNKNOWN: Final = control_number.format(control_number.from_digest(bytes(32)))
MISTYPED: Final = "7K3M-9RT4-WXC7"


def _nobody(endpoint: Endpoint, sending: Sending) -> Response:
    if sending.body is None:
        return endpoint.get(sending.path)
    return endpoint.raw(sending.method, sending.path, {"content-type": "application/json"}, b"{}")


def _another_role(endpoint: Endpoint, sending: Sending) -> Response:
    others = {"reception": "ana", "controller": "ana", "ana": "reception"}
    return replace(sending, who=others[sending.who]).to(endpoint)


def _person(endpoint: Endpoint, sending: Sending) -> Response:
    if sending.body is None:
        mark = "&" if "?" in sending.path else "?"
        return endpoint.get(f"{sending.path}{mark}who={TEST_PERSON}", sending.who)
    return sending.to(endpoint, number=TEST_PERSON)


def _broken(error: type[Exception]) -> Callable[[Endpoint, Sending], Response]:
    """Return a request for which the ledger raises this error."""

    def fail() -> NoReturn:
        raise error

    def answer(endpoint: Endpoint, sending: Sending) -> Response:
        app.configure(replace(endpoint.wired, ledger=fail))
        return sending.to(endpoint)

    return answer


def _missing(endpoint: Endpoint, sending: Sending) -> Response:
    if sending.body is None:
        return endpoint.get(sending.path.partition("?")[0], sending.who)
    return sending.raw(endpoint, b"{}")


def _unknown(endpoint: Endpoint, sending: Sending) -> Response:
    if sending.body is None:
        mark = "&" if "?" in sending.path else "?"
        return endpoint.get(f"{sending.path}{mark}colour=red", sending.who)
    return sending.to(endpoint, colour="red")


def _invalid(endpoint: Endpoint, sending: Sending) -> Response:
    if sending.body is None:
        return endpoint.get(f"{sending.path}-01", sending.who)
    return sending.to(endpoint, **{next(iter(sending.body)): []})


def _after(verb: str, reason: str, endpoint: Endpoint, sending: Sending) -> Response:
    """Send the request after the reception has changed its number."""
    assert sending.body is not None
    body = {"number": sending.body["number"], "reason": reason}
    endpoint.post(f"/v1/numbers/{verb}", "reception", body, {"Idempotency-Key": "before"})
    return sending.to(endpoint)


def _late(endpoint: Endpoint, sending: Sending) -> Response:
    """Send the request long after its number was issued."""
    return sending.to(endpoint, number=endpoint.number(500))


ANY_ROUTE: Final[dict[str, Callable[[Endpoint, Sending], Response]]] = {
    "unauthorised": _nobody,
    "forbidden": _another_role,
    "role_required": lambda endpoint, sending: replace(sending, who="controller ana").to(endpoint),
    "not_authorised": lambda endpoint, sending: replace(sending, who="gone").to(endpoint),
    "invalid_body": lambda endpoint, sending: sending.raw(endpoint, b"{"),
    "unsupported_media_type": lambda endpoint, sending: sending.raw(endpoint, b"{}", "text/plain"),
    "too_large": lambda endpoint, sending: sending.raw(endpoint, b" " * 300_000),
    "missing_field": _missing,
    "unknown_field": _unknown,
    "invalid_field": _invalid,
    "personal_identity_number": _person,
    "internal_error": _broken(RuntimeError),
    "busy": _broken(BusyError),
    "cannot_write": _broken(UnwritableError),
    "number_revoked": lambda endpoint, sending: _after("revoke", "moved", endpoint, sending),
    "number_replaced": lambda endpoint, sending: _after("replace", "lost", endpoint, sending),
    "number_expired": _late,
    "number_mistyped": lambda endpoint, sending: sending.to(endpoint, number=MISTYPED),
    "number_unknown": lambda endpoint, sending: sending.to(endpoint, number=UNKNOWN),
    "unknown_reason": lambda endpoint, sending: sending.to(endpoint, reason="because"),
    "unknown_service": lambda endpoint, sending: sending.to(endpoint, service="sommarlager"),
}
