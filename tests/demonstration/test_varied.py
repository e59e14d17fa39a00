"""The demonstration is varied as real providers are."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.demonstration.files import (
    FACETS,
    FRESH_DAYS,
    LOCATION_FEATURES,
    PROFILES,
    SERVICE,
    SERVICE_FEATURES,
    TODAY,
    VOCABULARY,
    services,
)


class TestVaried:
    """Every case that a page, a filter or a rule must handle stands somewhere."""

    @pytest.mark.parametrize("feature", LOCATION_FEATURES)
    def test_a_feature_of_a_location_is_yes_no_and_not_stated_somewhere(self, feature: str) -> None:
        said = {location.get(feature) for profile in PROFILES.values() for location in profile.get("locations", [])}
        assert said == {"yes", "no", None}

    @pytest.mark.parametrize("feature", SERVICE_FEATURES)
    def test_a_feature_of_the_service_is_yes_no_and_not_stated_somewhere(self, feature: str) -> None:
        assert {service.get(feature) for service in services()} == {"yes", "no", None}

    def test_accepting_is_yes_not_now_and_not_stated_somewhere(self) -> None:
        assert {service.get("accepts_new") for service in services()} == {"yes", "not_now", None}

    @pytest.mark.parametrize("facet", FACETS)
    def test_a_list_to_choose_from_is_stated_by_some_and_left_out_by_some(self, facet: str) -> None:
        assert {facet in service for service in services()} == {True, False}

    @pytest.mark.parametrize("key", ["languages", "hours", "staff"])
    def test_a_part_of_the_profile_is_stated_by_some_and_left_out_by_some(self, key: str) -> None:
        assert {key in profile for profile in PROFILES.values()} == {True, False}

    @pytest.mark.parametrize("facet", FACETS)
    def test_every_word_to_choose_from_is_chosen_by_someone(self, facet: str) -> None:
        chosen = {word for service in services() for word in service.get(facet, [])}
        assert chosen == VOCABULARY[facet].keys()

    def test_every_language_is_spoken_by_someone(self) -> None:
        spoken = {language for profile in PROFILES.values() for language in profile.get("languages", [])}
        assert spoken == VOCABULARY["languages"].keys()

    @pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "stale"])
    def test_a_waiting_time_is_stated_that_is(self, *, fresh: bool) -> None:
        ages = [TODAY - dt.date.fromisoformat(waiting["stated"]) for waiting in self.waiting_times()]
        assert any((age <= dt.timedelta(days=FRESH_DAYS)) is fresh for age in ages)

    def test_no_waiting_time_is_stated_in_the_future(self) -> None:
        assert [waiting for waiting in self.waiting_times() if waiting["stated"] > TODAY.isoformat()] == []

    def test_a_waiting_time_is_not_stated_somewhere(self) -> None:
        assert any("waiting_time" not in service for service in services())

    def test_some_offer_an_english_text_and_some_do_not(self) -> None:
        assert {"en" in profile["about"] for profile in PROFILES.values()} == {True, False}

    def test_whoever_writes_in_english_does_so_throughout(self) -> None:
        ways = [
            (provider, {*location["transit"]}, {*profile["about"]})
            for provider, profile in PROFILES.items()
            for location in profile.get("locations", [])
            if "transit" in location
        ]
        assert [line for line in ways if line[1] != line[2]] == []

    def test_texts_are_short_and_long(self) -> None:
        lengths = [len(profile["about"]["sv"]) for profile in PROFILES.values()]
        assert min(lengths) < 100
        assert max(lengths) > 800

    def test_no_two_texts_are_alike(self) -> None:
        sentences = Counter(
            sentence
            for profile in PROFILES.values()
            for sentence in re.split(r"(?<=[.?!])\s+", profile["about"]["sv"].strip())
            if len(sentence) > len("Det går bra.")
        )
        assert [sentence for sentence, times in sentences.items() if times > 1] == []

    @pytest.mark.parametrize("day", ["saturday", "sunday"])
    def test_someone_is_open_at_the_weekend(self, day: str) -> None:
        assert any(day in profile.get("hours", {}) for profile in PROFILES.values())

    def test_someone_opens_early(self) -> None:
        assert any(span < "07:30" for span in self.spans())

    def test_someone_is_open_in_the_evening(self) -> None:
        assert any(span.partition("-")[2] >= "20:00" for span in self.spans())

    def test_someone_is_closed_over_the_holidays(self) -> None:
        assert any("closed" in profile for profile in PROFILES.values())

    def test_someone_works_by_video_only(self) -> None:
        assert any(service.get("formats") == ["video"] for service in services())

    def test_someone_has_two_places(self) -> None:
        assert any(len(profile.get("locations", [])) > 1 for profile in PROFILES.values())

    def test_those_who_work_together_name_each_other(self) -> None:
        pairs = {
            (id_, other)
            for id_, profile in PROFILES.items()
            for other in profile["services"][SERVICE].get("works_together_with", [])
        }
        assert pairs != set()
        assert pairs == {(other, id_) for id_, other in pairs}

    @staticmethod
    def waiting_times() -> Iterator[dict[str, Any]]:
        """Every waiting time that is stated."""
        return (service["waiting_time"] for service in services() if "waiting_time" in service)

    @staticmethod
    def spans() -> Iterator[str]:
        """Every span of opening hours, of any day."""
        return (span for profile in PROFILES.values() for spans in profile.get("hours", {}).values() for span in spans)
