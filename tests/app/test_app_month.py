"""A claim is taken back, the month is told and paged, and health says which register is in force."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.service import wiring
from tests.support.app.endpoint import TODAY, Endpoint


class TestReversing:
    """POST /v1/claims/{claim_id}/reverse."""

    def test_a_reversal_gives_the_session_back(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        answer = endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "wrong_date"})
        body = answer.json()
        assert (answer.status, body["left"], body["amount_ore"], body["claim_id"]) == (201, 5, -110_400, claim_id)

    def test_a_second_reversal_gets_the_first_answer(self, endpoint: Endpoint) -> None:
        path = f"/v1/claims/{endpoint.claim('ana', endpoint.number()).json()['claim_id']}/reverse"
        first = endpoint.post(path, "ana", {"reason": "wrong_date"})
        again = endpoint.post(path, "ana", {"reason": "wrong_date"})
        assert (again.status, again.body) == (200, first.body)

    def test_the_session_is_claimed_again_under_the_next_nth_and_never_the_old(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        claim_id = endpoint.claim("ana", issued).json()["claim_id"]
        endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "wrong_date"})
        refused = endpoint.claim("ana", issued)
        assert (refused.status, refused.json()["code"], refused.json()["next_nth"]) == (409, "reversed", 2)
        assert endpoint.claim("ana", issued, nth=2).status == 201

    def test_another_providers_claim_looks_unknown(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        answers = [
            endpoint.post(f"/v1/claims/{one}/reverse", "bo", {"reason": "wrong_date"}) for one in (claim_id, "0" * 32)
        ]
        assert {answer.status for answer in answers} == {404}
        assert answers[0].body == answers[1].body

    def test_the_controller_reverses_anyones(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        assert endpoint.post(f"/v1/claims/{claim_id}/reverse", "controller", {"reason": "duplicate"}).status == 201

    def test_a_reason_is_one_of_the_codes(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        answer = endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "because"})
        assert (answer.status, answer.json()["code"]) == (422, "unknown_reason")


class TestFinding:
    """POST /v1/claims/find."""

    def find(self, endpoint: Endpoint, who: str, number: str, day: str = f"{TODAY}") -> dict[str, Any]:
        """Return the answer's body."""
        body: dict[str, Any] = endpoint.post("/v1/claims/find", who, {"number": number, "date": day}).json()
        return body

    def test_a_provider_finds_its_own_reports_of_the_day_with_their_corrections(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        claim_id = endpoint.claim("ana", issued).json()["claim_id"]
        endpoint.claim("bo", issued)
        endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "wrong_date"})
        rows = self.find(endpoint, "ana", issued)["rows"]
        assert [(row["kind"], row["claim_id"]) for row in rows] == [("claim", claim_id), ("reversal", claim_id)]
        assert self.find(endpoint, "ana", issued, f"{TODAY - timedelta(days=1)}") == {"rows": []}

    def test_neither_number_nor_who_wrote_it_is_in_the_answer(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        endpoint.claim("ana", issued)
        (row,) = self.find(endpoint, "ana", issued)["rows"]
        assert not {"place", "by", "fingerprint", "code", "number"} & set(row)

    def test_numbers_that_do_not_exist_are_counted_as_at_a_check(self, endpoint: Endpoint) -> None:
        codes = [self.find(endpoint, "ana", "7K3M-9RT4-WXC6")["code"] for _ in range(21)]
        assert codes == ["number_unknown"] * 20 + ["too_many_failures"]


class TestTheMonth:
    """GET /v1/claims."""

    MONTH = f"/v1/claims?month={TODAY:%Y-%m}"

    def test_a_provider_sees_its_own_rows_and_their_sum(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        endpoint.claim("bo", issued)
        claim_id = endpoint.claim("ana", issued).json()["claim_id"]
        body = endpoint.get(self.MONTH, "ana").json()
        assert ([row["claim_id"] for row in body["rows"]], body["sum_ore"]) == ([claim_id], 110_400)

    def test_the_controller_sees_everyones(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        for who in ("bo", "ana", "own-unit"):
            endpoint.claim(who, issued)
        body = endpoint.get(self.MONTH, "controller").json()
        assert sorted(row["provider"] for row in body["rows"]) == ["ana", "bo", "own-unit"]
        assert body["sum_ore"] == 110_400 + 110_400 + 106_600

    def test_a_reversal_is_a_row_of_its_own(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "wrong_date"})
        body = endpoint.get(self.MONTH, "ana").json()
        assert [(row["kind"], row["amount_ore"]) for row in body["rows"]] == [
            ("claim", 110_400),
            ("reversal", -110_400),
        ]
        assert body["sum_ore"] == 0

    def test_another_month_is_empty(self, endpoint: Endpoint) -> None:
        endpoint.claim("ana", endpoint.number())
        empty = {"month": "2020-01", "rows": [], "sum_ore": 0}
        assert endpoint.get("/v1/claims?month=2020-01", "ana").json() == {**empty, "batch": "2020-01/ana"}
        assert endpoint.get("/v1/claims?month=2020-01", "controller").json() == empty

    def test_a_provider_is_told_the_batch_that_finance_has(self, endpoint: Endpoint) -> None:
        endpoint.claim("ana", endpoint.number())
        (paid,) = endpoint.get(f"/v1/payment-runs/{TODAY:%Y-%m}", "controller").json()["totals"]["providers"]
        assert endpoint.get(self.MONTH, "ana").json()["batch"] == paid["batch"]

    @pytest.mark.parametrize(
        ("query", "code", "field"),
        [
            ("", "missing_field", "month"),
            ("?month=2026-13", "invalid_field", "month"),
            ("?month=2026-11&month=2026-12", "invalid_field", "month"),
            ("?month=2026-11&provider=bo", "unknown_field", None),
        ],
    )
    def test_a_query_is_read_strictly(self, endpoint: Endpoint, query: str, code: str, field: str | None) -> None:
        answer = endpoint.get(f"/v1/claims{query}", "ana")
        assert (answer.status, answer.json()["code"], answer.json().get("field")) == (400, code, field)

    @pytest.mark.parametrize("cursor", ["x", "eyJ9", "%00", "a" * 300])
    def test_a_cursor_that_is_not_ours_is_refused(self, endpoint: Endpoint, cursor: str) -> None:
        answer = endpoint.get(f"{self.MONTH}&cursor={cursor}", "ana")
        assert (answer.status, answer.json()["code"]) == (400, "invalid_cursor")


class TestHealth:
    """GET /v1/health and /v1/openapi.json, without a token."""

    def test_it_says_version_and_register(self, endpoint: Endpoint) -> None:
        body = endpoint.get("/v1/health").json()
        assert body == {"status": "ok", "version": wiring.VERSION, "register": endpoint.wired.register.sha256}

    @pytest.mark.parametrize("path", ["/v1/health", "/v1/openapi.json"])
    def test_a_field_that_it_does_not_take_is_refused_here_too(self, endpoint: Endpoint, path: str) -> None:
        answer = endpoint.get(f"{path}?t=1")
        assert (answer.status, answer.json()["code"], answer.json()["known"]) == (400, "unknown_field", [])

    def test_the_description_is_served(self, endpoint: Endpoint) -> None:
        assert endpoint.get("/v1/openapi.json").json()["info"]["title"] == "Kundval"
