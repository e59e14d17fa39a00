"""What policy says of a session beyond price and length: each may be left out, and a wrong one has its error."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from catalogue.build import check
from catalogue.i18n import messages
from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.policy.sentences import traits
from catalogue.policy.translations.model import FurtherLanguage
from tests.support import frozen
from tests.support.catalogue import small
from tests.support.catalogue.policy_lines import Change, copied
from tests.support.catalogue.terms import TODAY, with_service

MINUTES = "    minutes: 90\n"
LANGUAGES = "languages: [sv, en]\n"


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Return what changes the small policy and lists its problems."""
    return copied(tmp_path / "policy")


def codes(problems: list[str]) -> list[str]:
    """Return the codes of problems, without their places."""
    return [problem.rpartition(" ")[2] for problem in problems]


class TestHowLateOneMayCancel:
    """One limit: hours before, or a time on the day or the working day before."""

    @pytest.mark.parametrize("limit", ["{hours: 24}", '{day_before: "09:00"}', '{working_day_before: "12:00"}'])
    def test_one_limit_is_right(self, changed: Change, limit: str) -> None:
        assert changed("services", MINUTES, f"{MINUTES}    cancel_by: {limit}\n") == []

    @pytest.mark.parametrize("limit", ['{hours: 24, day_before: "09:00"}', "{}"])
    def test_two_or_none_are_told_with_the_keys_there_are(self, changed: Change, limit: str, tmp_path: Path) -> None:
        assert codes(changed("services", MINUTES, f"{MINUTES}    cancel_by: {limit}\n")) == ["cancel_by_one"]
        (problem,) = [one for one in loader.load(tmp_path / "policy")[1] if one.code == "cancel_by_one"]
        assert "hours, day_before, working_day_before" in problem.message.en

    @pytest.mark.parametrize("time", ['"9"', '"9:00"', '"24:00"', '"09.00"'])
    def test_a_time_has_hours_and_minutes(self, changed: Change, time: str) -> None:
        assert codes(changed("services", MINUTES, f"{MINUTES}    cancel_by: {{day_before: {time}}}\n")) == [
            "time_format"
        ]


class TestTheOtherFacts:
    """Codes from a list, each at most once."""

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("fee_per: couple", ""),
            ("fee_per: pair", "choice_unknown"),
            ("delivery: [voice, text_message, email, letter, in_person]", ""),
            ("delivery: [pigeon]", "choice_unknown"),
            ("visitors: [alone, couple, former_couple, adult_relatives, with_child]", ""),
            ("visitors: [everyone]", "choice_unknown"),
            ("violence_asked_alone: true", ""),
            ("violence_asked_alone: yes", "bool_format"),
        ],
    )
    def test_a_code_that_is_not_known_is_told(self, changed: Change, line: str, code: str) -> None:
        assert codes(changed("services", MINUTES, f"{MINUTES}    {line}\n")) == ([code] if code else [])

    @pytest.mark.parametrize(
        ("terms", "code"),
        [
            ("{wanted: [{sv: Kulturer, en: Cultures}], decision_days: 90}", ""),
            ("{}", ""),
            ("{decision_days: 0}", "number_range"),
            ("{notice: http://lov.example/}", "url_scheme"),
        ],
    )
    def test_each_part_of_what_an_applicant_reads_may_be_left_out(self, changed: Change, terms: str, code: str) -> None:
        assert codes(changed("services", MINUTES, f"{MINUTES}    application: {terms}\n")) == ([code] if code else [])

    def test_nobody_applies_for_what_only_the_own_unit_performs(self, changed: Change) -> None:
        changed("services", "own_unit_only: false", "own_unit_only: true")
        problems = codes(changed("services", MINUTES, f"{MINUTES}    application: {{decision_days: 90}}\n"))
        assert "service_contradicts" in problems

    def test_no_number_is_delivered_where_none_is_needed(self, changed: Change) -> None:
        without = "    control_number: none\n    delivery: [voice]\n"
        problems = changed("services", "    control_number: required\n", without)
        assert "service_contradicts" in codes(problems)

    @pytest.mark.parametrize(
        ("line", "contradicted"),
        [
            ("    control_number: required\n", "    control_number: none\n"),
            ("    unit: session\n", "    unit: hour\n    decision: {hours_week: 5, months: 6}\n"),
        ],
    )
    def test_first_sessions_are_published_of_numbers_without_a_decision_alone(
        self, changed: Change, line: str, contradicted: str
    ) -> None:
        """Nothing is counted from a number on otherwise: the page would never have the figures."""
        before = changed("services", line, contradicted)
        problems = changed("services", MINUTES, f"{MINUTES}    first_sessions: true\n")
        assert codes(problems).count("service_contradicts") == codes(before).count("service_contradicts") + 1


