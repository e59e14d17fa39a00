"""What is refused at the door: bodies, tokens, roles; and that nothing of it is repeated or remembered."""

import datetime as dt
import json
import time
from dataclasses import replace
from typing import NoReturn

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import app
from chalicelib import request_log
from chalicelib.dates import clock
from chalicelib.ledger.port import BusyError
from tests.support.app.endpoint import CODED, SERVICE, TODAY, UNNUMBERED, Endpoint
from tests.support.input_cases import cases

JSON = {"content-type": "application/json"}
TEST_PERSON = "199006022397"
"""One of the numbers that Skatteverket publishes for tests; it belongs to nobody."""
WRITTEN = ["199006022397", "19900602-2397", "900602-2397", "9006022397", "samtal med 19900602 2397", "900602+2397"]


def raw_claim(endpoint: Endpoint, sent: bytes, content_type: str = "application/json") -> tuple[int, str]:
    """Status and code for a body as it stands."""
    headers = {**endpoint.signed_in("ana"), "content-type": content_type}
    answer = endpoint.raw("POST", "/v1/claims", headers, sent)
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status, answer.json()["code"]


class TestBodies:
    """One clear problem each."""

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b'"text"',
            b"\xff\xfe",
            b'{"number": NaN}',
            b"[" * 4000,
            b'{"number": "a", "number": "b"}',
            b'{"nth": ' + b"9" * 4000 + b"}garbage",
        ],
    )
    def test_what_is_not_one_json_object_is_an_invalid_body(self, endpoint: Endpoint, sent: bytes) -> None:
        assert raw_claim(endpoint, sent) == (400, "invalid_body")

    @pytest.mark.parametrize("name", ["number", "reference", "code"])
    def test_half_a_character_is_no_text(self, endpoint: Endpoint, name: str) -> None:
        quoted = endpoint.slip(service=CODED)["number"]
        sent = {"number": quoted, "service": CODED, "date": TODAY.isoformat(), name: "7K\ud800M"}
        assert raw_claim(endpoint, json.dumps(sent).encode()) == (400, "invalid_field")

    @pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
    def test_another_content_type_is_told_which_to_send(self, endpoint: Endpoint, kind: str) -> None:
        assert raw_claim(endpoint, b"{}", kind) == (415, "unsupported_media_type")

    def test_a_charset_may_be_named(self, endpoint: Endpoint) -> None:
        assert raw_claim(endpoint, b"{}", "Application/JSON; charset=utf-8") == (400, "missing_field")

    def test_a_body_that_is_too_large_is_not_read(self, endpoint: Endpoint) -> None:
        assert raw_claim(endpoint, b" " * 5000) == (413, "too_large")

    def test_an_unknown_field_is_told_what_was_meant(self, endpoint: Endpoint) -> None:
        problem = endpoint.claim("ana", "7K3M-9RT4-WXC6", councellors=2).json()
        assert (problem["code"], problem["did_you_mean"]) == ("unknown_field", "counsellors")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("number", 7),
            ("number", ""),
            ("number", "7" * 65),
            ("service", "Familjerådgivning"),
            ("service", ["familjeradgivning"]),
            ("date", "2026-02-30"),
            ("date", "20261109"),
            ("date", "09/11/2026"),
            ("date", "2026-11-09T10:00:00"),
            ("event", "party"),
            ("event", {}),
            ("counsellors", 0),
            ("counsellors", "1"),
            ("counsellors", True),
            ("nth", 1.0),
            ("nth", -1),
            ("nth", 10**30),
            ("minutes", 0),
        ],
    )
    def test_a_wrong_value_names_its_field_and_what_it_takes(
        self, endpoint: Endpoint, name: str, value: object
    ) -> None:
        good = {"number": "7K3M-9RT4-WXC6", "service": SERVICE, "date": TODAY.isoformat()}
        answer = endpoint.post("/v1/claims", "ana", {**good, name: value})
        problem = answer.json()
        assert (answer.status, problem["code"], problem["field"]) == (400, "invalid_field", name)
        assert problem["expected"]

    @pytest.mark.parametrize("name", ["number", "service", "date"])
    def test_a_missing_field_is_named(self, endpoint: Endpoint, name: str) -> None:
        good = {"number": "7K3M-9RT4-WXC6", "service": SERVICE, "date": TODAY.isoformat()}
        problem = endpoint.post("/v1/claims", "ana", {k: v for k, v in good.items() if k != name}).json()
        assert (problem["code"], problem["field"]) == ("missing_field", name)

    def test_a_number_in_the_address_is_refused(self, endpoint: Endpoint) -> None:
        answer = endpoint.raw("POST", "/v1/claims?number=7K3M9RT4WXC6", endpoint.signed_in("ana"), b"{}")
        assert (answer.status, answer.json()["code"]) == (400, "unknown_field")

    @pytest.mark.parametrize("path", ["/v1", "/v1/", "/v2/claims", "/v1/claims/x/y", "/v1/numbers/7K3M-9RT4-WXC6"])
    def test_an_address_that_does_not_exist_is_404(self, endpoint: Endpoint, path: str) -> None:
        answer = endpoint.raw("GET", path, {"authorization": "Bearer canary"})
        assert (answer.status, answer.json()["code"]) == (404, "not_found")
        assert b"canary" not in answer.body

    def test_another_method_is_told_which_there_are(self, endpoint: Endpoint) -> None:
        answer = endpoint.raw("DELETE", "/v1/claims", endpoint.signed_in("ana"))
        assert (answer.status, answer.json()["code"], answer.headers["Allow"]) == (
            405,
            "method_not_allowed",
            "GET, POST",
        )


