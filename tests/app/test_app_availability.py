"""A provider says its waiting time and whether it accepts new clients: its own alone, with the day that it was said."""

import datetime as dt
from typing import Any

import pytest

from chalicelib.register import parser
from tests.support.app.endpoint import BY_HOUR, SERVICE, TODAY, Endpoint, ago, now, register_data

PATH = "/v1/availability"


@pytest.fixture(params=["endpoint", "cloud"])
def either(request: pytest.FixtureRequest) -> Endpoint:
    """Return the endpoint over SQLite and over DynamoDB."""
    endpoint: Endpoint = request.getfixturevalue(request.param)
    return endpoint


def state(endpoint: Endpoint, who: str = "ana", days_ago: int = 0, **values: object) -> dict[str, Any]:
    """State something of a service some days ago, and return the answer."""
    with endpoint.at(lambda: now() - dt.timedelta(days=days_ago)):
        answer = endpoint.put(PATH, who, {"service": SERVICE, **values})
    body: dict[str, Any] = answer.json()
    return {"status": answer.status, **body}


def listed(endpoint: Endpoint, provider: str = "ana", service: str = SERVICE) -> dict[str, Any] | None:
    """Return what the public list has of a service of a provider."""
    entries = endpoint.get(PATH).json()["availability"]
    return next((entry for entry in entries if (entry["provider"], entry["service"]) == (provider, service)), None)


class TestStating:
    """What is said has the day of today, and replaces what was said before."""

    def test_both_stand_with_the_day_they_were_said(self, either: Endpoint) -> None:
        state(either, working_days=5, accepts_new="not_now")
        assert listed(either) == {
            "provider": "ana",
            "service": SERVICE,
            "working_days": 5,
            "working_days_stated": TODAY.isoformat(),
            "accepts_new": "not_now",
            "accepts_new_stated": TODAY.isoformat(),
        }

    def test_the_answer_is_what_the_list_says(self, endpoint: Endpoint) -> None:
        answer = state(endpoint, working_days=0)
        assert answer == {"status": 200, **(listed(endpoint) or {})}

    def test_what_is_said_of_the_one_leaves_the_other_with_its_date(self, either: Endpoint) -> None:
        state(either, days_ago=40, working_days=5, accepts_new="yes")
        state(either, days_ago=3, accepts_new="not_now")
        entry = listed(either) or {}
        assert (entry["working_days"], entry["working_days_stated"]) == (5, ago(40))
        assert (entry["accepts_new"], entry["accepts_new_stated"]) == ("not_now", ago(3))

    def test_the_same_again_is_said_today(self, endpoint: Endpoint) -> None:
        state(endpoint, days_ago=31, working_days=5)
        state(endpoint, working_days=5)
        assert (listed(endpoint) or {})["working_days_stated"] == TODAY.isoformat()

    def test_what_is_taken_back_has_a_day_too(self, either: Endpoint) -> None:
        state(either, days_ago=2, working_days=5)
        state(either, working_days="not_stated")
        entry = listed(either) or {}
        assert (entry["working_days"], entry["working_days_stated"]) == ("not_stated", TODAY.isoformat())

    def test_the_day_is_that_of_stockholm(self, endpoint: Endpoint) -> None:
        with endpoint.at(lambda: dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)):
            endpoint.put(PATH, "ana", {"service": SERVICE, "working_days": 5})
        assert (listed(endpoint) or {})["working_days_stated"] == "2026-11-21"

    def test_another_service_and_another_provider_keep_what_they_have(self, endpoint: Endpoint) -> None:
        state(endpoint, working_days=5)
        assert [listed(endpoint, "bo"), listed(endpoint, "ana", BY_HOUR)] == [
            {"provider": "bo", "service": SERVICE},
            {"provider": "ana", "service": BY_HOUR},
        ]


class TestRefused:
    """Nothing is stored of what is refused."""

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({}, "missing_field"),
            ({"working_days": 366}, "invalid_field"),
            ({"working_days": -1}, "invalid_field"),
            ({"working_days": True}, "invalid_field"),
            ({"working_days": "5"}, "invalid_field"),
            ({"accepts_new": "no"}, "invalid_field"),
            ({"provider": "bo", "working_days": 5}, "unknown_field"),
        ],
    )
    def test_a_faulty_statement_changes_nothing(self, endpoint: Endpoint, values: dict[str, object], code: str) -> None:
        answer = endpoint.put(PATH, "ana", {"service": SERVICE, **values})
        assert answer.json()["code"] == code
        assert endpoint.wired.ledger().availability() == []

    @pytest.mark.parametrize("who", ["ended", "coming"])
    def test_a_provider_states_nothing_outside_its_authorisation(self, endpoint: Endpoint, who: str) -> None:
        assert state(endpoint, who, working_days=5)["code"] == "not_authorised"

    def test_a_service_that_is_another_providers_is_refused(self, endpoint: Endpoint) -> None:
        providers = [
            {**entry, "services": [row for row in entry["services"] if row["service"] != BY_HOUR]}
            if entry["id"] == "ana"
            else entry
            for entry in register_data()["providers"]
        ]
        with endpoint.rules(register_data(providers=providers)):
            answer = endpoint.put(PATH, "ana", {"service": BY_HOUR, "working_days": 5})
        assert answer.json()["code"] == "not_authorised"

    @pytest.mark.parametrize("who", ["reception", "controller"])
    def test_nobody_states_it_for_a_provider(self, endpoint: Endpoint, who: str) -> None:
        assert state(endpoint, who, working_days=5)["code"] == "forbidden"


class TestTheList:
    """Anyone may read it, and it says whose it is and nothing of anybody else."""

    def test_a_provider_whose_authorisation_has_ended_is_not_listed(self, endpoint: Endpoint) -> None:
        state(endpoint, working_days=5)
        providers = [
            {**entry, "services": [{**row, "to": ago(1)} for row in entry["services"]]}
            if entry["id"] == "ana"
            else entry
            for entry in register_data()["providers"]
        ]
        with endpoint.rules(register_data(providers=providers)):
            names = {entry["provider"] for entry in endpoint.get(PATH).json()["availability"]}
        assert names == {"bo", "cia", "own-unit"}

    def test_it_has_the_hash_of_its_content(self, endpoint: Endpoint) -> None:
        before = endpoint.get(PATH).json()
        state(endpoint, working_days=5)
        after = endpoint.get(PATH).json()
        assert [answer["sha256"] == parser.digest(answer) for answer in (before, after)] == [True, True]
        assert before["sha256"] != after["sha256"]

    def test_it_may_be_cached_and_nothing_else_may(self, endpoint: Endpoint) -> None:
        answer = endpoint.put(PATH, "ana", {"service": SERVICE, "working_days": 5})
        caching = [answer.headers["Cache-Control"] for answer in (answer, endpoint.get(PATH))]
        assert caching == ["no-store", "public, max-age=60"]
