"""The routes: who may ask, what comes of it, and exactly once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.api.request_fields import MAX_TEXT_CHARACTERS
from chalicelib.control_numbers import control_number
from tests.support.app.endpoint import CODED, SERVICE, TODAY, Endpoint
from tests.support.input_cases import cases
from tests.support.tables import assert_rows


class TestIssuing:
    """POST /v1/numbers."""

    def test_a_number_is_issued_with_its_validity(self, endpoint: Endpoint) -> None:
        answer = endpoint.post("/v1/numbers", "reception", {"service": SERVICE})
        body = answer.json()
        assert answer.status == 201
        assert control_number.is_valid(body["number"])
        assert body["granted"] == 5
        assert body["valid_from"] == TODAY.isoformat()

    def test_extra_sessions_come_with_their_reason(self, endpoint: Endpoint) -> None:
        answer = endpoint.post("/v1/numbers", "reception", {"service": SERVICE, "extra": "children_under_18"})
        assert answer.json()["granted"] == 8

    def test_the_same_key_gets_the_same_number(self, endpoint: Endpoint) -> None:
        key = {"Idempotency-Key": "a-key-of-ours"}
        first = endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, key)
        again = endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, key)
        assert (first.status, again.status) == (201, 200)
        assert first.json() == again.json()

    def test_the_key_that_the_service_made_repeats_the_request(self, endpoint: Endpoint) -> None:
        first = endpoint.post("/v1/numbers", "reception", {"service": SERVICE})
        key = {"Idempotency-Key": first.headers["Idempotency-Key"]}
        assert endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, key).json() == first.json()

    def test_the_same_key_for_another_request_is_refused(self, endpoint: Endpoint) -> None:
        key = {"Idempotency-Key": "a-key-of-ours"}
        endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, key)
        answer = endpoint.post("/v1/numbers", "reception", {"service": SERVICE, "exempt": True}, key)
        assert (answer.status, answer.json()["code"]) == (409, "idempotency_conflict")

    @pytest.mark.parametrize("key", ["", "k" * 129, "åäö", "tab\tbed"])
    def test_a_key_that_cannot_be_a_header_is_refused(self, endpoint: Endpoint, key: str) -> None:
        answer = endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, {"Idempotency-Key": key})
        assert (answer.status, answer.json()["field"]) == (400, "Idempotency-Key")

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"service": "sommarlager"}, "unknown_service"),
            ({"member": "2303"}, "unknown_member"),
            ({"extra": "birthday"}, "unknown_extra"),
            ({"residence": "guessed"}, "unknown_residence"),
        ],
    )
    def test_what_the_register_has_no_rule_for_is_refused(
        self, endpoint: Endpoint, more: dict[str, str], code: str
    ) -> None:
        answer = endpoint.post("/v1/numbers", "reception", {"service": SERVICE, **more})
        assert (answer.status, answer.json()["code"]) == (422, code)


class TestChecking:
    """POST /v1/numbers/check."""

    def test_a_fresh_number_is_usable(self, endpoint: Endpoint) -> None:
        answer = endpoint.post("/v1/numbers/check", "ana", {"number": endpoint.number()})
        body = answer.json()
        assert (answer.status, body["usable"], body["left"], body["service"]) == (200, True, 5, SERVICE)
        assert "reason" not in body

    def test_why_it_is_not_usable_is_a_code(self, endpoint: Endpoint) -> None:
        body = {"number": endpoint.number(), "date": (TODAY - dt.timedelta(days=1)).isoformat()}
        answer = endpoint.post("/v1/numbers/check", "ana", body).json()
        assert (answer["usable"], answer["reason"]) == (False, "number_not_yet_valid")

    def test_it_can_be_typed_as_people_type(self, endpoint: Endpoint) -> None:
        typed = endpoint.number().lower().replace("-", " ").replace("0", "o")
        assert endpoint.post("/v1/numbers/check", "ana", {"number": typed}).json()["usable"]

    def test_a_mistyped_number_is_told_from_an_unknown_one(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        wrong = issued[:-1] + ("0" if issued[-1] != "0" else "2")
        answer = endpoint.post("/v1/numbers/check", "ana", {"number": wrong})
        assert (answer.status, answer.json()["code"]) == (422, "number_mistyped")

    def test_it_can_be_pasted_as_people_paste(self, endpoint: Endpoint) -> None:
        rows = [row for row in cases("control_number") if 0 < len(row["text"]) <= MAX_TEXT_CHARACTERS]
        assert_rows(
            [
                (row["text"], "number_unknown" if "right" in row else "number_mistyped")
                for row in rows
                if row.get("fault") != "personal"
            ],
            lambda text: endpoint.post("/v1/numbers/look-up", "reception", {"number": text}).json()["code"],
        )

    def test_a_claim_takes_a_number_with_nothing_beside_it(self, endpoint: Endpoint) -> None:
        claim = {"number": f"{endpoint.number()} uteblev", "date": "2026-11-09", "service": "familjeradgivning"}
        answer = endpoint.post("/v1/claims", "ana", claim)
        assert (answer.status, answer.json()["code"], answer.json()["field"]) == (400, "invalid_field", "number")

    def test_a_claim_takes_a_code_with_nothing_beside_it(self, endpoint: Endpoint) -> None:
        issued = endpoint.post("/v1/numbers", "reception", {"service": CODED}).json()
        claim = {"number": issued["number"], "date": TODAY.isoformat(), "service": CODED}
        answer = endpoint.post("/v1/claims", "ana", {**claim, "code": f"{issued['codes'][0]} uteblev"})
        assert (answer.status, answer.json()["code"], answer.json()["field"]) == (400, "invalid_field", "code")
        assert endpoint.post("/v1/claims", "ana", {**claim, "code": f"”{issued['codes'][0]}”."}).status == 201

    def test_a_claim_takes_a_number_that_is_parted_by_punctuation(self, endpoint: Endpoint) -> None:
        claim = {"date": TODAY.isoformat(), "service": "familjeradgivning"}
        answer = endpoint.post("/v1/claims", "ana", {**claim, "number": endpoint.number().replace("-", ".")})
        assert answer.status == 201

    def test_a_character_that_no_number_has_is_named_with_its_place(self, endpoint: Endpoint) -> None:
        problem = endpoint.post("/v1/numbers/check", "ana", {"number": "7K3\u041c-9RT4-WXC6"}).json()
        assert (problem["code"], problem["position"]) == ("number_mistyped", 4)
        assert problem["character"] == "CYRILLIC CAPITAL LETTER EM (U+041C)"

    def test_an_unknown_number_is_404(self, endpoint: Endpoint) -> None:
        answer = endpoint.post("/v1/numbers/check", "ana", {"number": control_number.from_digest(bytes(32))})
        assert (answer.status, answer.json()["code"]) == (404, "number_unknown")

    def test_a_number_for_the_own_unit_alone_looks_unknown_to_others(self, endpoint: Endpoint) -> None:
        unknown = endpoint.post("/v1/numbers/check", "ana", {"number": control_number.from_digest(bytes(32))})
        own = control_number.from_digest(bytes([1] * 32))
        also = endpoint.post("/v1/numbers/check", "ana", {"number": own})
        assert unknown.body == also.body

    def test_guessing_ends_in_429_with_a_time_to_wait(self, endpoint: Endpoint) -> None:
        for guess in range(20):
            endpoint.post("/v1/numbers/check", "ana", {"number": control_number.from_digest(bytes([guess] * 32))})
        answer = endpoint.post("/v1/numbers/check", "ana", {"number": endpoint.number()})
        assert (answer.status, answer.json()["code"]) == (429, "too_many_failures")
        assert 0 < int(answer.headers["Retry-After"]) <= 3600

    def test_mistyped_numbers_do_not_count_as_guesses(self, endpoint: Endpoint) -> None:
        for _ in range(25):
            endpoint.post("/v1/numbers/check", "ana", {"number": "7K3M-9RT4-WXC7"})
        assert endpoint.post("/v1/numbers/check", "ana", {"number": endpoint.number()}).status == 200


class TestClaiming:
    """POST /v1/claims."""

    def test_a_session_is_recorded_at_the_price_of_its_provider(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number())
        receipt = answer.json()
        assert answer.status == 201
        assert (receipt["amount_ore"], receipt["fee_ore"], receipt["left"]) == (110_400, 45_000, 4)
        assert receipt["tariff"] == f"{SERVICE}/session/private/1/2022-01-01"
        assert receipt["register"] == endpoint.wired.register.sha256

    def test_the_own_unit_has_its_own_price(self, endpoint: Endpoint) -> None:
        assert endpoint.claim("own-unit", endpoint.number()).json()["amount_ore"] == 106_600

    def test_the_municipality_pays_the_fee_of_the_exempt(self, endpoint: Endpoint) -> None:
        receipt = endpoint.claim("ana", endpoint.number(exempt=True)).json()
        assert (receipt["amount_ore"], receipt["fee_ore"]) == (110_400 + 45_000, 0)

    def test_the_same_claim_again_gets_the_same_receipt(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        first, again = endpoint.claim("ana", issued), endpoint.claim("ana", issued)
        assert (first.status, again.status) == (201, 200)
        assert first.body == again.body

    def test_another_claim_under_the_same_key_is_told_what_stands(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        receipt = endpoint.claim("ana", issued).json()
        answer = endpoint.claim("ana", issued, minutes=45)
        problem = answer.json()
        assert (answer.status, problem["code"], problem["next_nth"]) == (409, "conflict", 2)
        assert problem["stands"]["claim_id"] == receipt["claim_id"]

    def test_two_providers_can_claim_the_same_day(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        assert [endpoint.claim(who, issued).json()["left"] for who in ("ana", "bo")] == [4, 3]

    def test_a_second_session_the_same_day_is_the_second(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        endpoint.claim("ana", issued)
        assert endpoint.claim("ana", issued, nth=2).json()["left"] == 3

    def test_a_skipped_nth_is_told_the_next(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(), nth=3)
        assert (answer.status, answer.json()["code"], answer.json()["next_nth"]) == (422, "nth_skipped", 1)

    def test_when_no_session_is_left_it_is_exhausted(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        for nth in range(1, 6):
            endpoint.claim("bo", issued, nth=nth)
        answer = endpoint.claim("ana", issued)
        assert (answer.status, answer.json()["code"]) == (409, "exhausted")

    def test_a_session_to_come_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(), (TODAY + dt.timedelta(days=1)).isoformat())
        assert (answer.status, answer.json()["code"]) == (422, "date_in_future")

    def test_a_session_before_the_number_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(), (TODAY - dt.timedelta(days=1)).isoformat())
        assert (answer.status, answer.json()["code"]) == (409, "number_not_yet_valid")

    def test_a_session_after_the_number_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(issued_days_ago=400))
        assert (answer.status, answer.json()["code"]) == (409, "number_expired")

    def test_a_session_too_long_ago_is_told_the_earliest_day(self, endpoint: Endpoint) -> None:
        issued = endpoint.number(issued_days_ago=120)
        answer = endpoint.claim("ana", issued, (TODAY - dt.timedelta(days=100)).isoformat())
        assert (answer.status, answer.json()["code"]) == (422, "too_old")
        assert answer.json()["earliest"] == (TODAY - dt.timedelta(days=90)).isoformat()

    def test_an_event_without_a_price_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(), event="phone")
        assert (answer.status, answer.json()["code"]) == (422, "no_tariff")

    def test_a_service_that_does_not_exist_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("ana", endpoint.number(), service="sommarlager")
        assert answer.json()["code"] == "unknown_service"

    def test_a_provider_whose_authorisation_is_to_come_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.claim("coming", endpoint.number())
        assert (answer.status, answer.json()["code"]) == (403, "not_authorised")

    def test_a_provider_whose_authorisation_ended_may_still_claim_what_was_performed(self, endpoint: Endpoint) -> None:
        issued = endpoint.number(issued_days_ago=60)
        assert endpoint.claim("ended", issued, (TODAY - dt.timedelta(days=40)).isoformat()).status == 201

    def test_its_sign_in_lasts_until_the_latest_claim_age(self, endpoint: Endpoint) -> None:
        answer = endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "gone")
        assert (answer.status, answer.json()["code"]) == (403, "not_authorised")

    def test_threads_that_claim_the_last_session_get_one_success(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        for nth in range(1, 5):
            endpoint.claim("bo", issued, nth=nth)
        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(endpoint.claim, who, issued) for who in ("ana", "own-unit") * 4]
            codes = sorted(answer.result().json().get("code", "ok") for answer in asked)
        assert codes.count("ok") == 4
        assert codes.count("exhausted") == 4
