"""Where a provider receives people: the way there, what each of several premises has, and when it is open."""

from __future__ import annotations

import dataclasses

import pytest

from catalogue.profiles.model import Premises, Profile
from catalogue.search.card import card_of
from catalogue.views.cards import card_rows
from tests.support.catalogue.presented import CHECKED, FULL, LISTED, PRESENTER


def test_a_checked_fact_is_not_put_on_any_of_several_premises() -> None:
    view = PRESENTER.provider({**FULL, "locations": FULL["locations"] * 2}, CHECKED, {})
    assert [row.note for premises in view["locations"] for row in premises["rows"] if row.note] == []
    assert view["municipality"][-1].value == "Nej"


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        ([], "Uppgift saknas"),
        (["yes", "yes"], "Ja"),
        (["no", "no"], "Nej"),
        (["no", None], "Uppgift saknas"),
        (["yes", None], "Ja (Farsta)"),
        (["no", "yes"], "Ja (Kista)"),
    ],
)
def test_several_premises_are_step_free_only_where_they_say_so(answers: list[str | None], value: str) -> None:
    premises: list[Premises] = [
        {"area": area, "step_free": answer} if answer else {"area": area}
        for area, answer in zip(("farsta", "kista"), answers, strict=False)
    ]
    card = card_of({"name": "X", "locations": premises}, LISTED, "2026-11-21")
    assert next(row.value for row in card_rows(PRESENTER, card) if row.label == "Utan trappsteg") == value


class TestOpeningHours:
    """Premises may be open at other hours than the general ones (D40)."""

    def hours(self, *premises: Premises, general: bool = True) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the opening hours of a provider with premises, and with general hours or without."""
        profile: Profile = {**FULL, "locations": list(premises)}
        if not general:
            del profile["hours"]
        return [(name, days) for name, days in PRESENTER.provider(profile, LISTED, {})["hours"]]

    def test_the_general_hours_are_those_of_the_others_who_are_named(self) -> None:
        first, second = self.hours({"area": "kista", "hours": {"tuesday": ["10:00-19:00"]}}, {"area": "farsta"})
        assert (first[0], first[1][0]) == ("Farsta", ("Måndag", "08.00–17.00"))
        assert second == ("Kista", [("Tisdag", "10.00–19.00"), ("Övriga dagar", "Stängt")])

    def test_general_hours_beside_premises_that_all_have_their_own_are_kept(self) -> None:
        own: Premises = {"area": "kista", "hours": {"tuesday": ["10:00-19:00"]}}
        assert [name for name, _ in self.hours(own)] == ["I övrigt", "Kista"]

    def test_without_general_hours_the_premises_that_have_none_say_so(self) -> None:
        own: Premises = {"area": "kista", "hours": {"tuesday": ["10:00-19:00"]}}
        assert [name for name, _ in self.hours(own, general=False)] == ["Kista"]
        (name, days), _ = self.hours(own, {"area": "farsta"}, general=False)
        assert (name, {time for _, time in days}) == ("Farsta", {""})

    def test_two_premises_in_one_area_are_told_apart_by_their_address(self) -> None:
        address = {"postcode": "118 00", "city": "Farsta"}
        places: list[Premises] = [
            {"area": "farsta", "address": {"street": f"A {n}", **address}, "hours": {"monday": ["08:00-12:00"]}}  # type: ignore[typeddict-item]
            for n in (1, 2)
        ]
        assert [name for name, _ in self.hours(*places)][1:] == ["A 1, 118 00 Farsta", "A 2, 118 00 Farsta"]

    def test_premises_that_are_closed_all_week_say_so_for_each_day(self) -> None:
        *_, (_, days) = self.hours({"area": "kista", "hours": {"monday": []}})
        assert {time for _, time in days} == {"Stängt"}
        assert len(days) == 7


POINTS = dataclasses.replace(PRESENTER, map_address="https://karta.example/?lat={lat}&lon={lon}")
SEARCH = dataclasses.replace(PRESENTER, map_address="https://karta.example/?q={address}")
TWO: Profile = {
    "name": "X",
    "locations": [
        {"address": {"street": "Å 1", "postcode": "118 00", "city": "Farsta"}, "area": "farsta"},
        {"area": "kista", "coordinates": {"lat": 59.4, "lon": 17.94}},
    ],
}


class TestTheWayThere:
    """A provider's page begins with how to call, book and get there, with a map that policy names."""

    def test_telephone_and_booking_come_first_then_address_and_stop(self) -> None:
        assert [row.label for row in PRESENTER.provider(FULL, LISTED, {})["reach"]] == [
            "Telefon",
            "Boka tid",
            "Adress",
            "Hitta hit",
        ]

    def test_each_of_several_premises_is_named(self) -> None:
        assert [row.label for row in PRESENTER.provider(TWO, LISTED, {})["reach"][2:]] == [
            "Adress, Farsta",
            "Hitta hit, Farsta",
            "Adress, Kista",
            "Hitta hit, Kista",
        ]

    def test_without_a_map_there_is_no_link_to_one(self) -> None:
        assert {row.note for row in PRESENTER.provider(TWO, LISTED, {})["reach"]} == {""}

    def test_a_map_is_asked_for_the_address_with_every_sign_encoded(self) -> None:
        row = SEARCH.provider(TWO, LISTED, {})["reach"][2]
        assert 'href="https://karta.example/?q=%C3%85%201%2C%20118%2000%20Farsta"' in row.note

    def test_whoever_follows_it_tells_the_map_of_no_page_of_ours(self) -> None:
        assert 'rel="nofollow noreferrer"' in SEARCH.provider(TWO, LISTED, {})["reach"][2].note

    def test_premises_without_what_the_map_asks_for_have_no_link(self) -> None:
        _, _, without, _, with_point, _ = POINTS.provider(TWO, LISTED, {})["reach"]
        assert without.note == ""
        assert 'href="https://karta.example/?lat=59.4&amp;lon=17.94"' in with_point.note

    def test_a_link_to_a_map_is_said_to_lead_elsewhere(self) -> None:
        assert POINTS.provider(TWO, LISTED, {})["leaves"]
        assert not PRESENTER.provider(TWO, LISTED, {})["leaves"]

    def test_a_postcode_is_kept_on_one_line(self) -> None:
        assert PRESENTER.provider(FULL, LISTED, {})["reach"][2].value == "A 1, 118\N{NO-BREAK SPACE}00 Farsta"
