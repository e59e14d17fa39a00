"""Card: what still holds today, and tri-state facts over several premises and services."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.profiles.model import Profile, ServiceDescription
from catalogue.search.authorised_provider import AuthorisedProvider, Verified
from catalogue.search.card import card_of, evenings

LISTED = AuthorisedProvider(
    "x", "X AB", "559999-0107", sole_trader=False, regi="private", services=(("fr", "2019-01-01"),)
)


def profile_with(service: ServiceDescription) -> Profile:
    """Build a profile with one service."""
    return {"name": "X", "services": {"fr": service}}


def waiting(stated: str) -> Profile:
    """Build a profile whose waiting time was stated on a day."""
    return profile_with({"waiting_time": {"working_days": 8, "stated": stated}})


@pytest.mark.parametrize(
    ("today", "days"),
    [("2026-11-08", None), ("2026-11-09", 8), ("2026-12-09", 8), ("2026-12-10", None)],
    ids=["before it is stated", "on the day", "30 days old", "31 days old"],
)
def test_a_waiting_time_counts_for_30_days(today: str, days: int | None) -> None:
    assert card_of(waiting("2026-11-09"), LISTED, today).waiting_days == {"fr": days}


def test_without_a_profile_nothing_is_stated() -> None:
    card = card_of(None, LISTED, "2026-11-21")
    assert card.name == "X AB"
    assert (card.areas, card.languages, card.formats, card.evenings) == (None,) * 4
    assert (card.accepts_new, card.waiting_days) == ({"fr": None}, {"fr": None})


def test_who_runs_the_provider_changes_nothing_else_on_a_card() -> None:
    own = AuthorisedProvider("x", "X AB", "559999-0107", sole_trader=False, regi="own", services=LISTED.services)
    profile = waiting("2026-11-09")
    municipal, private = (card_of(profile, provider, "2026-11-21") for provider in (own, LISTED))
    assert (municipal.regi, private.regi) == ("own", "private")  # a row of the comparison, and no row of the list
    assert replace(municipal, regi="") == replace(private, regi="")


def test_no_hours_stated_is_not_closed_in_the_evening() -> None:
    assert evenings(None) is None
    assert evenings({"monday": ["08:00-17:00"]}) == []


def test_an_evening_is_hours_after_18() -> None:
    hours = {"tuesday": ["08:00-12:00", "16:00-20:00"], "thursday": ["08:00-18:00"]}
    assert evenings(hours) == ["tuesday"]


def test_what_the_municipality_has_checked_goes_before_what_the_provider_says() -> None:
    listed = AuthorisedProvider(
        "x",
        "X",
        None,
        sole_trader=True,
        regi="private",
        services=(),
        verified=(Verified("step_free", "no", "2026-03-02"),),
    )
    profile: Profile = {"name": "X", "locations": [{"area": "a", "step_free": "yes"}]}
    assert card_of(profile, listed, "2026-11-21").step_free == ["no"]


def test_formats_of_several_services_are_united() -> None:
    listed = AuthorisedProvider(
        "x", "X", None, sole_trader=False, regi="own", services=(("fr", "2019-01-01"), ("fb", "2019-01-01"))
    )
    profile: Profile = {"name": "X", "services": {"fr": {"formats": ["video"]}, "fb": {"formats": ["phone", "video"]}}}
    assert card_of(profile, listed, "2026-11-21").formats == ["video", "phone"]
