"""What can be told today, and the one sentence for what cannot."""

import datetime as dt
from typing import Any

import pytest

from chalicelib.register import parser
from chalicelib.register.model import Register
from chalicelib.rules.money.price import price
from ops.demo import plan as plans
from ops.demo.events import Event
from ops.demo.plan import ServicePlan
from tests.support.app import endpoint
from tests.support.chalicelib import sample

TODAY = dt.date(2026, 11, 29)


def register(**changes: object) -> Register:
    """A register of one service, of five sessions, with the own unit and a private provider."""
    data: dict[str, Any] = {
        "services": [endpoint.service()],
        "tariffs": [endpoint.tariff("own", 106_600), endpoint.tariff("private", 110_400)],
        "accounts": [],
        "providers": [
            endpoint.provider("own-unit", "own", "2019-01-01"),
            endpoint.provider("ana", "private", "2019-01-01"),
        ],
    }
    return parser.parse(endpoint.register_data(**{**data, **changes}))


def service_plan(**changes: object) -> ServicePlan:
    """The plan of the register's only service."""
    (plan,) = plans.plan(register(**changes), TODAY).services
    return plan


class TestWhatCanBeTold:
    """Who claims, what, and since when."""

    def test_private_providers_claim_before_the_own_unit(self) -> None:
        plan = service_plan()
        assert (plan.first, plan.second, plan.own) == ("ana", "own-unit", "own-unit")

    def test_the_providers_come_in_the_order_of_the_list(self) -> None:
        both = [endpoint.provider(name, "private", "2019-01-01") for name in ("ana", "bo")]
        (plan,) = plans.plan(register(providers=both), TODAY, ["bo", "somebody-new", "ana"]).services
        assert [provider.id for provider in plan.providers] == ["bo", "ana"]

    def test_the_third_private_provider_is_the_one_that_is_refused(self) -> None:
        three = [endpoint.provider(name, "private", "2019-01-01") for name in ("ana", "bo", "cecilia")]
        assert service_plan(providers=three).refused == "cecilia"
        assert service_plan(providers=three[:2]).refused == "ana"

    def test_one_provider_has_nobody_beside_it(self) -> None:
        plan = service_plan(providers=[endpoint.provider("own-unit", "own", "2019-01-01")])
        assert (plan.first, plan.second, plan.own) == ("own-unit", None, None)

    def test_a_private_provider_without_a_price_is_left_out(self) -> None:
        assert service_plan(tariffs=[endpoint.tariff("own", 106_600)]).first == "own-unit"

    def test_residence_was_checked_where_a_number_may_also_be_anonymous(self) -> None:
        plan = service_plan(services=[endpoint.service(residence=["checked", "unverified_at_own_unit"])])
        assert plan.grant["residence"] == "checked"

    def test_the_days_begin_when_every_provider_could_claim(self) -> None:
        late = endpoint.provider("ana", "private", "2026-11-26")
        assert service_plan(providers=[late]).days == 3

    def test_the_days_begin_when_there_is_a_price(self) -> None:
        assert service_plan(tariffs=[{**endpoint.tariff("private", 1), "from": "2026-11-29"}]).days == 0

    def test_a_visit_is_claimed_where_it_has_a_price_and_else_another_event(self) -> None:
        pair, call = endpoint.tariff("private", 1, counsellors=2), {**endpoint.tariff("private", 1), "event": "phone"}
        assert service_plan(tariffs=[call, pair]).event == Event("session", 2)
        assert service_plan(tariffs=[call]).event == Event("phone")

    def test_a_decision_grants_the_most_and_a_joint_service_names_a_member(self) -> None:
        by_hour = endpoint.service(unit="hour", extra=[], decision={"minutes_week": 300, "months": 6})
        town = {"code": "2380", "name": "Östersund (prov)", "members": ["2303", "2380"], "demo": True}
        tariffs = [endpoint.tariff("private", 1), endpoint.tariff("private", 2, counsellors=2)]
        assert service_plan(services=[by_hour], municipality=town, tariffs=tariffs).grant == {
            "service": endpoint.SERVICE,
            "member": "2380",
            "decision": {"minutes_week": 300, "months": 6, "counsellors": 2},
        }

    def test_without_control_numbers_nothing_is_issued_and_a_reference_is_quoted(self) -> None:
        plan = service_plan(services=[endpoint.service(control_number="none")])
        assert plan.grant == {}
        assert plan.claim(TODAY, "bokning-1") == {
            "reference": "bokning-1",
            "service": endpoint.SERVICE,
            "date": "2026-11-29",
        }

    def test_a_presence_code_goes_with_a_visit_and_never_with_somebody_who_did_not_come(self) -> None:
        consumes = ["session", "no_show"]
        plan = service_plan(services=[endpoint.service(presence_codes=True, consumes=consumes)])
        assert plan.claim(TODAY, "", "N", ["7K3M"])["code"] == "7K3M"
        assert "code" not in plan.claim(TODAY, "", "N", ["7K3M"], Event("no_show"))


