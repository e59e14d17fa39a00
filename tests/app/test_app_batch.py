"""POST /v1/claims/batch: line by line, as if each claim had been sent alone."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any, cast

import pytest

import app
from chalicelib.control_numbers import control_number
from chalicelib.ledger.port import BusyError, Ledger, UnwritableError
from chalicelib.ledger.rows import ClaimRow, NumberRow
from ops.server.api_gateway import Response
from tests.support.app.endpoint import SERVICE, TODAY, UNNUMBERED, Endpoint, ago
from tests.support.app.sending import TEST_PERSON

PATH = "/v1/claims/batch"


def line(quoted: str, **more: object) -> dict[str, Any]:
    """A claim for a session today."""
    return {"number": quoted, "service": SERVICE, "date": TODAY.isoformat(), **more}


def typo(quoted: str) -> str:
    """The number with its last character wrong."""
    return quoted[:-1] + ("0" if quoted[-1] != "0" else "2")


def send(endpoint: Endpoint, *lines: object) -> Response:
    """Send the lines."""
    return endpoint.post(PATH, "ana", {"claims": list(lines)})


def told(answer: Response) -> list[tuple[int, str]]:
    """Status and code of each line's answer."""
    return [(one["status"], one.get("problem", {}).get("code", "ok")) for one in answer.json()["answers"]]


class Flaky:
    """A ledger that records so many claims and is then out of order."""

    def __init__(self, ledger: Ledger, left: int, error: type[Exception]) -> None:
        """Stand before a ledger."""
        self.ledger, self.left, self.error = ledger, left, error

    def __getattr__(self, name: str) -> object:
        """Everything else is the ledger's own."""
        return getattr(self.ledger, name)

    def append_claim(self, claim: ClaimRow, row: NumberRow | None) -> None:
        """Record, or fail."""
        if self.left == 0:
            raise self.error
        self.left -= 1
        self.ledger.append_claim(claim, row)


class TestLines:
    """Each stands or is refused by itself."""

    def test_a_hundred_are_answered_in_their_order(self, endpoint: Endpoint) -> None:
        numbers = [endpoint.number() for _ in range(20)]
        lines = [line(one, nth=nth) for one in numbers for nth in range(1, 6)]
        answer = send(endpoint, *lines)
        assert told(answer) == [(201, "ok")] * 100
        assert [one["receipt"]["left"] for one in answer.json()["answers"]] == [4, 3, 2, 1, 0] * 20

    def test_each_gets_what_it_would_get_alone(self, endpoint: Endpoint) -> None:
        first, second = endpoint.number(), endpoint.number()
        lines: list[dict[str, Any]] = [
            line(first),
            line(first),
            line(first, minutes=45),
            line(first, nth=3),
            line(typo(first)),
            line(control_number.from_digest(bytes(32))),
            line(second, date=ago(1)),
            line(second, date=ago(-1)),
            line(second, service="sommarlager"),
            line(second, councellors=2),
            line(second, date="2026-02-30"),
            {"number": second},
            {"reference": "2026/17", "service": UNNUMBERED, "date": TODAY.isoformat()},
            {"service": UNNUMBERED, "date": TODAY.isoformat()},
        ]
        together = send(endpoint, *lines).json()["answers"]
        assert [one["status"] for one in together[:2]] == [201, 200]
        alone = [endpoint.post("/v1/claims", "ana", one) for one in lines[1:]]
        assert [one.get("problem", one.get("receipt")) for one in together[1:]] == [one.json() for one in alone]
        assert [one["status"] for one in together[2:12]] == [one.status for one in alone[1:11]]

    def test_the_same_batch_again_gets_the_same_receipts(self, endpoint: Endpoint) -> None:
        lines = [line(endpoint.number()) for _ in range(3)]
        first, again = send(endpoint, *lines), send(endpoint, *lines)
        assert told(again) == [(200, "ok")] * 3
        receipts = [[one["receipt"] for one in answer.json()["answers"]] for answer in (first, again)]
        assert receipts[0] == receipts[1]

    def test_a_reference_that_is_pasted_in_another_way_is_the_same_claim(self, endpoint: Endpoint) -> None:
        references = ("2026-0412", "\u00a02026-0412", "2026\u20110412\u200b", "”2026-0412”.")
        lines = [{"reference": text, "service": UNNUMBERED, "date": TODAY.isoformat()} for text in references]
        answers = send(endpoint, *lines).json()["answers"]
        assert [answer["status"] for answer in answers] == [201, 200, 200, 200]
        assert len({answer["receipt"]["claim_id"] for answer in answers}) == 1

    def test_thirty_typos_lock_nobody_out(self, endpoint: Endpoint) -> None:
        good = endpoint.number()
        lines = [line(typo(good)) for _ in range(30)] + [line(good, nth=1)]
        assert told(send(endpoint, *lines)) == [(422, "number_mistyped")] * 30 + [(201, "ok")]
        assert endpoint.claim("ana", endpoint.number()).status == 201

    def test_twenty_unknown_numbers_do(self, endpoint: Endpoint) -> None:
        guesses = [line(control_number.from_digest(bytes([guess] * 32))) for guess in range(21)]
        assert told(send(endpoint, *guesses))[-1] == (429, "too_many_failures")

    def test_the_log_has_what_the_alarms_count(self, endpoint: Endpoint) -> None:
        guesses = [line(control_number.from_digest(bytes([guess] * 32))) for guess in range(21)]
        good = line(endpoint.number())
        for lines in ([good], [good, line(typo(good["number"]))], [good, *guesses[:20]], [good, guesses[20]]):
            assert send(endpoint, *lines).status == 200
        logged = [record["code"] for record in map(json.loads, endpoint.lines) if record["route"] == PATH]
        assert logged == ["ok", "ok", "number_unknown", "too_many_failures"]

    def test_the_same_unknown_number_in_a_hundred_lines_is_one_failure(self, endpoint: Endpoint) -> None:
        unknown = control_number.from_digest(bytes(32))
        written = (unknown, unknown.lower(), control_number.format(unknown))
        lines = [line(written[nth % 3] + " " * (nth % 30), nth=nth % 99 + 1) for nth in range(100)]
        assert told(send(endpoint, *lines)) == [(404, "number_unknown")] * 100
        assert endpoint.claim("ana", endpoint.number()).status == 201

    def test_a_line_refused_for_something_else_hides_no_failure(self, endpoint: Endpoint) -> None:
        for guess in range(20):
            number = control_number.from_digest(bytes([guess] * 32))
            send(endpoint, line(number, reference="2026/17"), line(number))
        assert endpoint.claim("ana", endpoint.number()).json()["code"] == "too_many_failures"

    def test_each_line_that_came_too_often_says_when_to_try_again(self, endpoint: Endpoint) -> None:
        guesses = [line(control_number.from_digest(bytes([guess] * 32))) for guess in range(21)]
        with endpoint.at(lambda: dt.datetime(2026, 11, 21, 11, 40, 30, 500, tzinfo=dt.UTC)):
            locked = send(endpoint, *guesses).json()["answers"][-1]["problem"]
            alone = endpoint.claim("ana", "7K3M-9RT4-WXC6")
        assert (locked["retry_after_seconds"], locked["retry_at"]) == (1170, "2026-11-21T12:00:00.000000Z")
        assert (alone.json(), alone.headers["Retry-After"]) == (locked, "1170")

    @pytest.mark.parametrize(("error", "code"), [(BusyError, "busy"), (UnwritableError, "cannot_write")])
    def test_a_ledger_that_fails_on_the_way_leaves_what_stands_and_the_rest_can_be_sent_again(
        self, endpoint: Endpoint, error: type[Exception], code: str
    ) -> None:
        lines = [line(endpoint.number()) for _ in range(4)]
        flaky = cast("Ledger", Flaky(endpoint.wired.ledger(), 2, error))
        app.configure(replace(endpoint.wired, ledger=lambda: flaky))
        assert told(send(endpoint, *lines)) == [(201, "ok"), (201, "ok"), (503, code), (503, code)]
        app.configure(endpoint.wired)
        assert told(send(endpoint, *lines)) == [(200, "ok"), (200, "ok"), (201, "ok"), (201, "ok")]


