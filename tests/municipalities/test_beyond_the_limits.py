"""Nacka until 2018 (D34): kundval up to five hours a week and six months, the framework agreement above either."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalogue.policy import register
from ops.server.api_gateway import Response
from tests.support.app.endpoint import TODAY, Endpoint
from tests.support.app.local_endpoint import opened
from tests.support.municipalities.systems import FB, SYSTEMS

FIRST, SECOND, CHOSEN = "leverantor-01", "leverantor-02", "utforare-01"


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """Serve the policy's API."""
    file = tmp_path / "register.json"
    file.write_text(json.dumps(register.register(SYSTEMS["nacka-2014"].written(tmp_path / "policy"))))
    with opened(tmp_path, file) as served:
        yield served


def decided(endpoint: Endpoint, minutes_week: int, months: int) -> dict[str, Any]:
    """Issue a number by a decision."""
    return endpoint.issued(service=FB, decision={"minutes_week": minutes_week, "months": months})


def visited(endpoint: Endpoint, who: str, number: str) -> Response:
    """Claim an hour."""
    return endpoint.claim(who, number, TODAY.isoformat(), service=FB, minutes=60)


@pytest.mark.parametrize(("minutes_week", "months"), [(301, 6), (300, 7)])
def test_a_decision_above_either_limit_is_the_first_suppliers_at_its_own_price(
    endpoint: Endpoint, minutes_week: int, months: int
) -> None:
    issued = decided(endpoint, minutes_week, months)
    assert issued["supplier"] == FIRST
    assert visited(endpoint, CHOSEN, issued["number"]).json()["code"] == "number_unknown"
    paid = visited(endpoint, FIRST, issued["number"]).json()
    assert (paid["amount_ore"], paid["tariff"]) == (88_500, f"{FB}/session/{FIRST}/1/2014-01-01")


def test_a_decision_within_both_is_the_residents_to_choose_by(endpoint: Endpoint) -> None:
    issued = decided(endpoint, 300, 6)
    assert "supplier" not in issued
    assert visited(endpoint, FIRST, issued["number"]).json()["code"] == "number_unknown"
    assert visited(endpoint, CHOSEN, issued["number"]).json()["amount_ore"] == 85_100


def test_a_supplier_that_declines_is_followed_by_another_and_both_are_followed_up(endpoint: Endpoint) -> None:
    decided(endpoint, 600, 9)
    declined = {"number": decided(endpoint, 600, 9)["number"], "supplier": SECOND, "because": "declined"}
    state = endpoint.post("/v1/numbers/hand-over", "reception", declined).json()
    assert (state["supplier"], state["supplier_because"], state["turn_by"]) == (SECOND, "declined", "rank")
    assert visited(endpoint, SECOND, declined["number"]).status == 201
    (service,) = endpoint.get(f"/v1/follow-up?year={TODAY.year}", "controller").json()["services"]
    assert service["numbers"]["handed_over"] == {
        FIRST: {"in_turn": 1, "because": {}},
        SECOND: {"in_turn": 0, "because": {"declined": 1}},
    }
    assert (service["framework_sessions"], service["framework_share"]) == (1, 1.0)


def test_a_supplier_has_no_place_in_what_is_open_to_all(endpoint: Endpoint) -> None:
    listed = {row["provider"] for row in endpoint.get("/v1/availability").json()["availability"]}
    assert {name.partition("-")[0] for name in listed} == {"egen", "utforare"}
    stated = {"service": FB, "working_days": 5}
    assert endpoint.put("/v1/availability", FIRST, stated).json()["code"] == "not_authorised"
