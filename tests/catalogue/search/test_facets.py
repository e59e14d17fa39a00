"""Facets: every provider matches, does not match, or has not stated it; and what is not stated is never no."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.policy import daily_order
from catalogue.policy.model import Policy
from catalogue.policy.schema import FEATURES
from catalogue.profiles.model import Premises, Profile
from catalogue.search import facets
from catalogue.search.authorised_provider import AuthorisedProvider, Verified
from catalogue.search.card import card_of
from catalogue.search.facet_index import encode_columns
from catalogue.search.facet_row import Columns
from tests.support.catalogue.demo_cards import demonstration

TODAY = dt.date(2026, 11, 21)
LISTED = AuthorisedProvider("x", "X AB", None, sole_trader=False, regi="private", services=(("fr", "2019-01-01"),))
BOTH = AuthorisedProvider(
    "x", "X AB", None, sole_trader=False, regi="private", services=(("fr", "2019-01-01"), ("fb", "2019-01-01"))
)


def answers(profile: Profile, provider: AuthorisedProvider = LISTED) -> dict[str, list[facets.Answer]]:
    """Return the answer of a profile to every facet."""
    return card_of(profile, provider, TODAY.isoformat()).facets


RULES, CARDS, TABLE = demonstration(TODAY)


def test_without_a_profile_nothing_is_stated() -> None:
    by_facet = card_of(None, LISTED, TODAY.isoformat()).facets
    assert {key for key, answer in by_facet.items() if answer != [None]} == {"service"}


def test_hours_that_are_stated_without_an_evening_are_no() -> None:
    by_facet = answers({"hours": {"monday": ["08:00-17:00"]}})
    assert (by_facet["evenings"], by_facet["saturdays"]) == ([[]], [[]])


def test_open_until_18_is_not_open_in_the_evening() -> None:
    assert answers({"hours": {"friday": ["12:00-18:00"]}})["evenings"] == [[]]


def test_open_on_saturdays() -> None:
    assert answers({"hours": {"saturday": ["10:00-14:00"]}})["saturdays"] == [["yes"]]


def test_a_stale_waiting_time_is_not_stated() -> None:
    stale: Profile = {"services": {"fr": {"waiting_time": {"working_days": 3, "stated": "2026-09-01"}}}}
    assert answers(stale)["waiting"] == [None]


def test_a_fresh_waiting_time_keeps_to_every_limit_that_is_as_long() -> None:
    fresh: Profile = {"services": {"fr": {"waiting_time": {"working_days": 10, "stated": "2026-11-10"}}}}
    assert answers(fresh)["waiting"] == [["10", "15"]]


def test_not_just_now_is_no_and_not_unknown() -> None:
    assert answers({"services": {"fr": {"accepts_new": "not_now"}}})["accepts_new"] == [[]]


@pytest.mark.parametrize(
    ("lifts", "answer"),
    [(["no", "yes"], ["yes"]), (["no", "no"], []), (["no", None], None), ([None, "yes"], ["yes"])],
    ids=["one has it", "none has it", "one has not stated it", "one has it, one has not stated it"],
)
def test_several_premises_match_when_one_does(lifts: list[str | None], answer: list[str] | None) -> None:
    premises: list[Premises] = [{"area": "a", "lift": lift} if lift else {"area": "a"} for lift in lifts]
    assert answers({"locations": premises})["lift"] == [answer]


def test_what_the_municipality_has_checked_goes_before_what_the_provider_says() -> None:
    checked = AuthorisedProvider(
        "x",
        "X AB",
        None,
        sole_trader=False,
        regi="private",
        services=LISTED.services,
        verified=(Verified("step_free", "no", "2026-01-01"),),
    )
    assert answers({"locations": [{"area": "a", "step_free": "yes"}]}, checked)["step_free"] == [[]]


def test_each_service_answers_for_itself() -> None:
    profile: Profile = {"services": {"fr": {"methods": ["cbt"]}, "fb": {}}}
    assert answers(profile, BOTH)["methods"] == [["cbt"], None]


def test_premises_without_a_position_stand_in_the_middle_of_their_area() -> None:
    profile: Profile = {
        "locations": [{"area": "a"}, {"area": "a", "coordinates": {"lat": 59.1, "lon": 18.2}}, {"area": "b"}]
    }
    assert facets.points(profile, {"a": (59.0, 18.0)}) == [(59.0, 18.0), (59.1, 18.2)]


def weighed(answer: list[facets.Answer], value: str) -> str:
    """Return how one provider answers: the rule, written a second time."""
    if any(part is not None and value in part for part in answer):
        return "matching"
    return "not_stated" if any(part is None for part in answer) else "not_matching"


@pytest.mark.parametrize("facet", [facet for group in TABLE.groups for facet in group.facets], ids=lambda f: str(f.key))
class TestTheDemonstration:
    """For each facet: matching + not matching + not stated = all, and each of the three is somebody."""

    def test_the_three_add_up_to_everyone(self, facet: facets.Facet) -> None:
        for split in TABLE.columns[facet.key].splits.values():
            assert len(split.matching) + split.not_matching + split.not_stated == len(CARDS)

    def test_each_of_the_three_is_somebody(self, facet: facets.Facet) -> None:
        splits = TABLE.columns[facet.key].splits.values()
        assert any(split.matching for split in splits)
        assert any(split.not_matching for split in splits)
        assert any(split.not_stated for split in splits)

    def test_each_provider_is_where_its_answer_puts_it(self, facet: facets.Facet) -> None:
        for value, split in TABLE.columns[facet.key].splits.items():
            states = [weighed(card.facets[facet.key], value) for card in CARDS]
            assert split.matching == [row for row, state in enumerate(states) if state == "matching"]
            assert (split.not_matching, split.not_stated) == (states.count("not_matching"), states.count("not_stated"))


ANSWERS = st.lists(st.one_of(st.none(), st.lists(st.sampled_from("abc"), unique=True)), min_size=1, max_size=2)


@given(st.lists(ANSWERS, max_size=12))
def test_with_several_services_the_three_add_up_as_well(providers: list[list[facets.Answer]]) -> None:
    services = ("one", "two")
    group = facets.Group("methods", (facets.Facet("methods", ("a", "b", "c"), per_service=True),))
    columns = Columns(RULES, (group,), services, {})
    cells = [columns.cells({"methods": answer, "service": [list(services[: len(answer)])]}) for answer in providers]
    column = encode_columns(list(columns.facets()), cells)["methods"]
    for value, split in column.splits.items():
        states = [weighed(answer, value) for answer in providers]
        assert split.matching == [row for row, state in enumerate(states) if state == "matching"]
        assert (split.not_matching, split.not_stated) == (states.count("not_matching"), states.count("not_stated"))


def test_no_name_is_in_the_columns() -> None:
    text = TABLE.json("2026-11-21").decode()
    assert [card.name for card in CARDS if f'"{card.name}"' in text] == []


def test_the_rows_stand_in_the_day_s_order() -> None:
    assert list(TABLE.ids) == daily_order.order_on(RULES, TODAY)


def test_every_feature_of_a_profile_is_one_to_filter_by(policy: Policy) -> None:
    keys = {facet.key for group in facets.groups(policy) for facet in group.facets}
    assert set(FEATURES) - keys == set()
