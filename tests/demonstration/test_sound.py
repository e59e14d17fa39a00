"""The demonstration is sound: no problem is found in it, and its figures are those of the sources."""

from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.profiles import schema as profiles
from tests.support.demonstration.files import (
    AUTHORISED,
    FILES,
    IN_FORCE,
    OWN_UNIT,
    POLICY,
    PROFILES,
    TODAY,
    WITHOUT_PROFILE,
    read,
)
from tests.support.tables import assert_rows


class TestFreeOfFaults:
    """The repo's own policy and profiles give no error, and no warning but what a municipality alone can mend."""

    def test_the_policy_has_no_problem_but_that_no_municipality_has_confirmed_its_help_lines(self) -> None:
        policy, problems = policies.load(POLICY)
        assert policy is not None
        assert [problem.code for problem in problems] == ["help_line_unconfirmed"] * len(policy.municipality.help_lines)

    def test_a_profile_has_no_problem(self) -> None:
        policy, _ = policies.load(POLICY)
        assert policy is not None
        rows: list[tuple[Path, object]] = [(path, []) for path in FILES]
        assert_rows(rows, lambda path: profiles.check(f"providers/{path.name}", path.read_bytes(), policy)[1])

    def test_a_profile_begins_by_naming_its_schema(self) -> None:
        first = "# yaml-language-server: $schema=../dist/schema/v1/provider.schema.json"
        assert_rows(((path, first) for path in FILES), lambda path: path.read_text(encoding="utf-8").splitlines()[0])


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


class TestTheFigures:
    """The figures of the sources: D27–D31."""

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
        tariffs = [
            (tariff["from"][:4], tariff["amount"])
            for tariff in read(POLICY / "tariffs.yaml")["tariffs"]
            if (tariff["regi"], tariff["event"]) == (regi, "session")
        ]
        assert dict(tariffs) == amounts

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