class TestTokens:
    """Who may not ask."""

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Bearer canary", "Basic Y2FuYXJ5", "Bearer " + "x" * 9000, "Bearer é"]
    )
    def test_what_is_no_token_is_401(self, endpoint: Endpoint, header: str) -> None:
        answer = endpoint.raw("GET", "/v1/claims?month=2026-11", {"authorization": header})
        assert (answer.status, answer.json()["code"]) == (401, "unauthorised")

    def test_no_header_is_401(self, endpoint: Endpoint) -> None:
        assert endpoint.raw("GET", "/v1/claims?month=2026-11", {}).status == 401

    def test_a_token_of_another_issuer_is_401(self, endpoint: Endpoint) -> None:
        now_seconds = int(time.time())
        claims = {"iss": "https://issuer.example", "aud": "kundval", "sub": "x", "role": "controller"}
        token = jwt.encode(
            {**claims, "iat": now_seconds, "exp": now_seconds + 60},
            ec.generate_private_key(ec.SECP256R1()),
            algorithm="ES256",
            headers={"kid": "local-1"},
        )
        answer = endpoint.raw("GET", "/v1/claims?month=2026-11", {"authorization": f"Bearer {token}"})
        assert answer.status == 401
        assert json.loads(endpoint.lines[-1])["code"] == "signature"

    @pytest.mark.parametrize(
        ("who", "method", "path"),
        [
            ("ana", "POST", "/v1/numbers"),
            ("controller", "POST", "/v1/numbers"),
            ("reception", "POST", "/v1/numbers/check"),
            ("controller", "POST", "/v1/numbers/check"),
            ("reception", "POST", "/v1/claims"),
            ("controller", "POST", "/v1/claims"),
            ("reception", "POST", f"/v1/claims/{'0' * 32}/reverse"),
            ("reception", "GET", "/v1/claims"),
        ],
    )
    def test_another_role_is_forbidden(self, endpoint: Endpoint, who: str, method: str, path: str) -> None:
        answer = endpoint.raw(method, path, endpoint.signed_in(who), b"{}")
        assert (answer.status, answer.json()["code"]) == (403, "forbidden")

    def test_a_role_is_looked_at_before_the_body(self, endpoint: Endpoint) -> None:
        assert endpoint.raw("POST", "/v1/numbers", endpoint.signed_in("ana"), b"{").json()["code"] == "forbidden"

    def test_a_provider_that_the_register_does_not_know_is_not_authorised(self, endpoint: Endpoint) -> None:
        answer = endpoint.get("/v1/claims?month=2026-11", "stranger")
        assert (answer.status, answer.json()["code"]) == (403, "not_authorised")

    def test_a_token_that_the_gateway_kept_too_long_is_401(self, endpoint: Endpoint) -> None:
        with endpoint.at(lambda: clock.now() + dt.timedelta(hours=9)):
            answer = endpoint.get("/v1/claims?month=2026-11", "ana")
        assert (answer.status, answer.json()["code"], answer.json()["reason"]) == (401, "unauthorised", "expired")

    def test_keys_that_cannot_be_fetched_are_an_outage_and_not_the_callers_fault(self, endpoint: Endpoint) -> None:
        def fetch(_url: str) -> bytes:
            raise TimeoutError

        verifier = replace(endpoint.wired.verifier(), fetch=fetch)
        app.configure(replace(endpoint.wired, verifier=lambda: verifier))
        answer = endpoint.get("/v1/claims?month=2026-11", "ana")
        assert (answer.status, answer.json()["code"]) == (503, "busy")
        assert json.loads(endpoint.lines[-1])["code"] == "keys_unavailable"


