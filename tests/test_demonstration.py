"""The demonstration of `policy/` and `providers/`: recognisably invented, varied as real ones are, and sound."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalogue import policy as policies
from catalogue import profile as profiles
from catalogue import yamlfile

ROOT = Path(__file__).parent.parent
POLICY = ROOT / "policy"
TODAY = dt.date(2026, 11, 21)
FRESH_DAYS = 30  # DESIGN §4
OWN_UNIT = "familjeradgivningen"
SERVICE = "familjeradgivning"
WITHOUT_PROFILE = "platshallaren"
FICTION = re.compile(r"08-465 004 \d\d")  # the numbers that PTS reserves for fiction: 08-465 004 00 … 99
LOCATION_FEATURES = ("step_free", "hearing_loop", "lift", "toilet", "parking")
SERVICE_FEATURES = ("two_counsellors", "interpreter", "sign_language", "single_sessions")
FACETS = ("methods", "competences", "formats")
SOUTH, NORTH, WEST, EAST = 59.22, 59.44, 17.76, 18.20  # degrees around Stockholm municipality
AREA_REACH_DEGREES = 0.02  # about two kilometres northwards, one eastwards
HELP_LINES = {"112", "020-50 50 50", "020-555 666"}


def read(path: Path) -> Any:  # noqa: ANN401 - whatever the file says
    """The value of one of the demonstration's files, which is free of faults."""
    value, problems = yamlfile.load(path.read_bytes(), str(path.relative_to(ROOT)))
    assert problems == []
    return value


FILES = sorted((ROOT / "providers").glob("*.yaml"))
PROFILES: dict[str, Any] = {path.stem: read(path) for path in FILES}
VOCABULARY: dict[str, Any] = read(POLICY / "vocabulary.yaml")
AUTHORISED: dict[str, Any] = {entry["id"]: entry for entry in read(POLICY / "authorisations.yaml")["providers"]}


def in_force(entry: dict[str, Any], day: dt.date = TODAY) -> bool:
    """Whether any service of an authorisation is in force on the day; the last day counts."""
    return any(service["from"] <= day.isoformat() <= service.get("to", "9999-12-31") for service in entry["services"])


IN_FORCE = {id_ for id_, entry in AUTHORISED.items() if in_force(entry)}


def services() -> Iterator[dict[str, Any]]:
    """What each profile says of the one service."""
    for profile in PROFILES.values():
        yield profile["services"][SERVICE]


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a file says
    """Every text in a file, keys left out."""
    match value:
        case dict():
            for item in value.values():
                yield from texts(item)
        case list():
            for item in value:
                yield from texts(item)
        case str():
            yield value


def luhn_is_right(digits: str) -> bool:
    """Luhn's check over all the digits."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0


class TestFreeOfFaults:
    """The repo's own policy and profiles give no error and no warning."""

    def test_the_policy_has_no_problem(self) -> None:
        _, problems = policies.load(POLICY)
        assert problems == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_profile_has_no_problem(self, path: Path) -> None:
        policy, _ = policies.load(POLICY)
        assert policy is not None
        _, problems = profiles.check(f"providers/{path.name}", path.read_bytes(), policy)
        assert problems == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_profile_begins_by_naming_its_schema(self, path: Path) -> None:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../dist/schema/v1/provider.schema.json"