class TestWholeBatches:
    """What is refused as a whole leaves nothing behind."""

    def test_none_and_a_hundred_and_one_lines_are_refused(self, endpoint: Endpoint) -> None:
        for lines in ([], [line("7K3M-9RT4-WXC6")] * 101):
            answer = send(endpoint, *lines)
            assert (answer.status, answer.json()["field"]) == (400, "claims")

    def test_lines_that_are_no_objects_are_refused(self, endpoint: Endpoint) -> None:
        wrong: list[object] = ["7K3M-9RT4-WXC6", None, [], 7]
        for one in wrong:
            assert send(endpoint, one).json()["code"] == "invalid_field"

    def test_a_hundred_lines_with_every_field_fit(self, endpoint: Endpoint) -> None:
        full = line("7K3M-9RT4-WXC7", event="late_cancellation", counsellors=9, nth=99, minutes=1440, code="7K3M")
        assert told(send(endpoint, *[full] * 100)) == [(422, "number_mistyped")] * 100

    def test_a_personal_identity_number_in_one_line_records_none(self, endpoint: Endpoint) -> None:
        answer = send(endpoint, line(endpoint.number()), line(TEST_PERSON))
        assert (answer.status, answer.json()["code"]) == (422, "personal_identity_number")
        assert endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "ana").json()["rows"] == []

    def test_every_line_with_a_personal_identity_number_is_named_and_nothing_of_it_repeated(
        self, endpoint: Endpoint
    ) -> None:
        good = line(endpoint.number())
        answer = send(endpoint, good, line(TEST_PERSON), good, {**good, TEST_PERSON: 1}, {**good, "code": TEST_PERSON})
        lines = [{"line": 2, "field": "number"}, {"line": 4}, {"line": 5, "field": "code"}]
        assert (answer.json()["field"], answer.json()["lines"]) == ("claims", lines)
        assert b"2397" not in answer.body

    def test_null_in_a_line_is_a_field_that_was_not_sent(self, endpoint: Endpoint) -> None:
        number = endpoint.number()
        nulls = dict.fromkeys(("reference", "event", "counsellors", "nth", "minutes", "code"))
        assert told(send(endpoint, line(number), line(number, **nulls))) == [(201, "ok"), (200, "ok")]