class TestPersonalIdentityNumbers:
    """Refused in any field of any route, and nothing of it kept."""

    @pytest.mark.parametrize(
        ("who", "path", "name"),
        [
            ("reception", "/v1/numbers", "service"),
            ("reception", "/v1/numbers", "member"),
            ("reception", "/v1/numbers", "an own field"),
            ("ana", "/v1/numbers/check", "number"),
            ("ana", "/v1/claims", "number"),
            ("ana", "/v1/claims", "minutes"),
            ("ana", f"/v1/claims/{'0' * 32}/reverse", "reason"),
        ],
    )
    def test_in_a_field(self, endpoint: Endpoint, who: str, path: str, name: str) -> None:
        answers = [endpoint.post(path, who, {name: written}) for written in WRITTEN]
        refused = (422, "personal_identity_number")
        assert [(answer.status, answer.json()["code"]) for answer in answers] == [refused] * len(WRITTEN)

    @pytest.mark.parametrize(
        "reference",
        ["121212.1212", "121212_1212", "121212/1212", "121212--1212", "121212-T220", "A1-121212x1212", "1212-12.12-12"],
    )
    def test_in_a_reference_whatever_stands_between_its_digits(self, endpoint: Endpoint, reference: str) -> None:
        sent = {"reference": reference, "service": UNNUMBERED, "date": TODAY.isoformat()}
        for path, body in (("/v1/claims", sent), ("/v1/claims/batch", {"claims": [{**sent, "reference": "A1"}, sent]})):
            answer = endpoint.post(path, "ana", body)
            assert (answer.status, answer.json()["code"]) == (422, "personal_identity_number")
            assert reference.encode() not in answer.body
        assert endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "ana").json()["rows"] == []

    def test_every_case_of_the_table_is_refused_and_nothing_of_it_kept(self, endpoint: Endpoint) -> None:
        rows = [row for row in cases("personal_number") if row["right"]]
        names = {"reference": "reference", "number": "number", "phone": "reference"}
        for row in rows:
            name = names.get(row["in"], "code")
            sent = {"service": UNNUMBERED, "date": TODAY.isoformat(), name: row["text"]}
            answer = endpoint.post("/v1/claims", "ana", sent)
            assert (answer.status, answer.json()["code"]) == (422, "personal_identity_number"), row
            assert answer.json()["field"] == name
            assert row["text"].encode() not in answer.body
        assert endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "ana").json()["rows"] == []

    def test_a_reference_that_only_looks_like_one_is_told_how_to_be_sent(self, endpoint: Endpoint) -> None:
        sent = {"service": UNNUMBERED, "date": TODAY.isoformat()}
        refused = endpoint.post("/v1/claims", "ana", {**sent, "reference": "0701010100"}).json()
        assert "at most nine digits and no date" in refused["detail"]
        for reference in ("701010100", "2026/17", "K1-12"):
            assert endpoint.post("/v1/claims", "ana", {**sent, "reference": reference}).status == 201

    def test_the_fields_of_a_claim_are_never_judged_together(self, endpoint: Endpoint) -> None:
        sent = {"service": UNNUMBERED, "date": TODAY.isoformat()}
        lines = [{**sent, "reference": "121212", "code": "1212"}, {**sent, "reference": "1212"}]
        for path, body in (("/v1/claims", lines[0]), ("/v1/claims/batch", {"claims": lines})):
            answer = endpoint.post(path, "ana", body)
            assert answer.json().get("code") != "personal_identity_number"

    def test_the_id_of_a_claim_is_never_taken_for_one(self, endpoint: Endpoint) -> None:
        answer = endpoint.post(f"/v1/claims/{'a' * 20}e1212121212f/reverse", "ana", {"reason": "other"})
        assert (answer.status, answer.json()["code"]) == (404, "claim_unknown")

    def test_as_a_number_as_a_name_and_deep_inside(self, endpoint: Endpoint) -> None:
        for sent in ({"minutes": int(TEST_PERSON)}, {TEST_PERSON: 1}, {"a": [{"b": [TEST_PERSON]}]}, TEST_PERSON):
            assert endpoint.post("/v1/claims", "ana", sent).json()["code"] == "personal_identity_number"

    def test_in_a_key_an_address_or_a_query(self, endpoint: Endpoint) -> None:
        answers = [
            endpoint.post("/v1/numbers", "reception", {"service": SERVICE}, {"Idempotency-Key": TEST_PERSON}),
            endpoint.post(f"/v1/claims/{TEST_PERSON}/reverse", "ana", {"reason": "other"}),
            endpoint.get(f"/v1/claims?month={TEST_PERSON}", "ana"),
            endpoint.get(f"/v1/health?who={TEST_PERSON}"),
        ]
        assert {answer.json()["code"] for answer in answers} == {"personal_identity_number"}
        assert not any(b"2397" in answer.body for answer in answers)
        assert answers[0].json()["field"] == "Idempotency-Key"
        assert "or key of yours that only looks like one" in answers[0].json()["detail"]


