"""What the reception and the resident do with a number that stands."""

import dataclasses
import json
from collections.abc import Mapping

import pytest

import app
from chalicelib.control_numbers import control_number
from ops.aws.gateway_event import gateway_event
from tests.support.app.endpoint import BY_HOUR, CODED, DECISION, OWN_UNITS, SERVICE, TODAY, Endpoint
from tests.support.app.reach_numbers import WRONG_CODES

REVOKE = {"reason": "moved"}
EXTEND = {"granted": 8, "reason": "assessment"}
EXEMPT = {"exempt": True, "reason": "decision"}
UNLOCK = {"reason": "verified"}
LOST = {"reason": "lost"}


def deed(endpoint: Endpoint, verb: str, quoted: str, **more: object) -> dict[str, object]:
    """What the reception is answered when it does something to a number."""
    answer = endpoint.post(f"/v1/numbers/{verb}", "reception", {"number": quoted, **more}, {"Idempotency-Key": "k"})
    found: dict[str, object] = answer.json()
    return {**found, "answered": answer.status}


class TestLookUp:
    """What is left, and how long."""

    def test_it_tells_what_is_left_and_never_who_or_when(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        endpoint.claim("ana", issued)
        state = deed(endpoint, "look-up", issued)
        assert (state["granted"], state["left"], state["usable"], state["service"]) == (5, 4, True, SERVICE)
        assert "ana" not in json.dumps(state)

    def test_it_says_that_the_codes_are_locked(self, endpoint: Endpoint) -> None:
        slip = endpoint.slip(service=CODED)
        for wrong in WRONG_CODES:
            endpoint.claim("ana", slip["number"], service=CODED, code=wrong)
        assert deed(endpoint, "look-up", slip["number"])["codes_locked"] is True

    def test_it_tells_what_can_be_granted_and_whether_there_is_a_fee(self, endpoint: Endpoint) -> None:
        state, coded = (deed(endpoint, "look-up", endpoint.number(service=name)) for name in (SERVICE, CODED))
        assert (state["rule"], state["most"], coded["rule"], coded["most"]) == (8, 8, 8, 12)
        assert state["steps"] == [{"reason": "children_under_18", "granted": 8}]
        assert (state["exempt"], state["has_fee"], coded["has_fee"]) == (False, True, False)


class TestOldKnowledge:
    """A number that a colleague has changed is shown as it is, and left so."""

    def test_the_refusal_has_what_a_look_up_would_tell(self, endpoint: Endpoint) -> None:
        number = endpoint.number()
        deed(endpoint, "extend", number, granted=6, reason="other")
        late = deed(endpoint, "extend", number, **EXTEND, seen={"granted": 5, "exempt": False})
        assert (late["answered"], late["code"]) == (409, "number_changed")
        assert isinstance(late["state"], dict)
        assert {"answered": 200, **late["state"]} == deed(endpoint, "look-up", number)

    def test_what_was_seen_is_said_wholly_or_not_at_all(self, endpoint: Endpoint) -> None:
        half = deed(endpoint, "extend", endpoint.number(), **EXTEND, seen={"granted": 5})
        assert (half["answered"], half["code"], half["field"]) == (400, "invalid_field", "seen")


class TestExemption:
    """Set and ended later, and told to a provider as the fee of the visit."""

    def test_a_provider_is_told_the_fee_and_not_that_somebody_is_exempt(self, endpoint: Endpoint) -> None:
        number = endpoint.number()
        body = {"number": number}
        before = endpoint.post("/v1/numbers/check", "ana", body).json()
        deed(endpoint, "exempt", number, exempt=True, reason="decision")
        after = endpoint.post("/v1/numbers/check", "ana", body).json()
        assert (before.pop("fee_ore"), after.pop("fee_ore")) == (45_000, 0)
        assert before == after

    def test_the_look_up_says_that_it_has_been_set_and_ended(self, endpoint: Endpoint) -> None:
        number = endpoint.number()
        states = [deed(endpoint, "exempt", number, exempt=value, reason="decision") for value in (True, False)]
        assert [state["exempt"] for state in states] == [True, False]


class TestDeeds:
    """Each once, however often it is sent."""

    @pytest.mark.parametrize(
        ("verb", "more"), [("revoke", REVOKE), ("extend", EXTEND), ("unlock", UNLOCK), ("exempt", EXEMPT)], ids=str
    )
    def test_the_same_request_again_gets_the_same_answer(
        self, endpoint: Endpoint, verb: str, more: dict[str, object]
    ) -> None:
        issued = endpoint.number()
        assert deed(endpoint, verb, issued, **more) == deed(endpoint, verb, issued, **more)

    def test_a_revoked_number_is_of_no_use(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        assert deed(endpoint, "revoke", issued, **REVOKE)["reason"] == "number_revoked"
        assert endpoint.claim("ana", issued).json()["code"] == "number_revoked"

    def test_more_sessions_can_be_claimed_when_they_are_granted(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        for nth in range(1, 6):
            endpoint.claim("ana", issued, nth=nth)
        state = deed(endpoint, "extend", issued, **EXTEND)
        assert (state["granted"], state["left"], state["usable"]) == (8, 3, True)
        assert endpoint.claim("ana", issued, nth=6).status == 201

    def test_an_extension_brings_the_codes_of_the_new_sessions_alone(self, endpoint: Endpoint) -> None:
        slip = endpoint.slip(service=CODED)
        codes = deed(endpoint, "extend", slip["number"], **EXTEND)["codes"]
        assert isinstance(codes, list)
        assert (len(slip["codes"]), len(codes), set(codes) & set(slip["codes"])) == (5, 3, set())

    def test_five_wrong_codes_lock_and_the_reception_unlocks(self, endpoint: Endpoint) -> None:
        slip = endpoint.slip(service=CODED)
        for wrong in WRONG_CODES:
            endpoint.claim("ana", slip["number"], service=CODED, code=wrong)
        right = {"service": CODED, "code": slip["codes"][0]}
        assert endpoint.claim("ana", slip["number"], **right).json()["code"] == "codes_locked"
        deed(endpoint, "unlock", slip["number"], **UNLOCK)
        assert endpoint.claim("ana", slip["number"], **right).status == 201

    def test_a_replaced_number_goes_on_with_what_was_left(self, endpoint: Endpoint) -> None:
        lost = endpoint.number()
        endpoint.claim("ana", lost)
        new = deed(endpoint, "replace", lost, **LOST)
        assert (new["answered"], new["granted"]) == (201, 4)
        assert endpoint.claim("ana", lost).status == 200
        assert endpoint.claim("bo", lost).json()["code"] == "number_replaced"
        assert endpoint.claim("bo", str(new["number"])).status == 201

    def test_a_replacement_whose_answer_was_lost_is_given_again(self, endpoint: Endpoint) -> None:
        lost = endpoint.number()
        first, again = (deed(endpoint, "replace", lost, **LOST) for _ in range(2))
        assert (first["answered"], again["answered"], first["number"]) == (201, 200, again["number"])

    def test_hours_by_decision_are_counted_in_minutes(self, endpoint: Endpoint) -> None:
        slip = endpoint.slip(service=BY_HOUR, decision=DECISION)
        receipt = endpoint.claim("ana", slip["number"], service=BY_HOUR, minutes=90).json()
        assert (slip["unit"], receipt["left"]) == ("minute", slip["granted"] - 90)
        assert receipt["amount_ore"] == 85_100 * 90 // 60


class TestMine:
    """POST /v1/numbers/mine, without a token."""

    def test_a_resident_sees_what_is_left_and_nothing_of_the_use(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        endpoint.claim("ana", issued)
        answer = endpoint.post("/v1/numbers/mine", "", {"number": issued})
        assert set(answer.json()) == {"usable", "left", "unit", "valid_to"}
        assert answer.json()["left"] == 4

    def test_a_number_for_the_own_unit_alone_is_the_residents_own_all_the_same(self, endpoint: Endpoint) -> None:
        issued = endpoint.number(service=OWN_UNITS)
        assert endpoint.post("/v1/numbers/mine", "", {"number": issued}).json()["usable"]

    @pytest.mark.parametrize(
        ("first", "second", "status"),
        [
            ("192.0.2.7", "192.0.2.7", 429),
            ("192.0.2.7", "192.0.2.8", 404),
            ("2001:db8:0:1::7", "2001:db8:0:1:ffff::1", 429),
            ("2001:db8:0:1::7", "2001:db8:0:2::7", 404),
            ("", "not an address", 429),
        ],
    )
    def test_guesses_are_counted_by_household(self, endpoint: Endpoint, first: str, second: str, status: int) -> None:
        del endpoint
        for guess in range(20):
            asked(first, guess)
        assert asked(second, 20) == status

    def test_residents_and_providers_are_counted_apart(self, endpoint: Endpoint) -> None:
        for guess in range(20):
            asked("192.0.2.7", guess)
        assert endpoint.post("/v1/numbers/check", "ana", {"number": endpoint.number()}).status == 200

    def test_a_token_is_not_asked_for_and_does_no_harm(self, endpoint: Endpoint) -> None:
        body = {"number": endpoint.number()}
        assert (
            endpoint.post("/v1/numbers/mine", "ana", body).json() == endpoint.post("/v1/numbers/mine", "", body).json()
        )

    def test_behind_a_front_the_address_is_what_the_front_says(self, endpoint: Endpoint) -> None:
        app.configure(dataclasses.replace(endpoint.wired, address_header="x-viewer"))
        for guess in range(20):
            asked("192.0.2.7", guess, {"X-Viewer": "198.51.100.1"})
        others = [asked("192.0.2.7", 20, {"X-Viewer": address}) for address in ("198.51.100.1", "198.51.100.2")]
        assert others == [429, 404]


def asked(address: str, guess: int, front: Mapping[str, str] | None = None) -> int:
    """Ask as API Gateway passes it on from an address, with a number that does not exist."""
    number = control_number.from_digest(bytes([guess] * 32))
    event = gateway_event("POST", "/v1/numbers/mine", {"number": number}, address=address)
    event["headers"] |= front or {}
    return int(app.app(event, None)["statusCode"])


def test_a_statement_has_claims_reversals_and_adjustments(endpoint: Endpoint) -> None:
    issued = endpoint.number()
    claim_id = endpoint.claim("ana", issued).json()["claim_id"]
    endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "other"})
    page = endpoint.get(f"/v1/claims?month={TODAY:%Y-%m}", "controller").json()
    assert ([row["kind"] for row in page["rows"]], page["sum_ore"]) == (["claim", "reversal"], 0)
