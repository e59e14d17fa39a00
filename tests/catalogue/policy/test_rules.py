import re
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from tests.support.catalogue.policy_lines import Change, copied, line_of

ROOT = Path(__file__).parents[3]


class TestRules:
    """Each rule on its own fault, at the line of the fault."""

    def test_a_fault_is_found_where_it_stands(self, tmp_path: Path) -> None:
        rows = [
            ("tariffs", 'amount: "960"', "amount: 960", "type_text"),
            ("tariffs", 'amount: "960"', 'amount: "960,50"', "amount_format"),
            ("tariffs", 'amount: "960"', 'amount: "960 kr"', "amount_format"),
            ("tariffs", 'amount: "960"', 'amount: "-960"', "amount_format"),
            ("tariffs", "service: familjeradgivning", "service: familjeradgivnig", "choice_unknown"),
            ("tariffs", "from: 2019-01-01", "from: 2019-13-01", "date_format"),
            ("budget", "{sv: D30, en: D30}", "{sv: D30}", "language_missing"),
            ("tariffs", "regi: own", "regi: egen", "choice_unknown"),
            ("tariffs", "counsellors: 1", "counsellors: 3", "number_range"),
            ("tariffs", "fee: on_top", "fee: included", "choice_unknown"),
            ("fees", "paid_by: municipality", "paid_by: nobody", "choice_unknown"),
            ("fees", 'amount: "0"', 'amount: "451"', "fee_higher"),
            ("accounts", 'account: "463"', "account: 463", "type_text"),
            ("services", "minutes: 90", "minutes: 0", "number_range"),
            ("services", "control_number: required", "control_number: yes", "choice_unknown"),
            ("services", "residence: [checked]", "residence: checked", "residence_not_list"),
            ("services", "residence: [checked]", "residence: [guessed]", "choice_unknown"),
            ("services", "non_choice: familjeradgivningen", "non_choice: familjeradgivning", "choice_unknown"),
            ("services", "non_choice: familjeradgivningen", "non_choice: ensamma-exemplet", "non_choice_unable"),
            ("services", "presence_codes: false", "presence_codes: no", "bool_format"),
            ("authorisations", "id: exempelbyran", "id: Exempelbyrån", "id_format"),
            ("authorisations", "id: exempelbyran", "id: exempel--byran", "id_format"),
            ("authorisations", "id: exempelbyran", "id: ../exempelbyran", "id_format"),
            ("authorisations", "id: exempelbyran", "id: sida", "id_reserved"),
            ("authorisations", "id: exempelbyran", "id: aux", "id_reserved"),
            ("authorisations", "id: exempelbyran", "id: familjeradgivningen", "entry_repeated"),
            ("authorisations", "559999-0016", "559999-0017", "organisation_number_check_digit"),
            ("authorisations", "559999-0016", "5599990016", "organisation_number_format"),
            ("authorisations", "559999-0016", "900602-2397", "organisation_number_personal"),
            ("authorisations", "559999-0016", "199006022397", "organisation_number_personal"),
            ("authorisations", "type: municipality", "type: company", "own_unit_type"),
            ("authorisations", "type: company", "type: foundation", "choice_unknown"),
            ("authorisations", "to: 2026-10-31", "to: 2021-10-31", "dates_order"),
            ("authorisations", "ended_reason: own_request", "ended_reason: Egen begäran", "code_format"),
            ("authorisations", "supplier: L-1007", "supplier: L 1007", "supplier_format"),
            ("order", "from: 2019-01-01", "from: 2019-02-01", "seed_late"),
            ("budget", "year: 2024", "year: tjugofyra", "type_whole"),
            ("vocabulary", "{sv: Södermalm, en: Södermalm}", "{sv: Södermalm}", "language_missing"),
            ("vocabulary", "emdr: {", "EMDR: {", "code_format"),
            ("vocabulary", "lat: 59.314", "lat: 18.071", "number_range"),
            ("municipality", 'code: "0180"', "code: 180", "type_text"),
            ("municipality", "languages: [sv, en]", "languages: [en, sv]", "swedish_first"),
            ("municipality", "issuer: https", "issuer: http", "issuer_format"),
            ("municipality", "demo: true", "demo: yes", "bool_format"),
            ("municipality", 'accent: "#005a70"', 'accent: "#7fb8c6"', "accent_contrast"),
            ("municipality", 'accent: "#005a70"', "accent: red", "colour_format"),
            ("municipality", 'accent: "#005a70"', 'accent: "#005a7;"', "colour_format"),
            ("tariffs", "from: 2019-01-01", "from: 2019-W01-1", "date_format"),
            ("authorisations", "to: 2026-10-31", "to: 9999-12-31", "date_format"),
            ("tariffs", 'amount: "960"\n    fee: on_top', 'amount: "449"\n    fee: deducted', "fee_above_tariff"),
            ("fees", "from: 2019-01-01", "from: 2019-01-02", "fee_missing"),
            ("municipality", "  phone: 08-465 004 00", "  phone: none", "phone_format"),
            (
                "vocabulary",
                "{sv: Södermalm, en: Södermalm}",
                "{sv: Ada 121212_1212, en: A}",
                "personal_identity_number",
            ),
            (
                "vocabulary",
                "{sv: Södermalm, en: Södermalm}",
                '{sv: "12\\x31212-1212", en: A}',
                "personal_identity_number",
            ),
        ]
        expected = [f"{name}:{line_of(name, old.splitlines()[0])} {problem}" for name, old, _, problem in rows]
        given = [copied(tmp_path / str(n))(name, old, new) for n, (name, old, new, _) in enumerate(rows)]
        compared = zip(rows, expected, given, strict=True)
        assert not [row for row in compared if row[1] not in row[2]]

    def test_two_numbers_for_one_reason_are_told_where_the_second_stands(self, changed: Change) -> None:
        reason = "      - reason: children_under_18\n        sessions: 3\n"
        place = line_of("services", "reason: children_under_18") + 2
        assert changed("services", reason, reason + reason.replace("3", "2")) == [f"services:{place} entry_repeated"]

    def test_a_reason_of_ones_own_has_its_words_in_policy(self, changed: Change) -> None:
        place = line_of("services", "reason: children_under_18")
        assert changed("services", "reason: children_under_18", "reason: disability") == [
            f"services:{place} extra_wordless"
        ]
        label = "label: {sv: funktionsnedsättning, en: disability}"
        sentence = "sentence: {sv: Har du en funktionsnedsättning kan du få tre samtal till., en: You get three more.}"
        words = f"sessions: 3\n        {label}\n        {sentence}"
        assert changed("services", "sessions: 3", words) == []

    def test_every_feature_of_a_profile_has_a_label(self, changed: Change) -> None:
        found = changed("vocabulary", "  lift: {sv: Hiss, en: Lift}\n", "")
        assert found == [f"vocabulary:{line_of('vocabulary', 'features:')} missing_key"]

    def test_a_sole_trader_never_shows_an_organisation_number(self, changed: Change) -> None:
        assert [
            re.sub(r":\d+", "", one)
            for one in changed("authorisations", "supplier: L-1007", "organisation_number: 559999-0016")
        ] == ["authorisations sole_trader_number", "authorisations supplier_missing"]

    def test_everyone_else_has_one(self, changed: Change) -> None:
        assert [one.split()[1] for one in changed("authorisations", "    organisation_number: 559999-0016\n", "")] == [
            "organisation_number_missing"
        ]

    def test_periods_of_one_service_do_not_overlap(self, changed: Change) -> None:
        more = "from: 2021-04-01\n      - service: familjeradgivning\n        from: 2024-01-01"
        assert [one.split()[1] for one in changed("authorisations", "from: 2021-04-01", more)] == ["periods_overlap"]

    def test_one_that_has_ended_says_why(self, changed: Change) -> None:
        assert [one.split()[1] for one in changed("authorisations", "    ended_reason: own_request\n", "")] == [
            "ended_reason_missing"
        ]

    def test_one_that_has_not_ended_says_nothing_of_it(self, changed: Change) -> None:
        assert [one.split()[1] for one in changed("authorisations", "        to: 2026-10-31\n", "")] == [
            "ended_reason_unasked"
        ]

    def test_a_service_by_the_hour_is_granted_by_decision(self, changed: Change, tmp_path: Path) -> None:
        """At most 5 hours a week and 6 months (D34)."""
        by_hour = "unit: hour\n    decision: {hours_week: 5, months: 6}"
        found = changed("services", "unit: session", by_hour)
        assert [one.split()[1] for one in found] == ["service_contradicts"]  # extra sessions are still there
        extra = "    extra:\n      - reason: children_under_18\n        sessions: 3\n"
        assert changed("services", extra, "") == []
        loaded, _ = policies.load(tmp_path / "policy")
        assert loaded is not None
        (service,) = loaded.services.values()
        assert service.decision == (5, 6)

    def test_a_service_by_the_session_says_how_many(self, changed: Change) -> None:
        assert [one.split()[1] for one in changed("services", "    granted: 5\n", "")] == ["missing_key"]

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("services", "unit: session\n", "unit: hour\n    decision: {hours_week: 5, months: 6}\n    most: 9\n"),
            ("services", "presence_codes: false", "presence_codes: true"),
            ("fees", "source: # D28", 'first_visits: {count: 3, amount: "100", paid_by: municipality}\n    source:'),
        ],
    )
    def test_what_contradicts_the_service_is_told_at_its_key(
        self, changed: Change, name: str, old: str, new: str
    ) -> None:
        changed("services", "control_number: required", "control_number: none")
        assert "service_contradicts" in {problem.rpartition(" ")[2] for problem in changed(name, old, new)}

    @pytest.mark.parametrize(("most", "found"), [(7, "most_too_few"), (8, None)])
    def test_the_most_of_a_number_is_no_less_than_what_is_granted_at_once(
        self, changed: Change, most: int, found: str | None
    ) -> None:
        expected = [f"services:{line_of('services', 'granted: 5') + 1} {found}"] if found else []
        assert changed("services", "granted: 5\n", f"granted: 5\n    most: {most}\n") == expected