class TestNothingLeaks:
    """A log line has codes and places of ours; what test_app_canaries plants stands in none."""

    def test_a_line_has_the_route_and_no_value(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
        line = json.loads(endpoint.lines[-1])
        assert (line["method"], line["route"]) == ("POST", "/v1/claims/{claim_id}/reverse")
        assert (line["status"], line["code"], line["role"]) == (201, "ok", "provider")
        assert claim_id not in "".join(endpoint.lines)

    def test_a_bug_is_500_with_an_id_that_finds_it_in_the_log_and_nothing_else(self, endpoint: Endpoint) -> None:
        def broken() -> NoReturn:
            raise RuntimeError("canary 7K3M-9RT4-WXC6")

        app.configure(replace(endpoint.wired, ledger=broken))
        answer = endpoint.claim("ana", "7K3M-9RT4-WXC6")
        line = json.loads(endpoint.lines[-1])
        assert (answer.status, answer.json()["code"]) == (500, "internal_error")
        assert answer.json()["request_id"] == line["request_id"]
        assert line["where"].startswith("RuntimeError test_app_refusals.py:")
        assert "7K3M" not in endpoint.lines[-1] + answer.body.decode()

    def test_a_busy_ledger_is_503_with_a_time_to_wait(self, endpoint: Endpoint) -> None:
        def busy() -> NoReturn:
            raise BusyError

        app.configure(replace(endpoint.wired, ledger=busy))
        answer = endpoint.claim("ana", "7K3M-9RT4-WXC6")
        assert (answer.status, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "2")

    def test_no_answer_may_be_kept_by_a_cache(self, endpoint: Endpoint) -> None:
        endpoint.claim("ana", endpoint.number())
        endpoint.claim("ana", "7K3M-9RT4-WXC6")
        assert {answer.headers["Cache-Control"] for answer in endpoint.answers} == {"no-store"}

    def test_lines_go_to_standard_output_by_themselves(self, capsys: pytest.CaptureFixture[str]) -> None:
        request_log.to_stdout("{}")
        assert capsys.readouterr().out == "{}\n"