class TestWhoIsInForce:
    """Who is shown, and the three cases that the catalogue must get right."""

    def test_there_are_at_least_twentyfive_providers_in_force(self) -> None:
        assert len(IN_FORCE) >= 25

    def test_exactly_one_is_the_own_unit(self) -> None:
        assert [id_ for id_, entry in AUTHORISED.items() if entry["regi"] == "own"] == [OWN_UNIT]

    def test_exactly_one_in_force_has_no_profile(self) -> None:
        assert IN_FORCE - PROFILES.keys() == {WITHOUT_PROFILE}

    def test_every_profile_belongs_to_a_provider_in_force(self) -> None:
        assert PROFILES.keys() <= IN_FORCE

    def test_exactly_one_authorisation_has_ended_and_says_why(self) -> None:
        ended = [entry for entry in AUTHORISED.values() if "ended_reason" in entry]
        assert len(ended) == 1
        assert ended[0]["services"][0]["to"] < TODAY.isoformat()

    def test_one_authorisation_begins_later(self) -> None:
        assert sum(entry["services"][0]["from"] > TODAY.isoformat() for entry in AUTHORISED.values()) == 1


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
        assert {line["number"] for line in read(POLICY / "municipality.yaml")["help_lines"]} == HELP_LINES

    @pytest.mark.parametrize("provider", sorted(PROFILES))
    def test_every_domain_ends_in_example(self, provider: str) -> None:
        contact = PROFILES[provider]["contact"]
        links = [urlsplit(contact[key]).hostname or "" for key in ("website", "booking") if key in contact]
        domains = links + ([contact["email"].rpartition("@")[2]] if "email" in contact else [])
        assert [domain for domain in domains if not domain.endswith(".example")] == []

    @pytest.mark.parametrize("provider", sorted(PROFILES))
    def test_no_text_of_a_profile_holds_an_address_to_the_web(self, provider: str) -> None:
        prose = [text for key, value in PROFILES[provider].items() if key != "contact" for text in texts(value)]
        assert [text for text in prose if re.search(r"https?:|www\.|@", text)] == []

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

    @pytest.mark.parametrize("provider", sorted(PROFILES))
    def test_whoever_writes_in_english_does_so_throughout(self, provider: str) -> None:
        profile = PROFILES[provider]
        ways = [location["transit"] for location in profile.get("locations", []) if "transit" in location]
        assert [way for way in ways if way.keys() != profile["about"].keys()] == []

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


class TestTheVocabulary:
    """The words that a resident meets."""

    @pytest.mark.parametrize("language", ["sv", "en"])
    @pytest.mark.parametrize("kind", [kind for kind in VOCABULARY if kind != "areas"])
    def test_no_two_keys_are_shown_with_the_same_words(self, kind: str, language: str) -> None:
        labels = [entry[language].casefold() for entry in VOCABULARY[kind].values()]
        assert len(set(labels)) == len(labels)

    @pytest.mark.parametrize("area", sorted(VOCABULARY["areas"]))
    def test_an_area_lies_within_the_municipality(self, area: str) -> None:
        place = VOCABULARY["areas"][area]["coordinates"]
        assert SOUTH <= place["lat"] <= NORTH
        assert WEST <= place["lon"] <= EAST

    @pytest.mark.parametrize("provider", sorted(PROFILES))
    def test_premises_lie_where_their_area_lies(self, provider: str) -> None:
        placed = [location for location in PROFILES[provider].get("locations", []) if "coordinates" in location]
        apart = [
            (location["coordinates"][axis], VOCABULARY["areas"][location["area"]]["coordinates"][axis])
            for location in placed
            for axis in ("lat", "lon")
        ]
        assert [pair for pair in apart if abs(pair[0] - pair[1]) > AREA_REACH_DEGREES] == []


class TestTheFigures:
    """The figures of the sources: DOMAIN D27–D31."""

    def test_a_session_is_ninety_minutes(self) -> None:
        assert [service["minutes"] for service in read(POLICY / "services.yaml")["services"]] == [90]

    def test_the_fee_is_450_kronor(self) -> None:
        assert [fee["amount"] for fee in read(POLICY / "fees.yaml")["fees"]] == ["450"]

    @pytest.mark.parametrize(
        ("regi", "amounts"),
        [("own", {"2019": "960", "2022": "1066"}), ("private", {"2019": "960", "2022": "1104"})],
        ids=["own", "private"],
    )
    def test_a_session_is_paid_as_in_the_sources(self, regi: str, amounts: dict[str, str]) -> None:
        tariffs = [tariff for tariff in read(POLICY / "tariffs.yaml")["tariffs"] if tariff["regi"] == regi]
        assert {tariff["from"][:4]: tariff["amount"] for tariff in tariffs} == amounts

    def test_the_own_units_budgeted_sessions_are_the_sources(self) -> None:
        budgets = read(POLICY / "budget.yaml")["budgets"]
        assert {budget["year"]: budget["own_unit_sessions"] for budget in budgets} == {2023: 5808, 2024: 6151}

    @pytest.mark.parametrize("name", ["tariffs", "fees", "services"])
    def test_what_no_source_says_is_marked_as_assumed(self, name: str) -> None:
        rows = read(POLICY / f"{name}.yaml")[name]
        marks = {"sv": "antaganden", "en": "assumptions"}
        wrong = [
            row["source"][lang]
            for row in rows
            for lang, mark in marks.items()
            if row["assumed"] is not (mark in row["source"][lang])
        ]
        assert wrong == []

    def test_every_page_says_that_it_is_a_demonstration(self) -> None:
        assert read(POLICY / "municipality.yaml")["demo"] is True
