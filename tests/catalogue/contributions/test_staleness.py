"""What a provider is asked to look at again: each case is a sound profile in which one thing has grown old."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalogue.contributions import staleness
from catalogue.i18n.messages import Messages
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.schema import yaml_reader
from tests.support.catalogue.wording import words

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"
TODAY = date(2026, 11, 21)
FORM = "https://kundval.example/for-utforare/formular/"


@pytest.fixture(scope="module")
def rules() -> Policy:
    read, problems = loader.load(CASES / "policy")
    assert read is not None, problems
    return dataclasses.replace(read, municipality=dataclasses.replace(read.municipality, demo=False))


@pytest.fixture(scope="module")
def spoken() -> Messages:
    return words("en")["en"]


@pytest.fixture
def profile() -> dict[str, Any]:
    """Everything stated, today."""
    said: dict[str, Any] = yaml_reader.load((CASES / "valid" / "everything.yaml").read_bytes(), "x.yaml")[0]
    said["contact"] |= {"website": "https://exempelbyran.se/", "booking": "https://exempelbyran.se/boka"}
    said["locations"][0] |= dict.fromkeys(("step_free", "lift", "toilet", "hearing_loop", "parking"), "yes")
    said["closed"] = [{"from": "2026-12-23", "to": "2027-01-06"}]
    said["services"]["familjeradgivning"]["waiting_time"]["stated"] = TODAY.isoformat()
    return said


def service(profile: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = profile["services"]["familjeradgivning"]
    return found


class TestNotes:
    """Old waiting times, links that lead nowhere by their form, and what residents filter by."""

    def notes(self, profile: dict[str, Any] | None, rules: Policy, spoken: Messages) -> list[str]:
        return staleness.notes(profile, rules, spoken, TODAY)

    def test_who_has_stated_everything_hears_nothing(
        self, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        assert self.notes(profile, rules, spoken) == []

    def test_who_has_no_profile_hears_that(self, rules: Policy, spoken: Messages) -> None:
        assert self.notes(None, rules, spoken) == [spoken["stale.no_profile"]]

    @pytest.mark.parametrize(("stated", "old"), [("2026-10-22", 0), ("2026-10-21", 1)])
    def test_a_waiting_time_grows_old_after_thirty_days(
        self, stated: str, old: int, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        service(profile)["waiting_time"]["stated"] = stated
        assert self.notes(profile, rules, spoken) == [spoken.format("stale.waiting", date=stated)] * old

    @pytest.mark.parametrize(
        "key", ["formats", "methods", "competences", "accepts_new", "interpreter", "waiting_time", "single_sessions"]
    )
    def test_what_residents_filter_by_is_missed_in_a_service(
        self, key: str, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        del service(profile)[key]
        (note,) = self.notes(profile, rules, spoken)
        assert note.endswith(": not stated.")

    @pytest.mark.parametrize("key", ["languages", "hours"])
    def test_and_in_the_profile_itself(
        self, key: str, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        del profile[key]
        assert len(self.notes(profile, rules, spoken)) == 1

    def test_what_two_places_lack_is_said_once(self, profile: dict[str, Any], rules: Policy, spoken: Messages) -> None:
        place = {key: value for key, value in profile["locations"][0].items() if key != "lift"}
        profile["locations"] = [place, place]
        assert len(self.notes(profile, rules, spoken)) == 1

    @pytest.mark.parametrize(
        "link",
        [
            "https://ek.example/",
            "https://ek.example:8443/",
            "https://ek.test",
            "https://localhost.localhost/x",
            "https://ek.se/?sid=4",
        ],
    )
    def test_a_link_that_looks_dead_is_told_as_text(
        self, link: str, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        profile["contact"]["website"] = link
        (note,) = self.notes(profile, rules, spoken)
        assert f"`{link}`" in note

    def test_a_demonstration_has_no_other_links(self, profile: dict[str, Any], rules: Policy, spoken: Messages) -> None:
        demo = dataclasses.replace(rules, municipality=dataclasses.replace(rules.municipality, demo=True))
        profile["contact"]["website"] = "https://ek.example/"
        assert self.notes(profile, demo, spoken) == []

    def test_a_closed_period_that_is_over_is_told(
        self, profile: dict[str, Any], rules: Policy, spoken: Messages
    ) -> None:
        profile["closed"] = [{"from": "2026-11-01", "to": "2026-11-20"}]
        assert self.notes(profile, rules, spoken) == [spoken["stale.closed"]]


class TestLetter:
    """An issue that can be pasted as it stands."""

    def test_it_names_the_file_and_the_way_to_mend_it(self, rules: Policy, spoken: Messages) -> None:
        known = dataclasses.replace(rules.authorisations["exempelbyran"], accounts=(1001,))
        letter = staleness.letter(known, "Exemplet", ["Lift: not stated."], spoken, FORM)
        assert letter.title == "Facts to review: Exemplet (exempelbyran)"
        assert "`providers/exempelbyran.yaml`" in letter.body
        assert "\n- Lift: not stated.\n" in letter.body
        assert FORM in letter.body
        assert letter.accounts == (1001,)
        assert letter.text == f"# {letter.title}\n\n{letter.body}"
