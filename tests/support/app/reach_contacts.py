"""Counting a contact, and the answers that it alone can get."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from ops.server.api_gateway import Response
from tests.support.app.endpoint import CODED, SERVICE, Endpoint, now
from tests.support.app.sending import Case, Sending

ADDRESS: Final = "/v1/contacts"
CONTACT: Final[Mapping[str, Any]] = {"service": SERVICE, "kind": "advice"}
KEY: Final = {"Idempotency-Key": "contact"}


def count(endpoint: Endpoint) -> Sending:
    del endpoint
    return Sending("reception", ADDRESS, dict(CONTACT), KEY)


def counting(**more: object) -> Callable[[Endpoint], Response]:
    return lambda endpoint: endpoint.post(ADDRESS, "reception", {**CONTACT, **more}, KEY)


def _another(endpoint: Endpoint) -> Response:
    counting()(endpoint)
    return counting(kind="first_assessment")(endpoint)


def _undone_later(endpoint: Endpoint) -> Response:
    with endpoint.at(lambda: now() - dt.timedelta(days=40)):
        counting()(endpoint)
    return counting(undo=True)(endpoint)


OWN_WAYS: Final[dict[Case, Callable[[Endpoint], Response]]] = {
    ("POST", ADDRESS, 409, "idempotency_conflict"): _another,
    ("POST", ADDRESS, 409, "too_late_to_undo"): _undone_later,
    ("POST", ADDRESS, 422, "contacts_unasked"): counting(service=CODED),
}
