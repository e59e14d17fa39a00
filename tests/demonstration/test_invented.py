"""The demonstration is recognisably invented: nobody in it can be taken for a real person or provider."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.support.demonstration.files import (
    AREA_REACH_DEGREES,
    AUTHORISED,
    EAST,
    FICTION,
    HELP_LINES,
    NORTH,
    POLICY,
    PROFILES,
    SOUTH,
    VOCABULARY,
    WEST,
    luhn_is_right,
    read,
    texts,
)


class TestInvented:
    """Nothing leads to a person or a firm that exists."""

    def test_every_phone_number_is_reserved_for_fiction(self) -> None:
        numbers = [profile["contact"]["phone"] for profile in PROFILES.values()]
        numbers.append(read(POLICY / "municipality.yaml")["reception"]["phone"])
        assert [number for number in numbers if not FICTION.fullmatch(number)] == []

    def test_no_phone_number_is_used_twice(self) -> None:
        numbers = Counter(profile["contact"]["phone"] for profile in PROFILES.values())
        numbers[read(POLICY / "municipality.yaml")["reception"]["phone"]] += 1
        assert [number for number, times in numbers.items() if times > 1] == []

    def test_the_only_real_phone_numbers_are_the_help_lines(self) -> None:
        town = read(POLICY / "municipality.yaml")
        lines = [line.get("number") or line["sms"] for line in town["help_lines"]]
        assert {*lines, *(place["phone"] for place in town["elsewhere"] if "phone" in place)} == HELP_LINES

    def test_every_domain_ends_in_example(self) -> None:
        contacts = {provider: profile["contact"] for provider, profile in PROFILES.items()}
        domains = [
            (provider, urlsplit(contact[key]).hostname or "")
            for provider, contact in contacts.items()
            for key in ("website", "booking")
            if key in contact
        ]
        domains += [(provider, one["email"].rpartition("@")[2]) for provider, one in contacts.items() if "email" in one]
        assert [pair for pair in domains if not pair[1].endswith(".example")] == []

    def test_no_text_of_a_profile_holds_an_address_to_the_web(self) -> None:
        prose = [
            (provider, text)
            for provider, profile in PROFILES.items()
            for key, value in profile.items()
            if key != "contact"
            for text in texts(value)
        ]
        assert [pair for pair in prose if re.search(r"https?:|www\.|@", pair[1])] == []

    def test_every_organisation_number_passes_its_check(self) -> None:
        numbers = [entry["organisation_number"] for entry in AUTHORISED.values() if "organisation_number" in entry]
        assert [number for number in numbers if not luhn_is_right(number.replace("-", ""))] == []

    def test_no_organisation_number_can_be_a_persons(self) -> None:
        numbers = [entry["organisation_number"] for entry in AUTHORISED.values() if "organisation_number" in entry]
        assert [number for number in numbers if int(number[2]) < 2] == []

    def test_no_organisation_number_is_used_twice(self) -> None:
        numbers = [entry["organisation_number"] for entry in AUTHORISED.values() if "organisation_number" in entry]
        assert len(set(numbers)) == len(numbers)

    def test_the_private_organisation_numbers_stand_in_series_that_nobody_has(self) -> None:
        private = [entry for entry in AUTHORISED.values() if entry["regi"] == "private"]
        series = {entry["organisation_number"][:6] for entry in private if "organisation_number" in entry}
        assert series == {"559999", "969999", "802999"}

    def test_a_sole_trader_has_a_supplier_number_and_no_organisation_number(self) -> None:
        sole = [entry for entry in AUTHORISED.values() if entry["type"] == "sole_trader"]
        assert sole != []
        assert all("supplier" in entry and "organisation_number" not in entry for entry in sole)


class TestTheVocabulary:
    """The words that a resident meets."""

    @pytest.mark.parametrize("language", ["sv", "en"])
    @pytest.mark.parametrize("kind", [kind for kind in VOCABULARY if kind not in {"areas", "synonyms"}])
    def test_no_two_keys_are_shown_with_the_same_words(self, kind: str, language: str) -> None:
        labels = [entry[language].casefold() for entry in VOCABULARY[kind].values()]
        assert len(set(labels)) == len(labels)

    def test_an_area_lies_within_the_municipality(self) -> None:
        areas = {area: entry["coordinates"] for area, entry in VOCABULARY["areas"].items()}
        assert {
            area: point
            for area, point in areas.items()
            if not (SOUTH <= point["lat"] <= NORTH and WEST <= point["lon"] <= EAST)
        } == {}

    def test_premises_lie_where_their_area_lies(self) -> None:
        premises = [
            (provider, location["coordinates"][axis], VOCABULARY["areas"][location["area"]]["coordinates"][axis])
            for provider, profile in PROFILES.items()
            for location in profile.get("locations", [])
            if "coordinates" in location
            for axis in ("lat", "lon")
        ]
        assert [line for line in premises if abs(line[1] - line[2]) > AREA_REACH_DEGREES] == []
