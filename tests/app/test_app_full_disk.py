"""A full disk over HTTP: 503 with a time to wait, whoever watches is told, and nothing was recorded by half."""

from collections.abc import Callable
from typing import Any

import pytest

from ops.server.api_gateway import Response
from tests.support.app.endpoint import SERVICE, TODAY, Endpoint
from tests.support.chalicelib.full_disk import full_disk

CLAIM = {"service": SERVICE, "date": TODAY.isoformat()}
ASKED: dict[str, Callable[[Endpoint, str], Response]] = {
    "health": lambda endpoint, _: endpoint.get("/v1/health"),
    "issue": lambda endpoint, _: endpoint.post("/v1/numbers", "reception", {"service": SERVICE}),
    "claim": lambda endpoint, number: endpoint.post("/v1/claims", "ana", {"number": number, **CLAIM}),
    "replace": lambda endpoint, number: endpoint.post(
        "/v1/numbers/replace", "reception", {"number": number, "reason": "lost"}
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_it_is_503_with_a_time_to_wait(endpoint: Endpoint, what: str) -> None:
    number = endpoint.number()
    with full_disk():
        answer = ASKED[what](endpoint, number)
    assert (answer.status, answer.json()["code"], answer.headers["Retry-After"]) == (503, "cannot_write", "60")


def test_the_same_claim_is_recorded_once_there_is_room(endpoint: Endpoint) -> None:
    number = endpoint.number()
    with full_disk():
        endpoint.claim("ana", number)
    left: dict[str, Any] = endpoint.post("/v1/numbers/look-up", "reception", {"number": number}).json()
    assert (left["left"], endpoint.claim("ana", number).status) == (5, 201)
    assert endpoint.get("/v1/health").status == 200


def test_each_line_of_a_batch_is_told(endpoint: Endpoint) -> None:
    lines = [{"number": endpoint.number(), **CLAIM} for _ in range(2)]
    with full_disk():
        answers = endpoint.post("/v1/claims/batch", "ana", {"claims": lines}).json()["answers"]
    assert [(one["status"], one["problem"]["code"]) for one in answers] == [(503, "cannot_write")] * 2


def test_the_line_of_the_log_tells_what_the_system_said(endpoint: Endpoint) -> None:
    with full_disk():
        endpoint.get("/v1/health")
    assert '"code": "cannot_write"' in endpoint.lines[-1]
    assert "OperationalError" in endpoint.lines[-1]


def test_a_number_can_be_looked_up_meanwhile(endpoint: Endpoint) -> None:
    number = endpoint.number()
    with full_disk():
        assert endpoint.post("/v1/numbers/look-up", "reception", {"number": number}).json()["usable"]