class TestStatement:
    """How accessible the website is, is said whole or not at all (lag 2018:1937, 13 §)."""

    DEFECT = "{sv: En brist., en: A fault.}"

    @staticmethod
    def stated(changed: Change, compliance: str, defects: str, updated: str = "2026-11-02") -> list[str]:
        """Write a statement into the small policy; give the codes of its problems."""
        said = (
            f"{{compliance: {compliance}, assessed: 2026-11-01, updated: {updated}, method: self, defects: {defects}}}"
        )
        problems = changed("municipality", "accent:", f"accessibility: {said}\naccent:")
        return [problem.rpartition(" ")[2] for problem in problems]

    def test_a_website_that_complies_partly_lists_its_defects(self, changed: Change) -> None:
        assert self.stated(changed, "partial", f"[{self.DEFECT}]") == []

    def test_without_defects_it_would_not_say_in_what(self, changed: Change) -> None:
        assert self.stated(changed, "partial", "[]") == ["statement_defects"]

    def test_a_website_that_complies_fully_has_none(self, changed: Change) -> None:
        assert self.stated(changed, "full", f"[{self.DEFECT}]") == ["statement_defects"]

    def test_it_is_updated_when_it_was_assessed_or_later(self, changed: Change) -> None:
        assert self.stated(changed, "full", "[]", "2026-10-31") == ["dates_order"]


def test_a_language_that_most_texts_lack_stops_nothing(changed: Change, tmp_path: Path) -> None:
    changed("municipality", "languages: [sv, en]", "languages: [sv, en, fi]")
    rules, problems = policies.load(tmp_path / "policy")
    assert rules is not None
    assert [problem.severity for problem in problems] == ["warning"]
