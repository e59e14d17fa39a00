"""What each route tells of a number that was replaced: that it was, and nothing of what took its place."""

from typing import Any

import pytest

from chalicelib.control_numbers import control_number
from tests.support.app.endpoint import OWN_UNITS, SERVICE, TODAY, Endpoint

ASKING = [("/v1/numbers/look-up", "reception"), ("/v1/numbers/check", "ana")]
CLAIM = {"service": SERVICE, "date": TODAY.isoformat()}


def closed(endpoint: Endpoint, verb: str, service: str = SERVICE) -> tuple[str, dict[str, Any]]:
    """A number that the reception has revoked or replaced, and what it was answered."""
    issued = endpoint.number(service=service)
    body = {"number": issued, "reason": "other"}
    return issued, endpoint.post(f"/v1/numbers/{verb}", "reception", body, {"Idempotency-Key": verb}).json()


@pytest.mark.parametrize(("path", "who"), ASKING)
@pytest.mark.parametrize(("verb", "reason"), [("revoke", "number_revoked"), ("replace", "number_replaced")])
def test_it_is_the_reason_of_an_answer(endpoint: Endpoint, verb: str, reason: str, path: str, who: str) -> None:
    answer = endpoint.post(path, who, {"number": closed(endpoint, verb)[0]})
    assert (answer.status, answer.json()["usable"], answer.json()["reason"]) == (200, False, reason)


@pytest.mark.parametrize(("path", "who"), ASKING)
def test_nothing_else_is_told_than_of_a_revoked_number(endpoint: Endpoint, path: str, who: str) -> None:
    (revoked, _), (replaced, new) = closed(endpoint, "revoke"), closed(endpoint, "replace")
    of_revoked, of_replaced = (endpoint.post(path, who, {"number": one}).json() for one in (revoked, replaced))
    emptied = {"left": 0, "granted": 0, "reason": "number_replaced"}
    assert of_replaced == of_revoked | {name: value for name, value in emptied.items() if name in of_revoked}
    assert new["number"] not in str(of_replaced)


def test_whoever_holds_the_old_slip_cannot_tell_that_there_is_a_new_number(endpoint: Endpoint) -> None:
    (revoked, _), (replaced, _) = closed(endpoint, "revoke"), closed(endpoint, "replace")
    answers = [endpoint.post("/v1/numbers/mine", "", {"number": one}) for one in (revoked, replaced)]
    assert answers[0].body == answers[1].body
    assert (answers[0].json()["reason"], answers[0].json()["left"]) == ("number_revoked", 0)


def test_a_claim_is_refused_with_no_fact_of_the_new_number(endpoint: Endpoint) -> None:
    replaced, new = closed(endpoint, "replace")
    answer = endpoint.post("/v1/claims", "ana", {"number": replaced, **CLAIM})
    assert (answer.status, answer.json()["code"]) == (409, "number_replaced")
    assert set(answer.json()) == {"type", "title", "status", "detail", "code"}
    assert new["number"] not in answer.body.decode()


def test_a_line_of_a_batch_gets_what_it_would_get_alone(endpoint: Endpoint) -> None:
    lines = [{"number": closed(endpoint, verb)[0], **CLAIM} for verb in ("revoke", "replace")]
    answers = endpoint.post("/v1/claims/batch", "ana", {"claims": lines}).json()["answers"]
    assert [one["problem"]["code"] for one in answers] == ["number_revoked", "number_replaced"]


@pytest.mark.parametrize(("path", "more"), [("/v1/numbers/check", {}), ("/v1/claims", CLAIM)])
def test_a_number_for_the_own_unit_alone_is_as_unknown_as_before(
    endpoint: Endpoint, path: str, more: dict[str, str]
) -> None:
    hidden, _ = closed(endpoint, "replace", service=OWN_UNITS)
    never = control_number.from_digest(bytes(32))
    answers = [endpoint.post(path, "ana", {"number": one, **more}).body for one in (hidden, never)]
    assert answers[0] == answers[1]
