"""New rules come with a deployment and hold from their date: nothing is paid by rules it was not made for."""

import datetime as dt
from typing import Any

import pytest

from tests.support.app.endpoint import SERVICE, TODAY, Endpoint, ago, now, provider, register_data, service, tariff

OLD_ORE, NEW_ORE = 110_400, 120_000
MONTH = f"/v1/claims?month={TODAY:%Y-%m}"


def dearer(start: str) -> dict[str, Any]:
    """The register of a decision to pay more for a session from a day on."""
    new = tariff("private", NEW_ORE) | {"id": f"{SERVICE}/session/private/1/{start}", "from": start}
    return register_data(tariffs=[*register_data()["tariffs"], new])


class TestAClaimThatStands:
    """It was decided by one register, and its receipt says which."""

    def test_sent_again_under_a_new_register_it_gets_the_receipt_that_it_has(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        first = endpoint.claim("ana", issued)
        with endpoint.rules(dearer(ago(0))):
            again = endpoint.claim("ana", issued)
        assert (first.status, again.status, again.body) == (201, 200, first.body)
        assert again.json()["register"] == register_data()["sha256"]

    def test_it_is_paid_as_it_was_recorded(self, endpoint: Endpoint) -> None:
        endpoint.claim("ana", endpoint.number())
        with endpoint.rules(dearer(ago(0))):
            assert endpoint.get(MONTH, "controller").json()["sum_ore"] == OLD_ORE

    def test_taken_back_under_a_new_register_it_takes_back_what_it_paid(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number()).json()["claim_id"]
        with endpoint.rules(dearer(ago(0))):
            endpoint.post(f"/v1/claims/{claim_id}/reverse", "ana", {"reason": "wrong_date"})
            assert endpoint.get(MONTH, "controller").json()["sum_ore"] == 0

    def test_a_service_that_the_new_rules_have_no_more_leaves_it_as_it_is(self, endpoint: Endpoint) -> None:
        issued, fresh = endpoint.number(), endpoint.number()
        first = endpoint.claim("ana", issued)
        others = [one for one in register_data()["services"] if one["id"] != SERVICE]
        gone = register_data(
            services=others,
            tariffs=[one for one in register_data()["tariffs"] if one["service"] != SERVICE],
            fees=[],
            accounts=[one for one in register_data()["accounts"] if one["service"] != SERVICE],
            providers=[provider("ana", "private", "2019-01-01", None, *(one["id"] for one in others))],
        )
        with endpoint.rules(gone):
            assert endpoint.claim("ana", issued).body == first.body
            assert endpoint.claim("ana", fresh).json()["code"] == "unknown_service"

    def test_two_registers_leave_two_hashes(self, endpoint: Endpoint) -> None:
        new = dearer(ago(0))
        told = [endpoint.claim("ana", endpoint.number()).json()["register"]]
        with endpoint.rules(new):
            told.append(endpoint.claim("ana", endpoint.number()).json()["register"])
        assert told == [register_data()["sha256"], new["sha256"]]


class TestANewRule:
    """It takes effect on its date, whenever it was deployed."""

    @pytest.mark.parametrize(("days_ago", "amount_ore"), [(11, OLD_ORE), (10, NEW_ORE), (9, NEW_ORE)])
    def test_a_price_holds_for_sessions_from_its_day_on(
        self, endpoint: Endpoint, days_ago: int, amount_ore: int
    ) -> None:
        issued = endpoint.number(issued_days_ago=28)
        with endpoint.rules(dearer(ago(10))):
            assert endpoint.claim("ana", issued, ago(days_ago)).json()["amount_ore"] == amount_ore

    @pytest.mark.parametrize(("days_ago", "amount_ore"), [(20, OLD_ORE), (6, OLD_ORE), (5, NEW_ORE)])
    def test_one_that_was_deployed_before_its_day_waits_for_it(
        self, endpoint: Endpoint, days_ago: int, amount_ore: int
    ) -> None:
        issued = endpoint.number(issued_days_ago=28)
        then = now() - dt.timedelta(days=days_ago)
        with endpoint.rules(dearer(ago(5))), endpoint.at(lambda: then):
            assert endpoint.claim("ana", issued, ago(days_ago)).json()["amount_ore"] == amount_ore

    def test_one_that_was_deployed_after_its_day_is_made_good_by_an_adjustment(self, endpoint: Endpoint) -> None:
        claim_id = endpoint.claim("ana", endpoint.number(issued_days_ago=5), ago(3)).json()["claim_id"]
        with endpoint.rules(dearer(ago(4))):
            endpoint.post(f"/v1/claims/{claim_id}/adjust", "controller", {"reason": "wrong_tariff"})
            assert endpoint.get(MONTH, "controller").json()["sum_ore"] == NEW_ORE

    def test_a_number_keeps_the_sessions_that_it_was_issued_with(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        fewer = [service(granted=2), *register_data()["services"][1:]]
        with endpoint.rules(register_data(services=fewer)):
            assert endpoint.claim("ana", issued).json()["left"] == 4
            assert endpoint.slip()["granted"] == 2

    def test_more_is_granted_up_to_what_the_rules_of_today_say(self, endpoint: Endpoint) -> None:
        issued = endpoint.number()
        body = {"number": issued, "granted": 12, "reason": "assessment", "beyond": "decision"}
        more = register_data(services=[service(most=12), *register_data()["services"][1:]])
        refused = endpoint.post("/v1/numbers/extend", "reception", body)
        assert (refused.status, refused.json()["code"], refused.json()["most"]) == (422, "not_within_limits", 8)
        with endpoint.rules(more):
            assert endpoint.post("/v1/numbers/extend", "reception", body).json()["granted"] == 12
        told = endpoint.post("/v1/numbers/look-up", "reception", {"number": issued}).json()
        assert (told["granted"], told["most"]) == (12, 12)

    def test_a_provider_may_from_its_day_on(self, endpoint: Endpoint) -> None:
        issued = endpoint.number(issued_days_ago=10)
        new = register_data(providers=[*register_data()["providers"], provider("new", "private", ago(3))])
        with endpoint.rules(new):
            told = [endpoint.claim("new", issued, ago(days)) for days in (4, 3)]
        assert [one.status for one in told] == [403, 201]
        assert told[0].json()["code"] == "not_authorised"