def test_contacts_are_counted_where_the_reception_issues_numbers(changed: Change) -> None:
    """What a contact came to is counted beside the numbers, and the reception of a service without has no page."""
    numbered = changed("services", MINUTES, f"{MINUTES}    first_contact: true\n")
    assert "service_contradicts" not in codes(numbered)
    without = changed("services", "    control_number: required\n", "    control_number: none\n")
    assert codes(without).count("service_contradicts") > 0


def with_further(changed: Change, entries: str, *, demo: bool = True) -> list[str]:
    """List the problems of the small policy with further languages."""
    if not demo:
        changed("municipality", "demo: true", "demo: false")
    return changed("municipality", LANGUAGES, f"{LANGUAGES}further_languages: [{entries}]\n")


def policy_of(folder: Path) -> Policy:
    """Read a policy that has no errors."""
    policy, problems = loader.load(folder / "policy")
    assert policy is not None, problems
    return policy


@pytest.mark.parametrize(
    ("consumes", "sentence"),
    [
        (("session",), "Ett uteblivet besök räknas inte."),
        (("session", "no_show"), "Den som först har missat en bokad tid är inte med i siffrorna."),
    ],
)
def test_what_is_said_of_first_sessions_follows_what_a_missed_visit_uses(
    policy: Policy, consumes: tuple[str, ...], sentence: str
) -> None:
    changed = with_service(policy, consumes=consumes)
    words = messages.load(frozen.ROOT / "site", traits.of_languages(changed, TODAY, ["sv"]))["sv"]
    assert sentence in words["statistics.first_sessions.about"]


class TestAFurtherLanguage:
    """A few pages alone are in it: when somebody has reviewed them, and in a demonstration anyway."""

    REVIEWED = "{language: ar, reviewed_by: Språkservice, on: 2026-11-02}"

    def test_with_a_review_it_is_shown(self, changed: Change, tmp_path: Path) -> None:
        with_further(changed, self.REVIEWED)
        (shown,) = policy_of(tmp_path).municipality.shown_further_languages
        assert shown == FurtherLanguage("ar", "Språkservice", dt.date(2026, 11, 2))

    def test_without_one_a_demonstration_shows_it(self, changed: Change, tmp_path: Path) -> None:
        assert with_further(changed, "{language: ar}") == []
        (shown,) = policy_of(tmp_path).municipality.shown_further_languages
        assert not shown.is_reviewed

    @pytest.mark.parametrize("review", ["", ", reviewed_by: Språkservice", ", on: 2026-11-02"])
    def test_without_a_name_and_a_day_a_municipality_is_warned_and_does_not_show_it(
        self, changed: Change, tmp_path: Path, review: str
    ) -> None:
        problems = with_further(changed, f"{{language: ar{review}}}", demo=False)
        assert "further_language_unreviewed" in codes(problems)
        faults = [one for one in loader.load_draft(tmp_path / "policy")[1] if one.code == "further_language_unreviewed"]
        assert [one.severity for one in faults] == ["warning"]

    def test_one_that_the_whole_site_is_in_is_told(self, changed: Change) -> None:
        assert codes(with_further(changed, "{language: en}")) == ["further_language_of_site"]

    def test_one_that_the_product_has_no_pages_in_is_told_with_those_it_has(self, tmp_path: Path) -> None:
        root = small.checkout(tmp_path / "here")
        file = root / "policy" / "municipality.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(LANGUAGES, f"{LANGUAGES}further_languages: [{{language: tlh}}]\n"), "utf-8")
        told = [one for one in check.gather(root).problems if one.code == "further_language_unknown"]
        assert [one.key for one in told] == ["further_languages[0]"]
        assert all(lang in told[0].message.en for lang in ("ar", "fa", "so"))