class TestWhatCannotBeTold:
    """One sentence, which names the place in policy."""

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            (
                {"providers": [endpoint.provider("ana", "private", "2027-01-01")]},
                (
                    "policy/authorisations.yaml: no provider is authorised for Familjerådgivning on 2026-11-29;"
                    " the next begins 2027-01-01."
                ),
            ),
            (
                {"providers": [endpoint.provider("ana", "private", "2019-01-01", "2026-11-28")]},
                "policy/authorisations.yaml: no provider is authorised for Familjerådgivning on 2026-11-29.",
            ),
            (
                {
                    "services": [endpoint.service(own_unit_only=True)],
                    "providers": [endpoint.provider("ana", "private", "2019-01-01")],
                },
                (
                    "policy/authorisations.yaml: no own unit (the service is the own unit's alone) is authorised for"
                    " Familjerådgivning on 2026-11-29."
                ),
            ),
            (
                {"tariffs": [{**endpoint.tariff("private", 1), "from": "2026-12-01"}]},
                (
                    "policy/tariffs.yaml: no price of Familjerådgivning (own or private) is in force on 2026-11-29;"
                    " the next begins 2026-12-01."
                ),
            ),
            (
                {"tariffs": [], "providers": [endpoint.provider("ana", "private", "2019-01-01")]},
                "policy/tariffs.yaml: no price of Familjerådgivning (private) is in force on 2026-11-29.",
            ),
        ],
    )
    def test_it_is_said_where(self, changes: dict[str, object], sentence: str) -> None:
        plan = plans.plan(register(**changes), TODAY)
        assert (plan.services, plan.left_out) == ((), (sentence,))


PRICES = [
    ({}, {}, {}),
    ({}, {}, {"exempt": True}),
    ({}, {"exempt": {"amount_ore": 5_000, "paid_by": "provider"}}, {"exempt": True}),
    ({"fee": "deducted"}, {}, {}),
    ({"fee": "deducted"}, {}, {"exempt": True}),
    ({}, {"first_visits": {"count": 3, "amount_ore": 10_000, "paid_by": "municipality"}}, {"visits_before": 2}),
    ({}, {"first_visits": {"count": 3, "amount_ore": 10_000, "paid_by": "municipality"}}, {"visits_before": 3}),
    ({}, {"first_visits": {"count": 3, "amount_ore": 0, "paid_by": "provider"}}, {"exempt": True}),
    ({"amount_ore": 99_901}, {}, {"minutes": 45}),
    ({"amount_ore": 86_800}, {}, {"minutes": 100}),
]


@pytest.mark.parametrize(("tariff", "fee", "visit"), PRICES)
def test_what_is_to_be_paid_is_what_the_endpoint_pays(
    tariff: dict[str, Any], fee: dict[str, Any], visit: dict[str, Any]
) -> None:
    """The two are computed apart, so that the story can hold the one against the other."""
    unit: dict[str, Any] = (
        {"unit": "hour", "extra": [], "decision": {"minutes_week": 300, "months": 6}} if "minutes" in visit else {}
    )
    plan = service_plan(
        services=[endpoint.service(**unit)],
        tariffs=[{**endpoint.tariff("private", 110_400), **tariff}],
        fees=[{**sample.fee(events=["session"]), **fee}],
    )
    rules = plan.register
    paid = price(rules.tariffs[0], rules.fees[0], **{"exempt": False, "visits_before": 0, "minutes": None, **visit})
    assert plan.price_ore("ana", TODAY, **visit) == (paid.amount_ore, paid.fee_ore)
