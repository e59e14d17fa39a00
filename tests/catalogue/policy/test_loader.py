import datetime as dt
import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from catalogue.policy.schema import FILES, RESERVED_IDS
from tests.support import frozen
from tests.support.catalogue.policy_lines import CASES, Change, line_of

ROOT = Path(__file__).parents[3]


class TestSound:
    """A sound folder becomes frozen data."""

    def test_the_demonstration_s_policy_has_no_error(self) -> None:
        policy, problems = policies.load(frozen.POLICY)
        assert [problem for problem in problems if problem.severity == "error"] == []
        assert policy is not None

    def test_amounts_are_whole_ore(self, policy: Policy) -> None:
        assert {tariff.amount_ore for tariff in policy.tariffs} == {0, 96000, 106600, 110400}
        assert policy.fees[0].amount_ore == 45000

    def test_half_a_krona_is_fifty_ore(self, changed: Change, tmp_path: Path) -> None:
        assert changed("tariffs", 'amount: "1104"', 'amount: "1104.50"') == []
        policy, _ = policies.load(tmp_path / "policy")
        assert policy is not None
        assert 110450 in {tariff.amount_ore for tariff in policy.tariffs}

    @pytest.mark.parametrize(
        ("name", "warned"),
        [("”Familjerådgivning”", "text_quotes"), ("Familjerådgivning #2", "comment_swallows")],
    )
    def test_a_warning_of_a_pasted_text_leaves_the_policy_readable(
        self, changed: Change, tmp_path: Path, name: str, warned: str
    ) -> None:
        told = changed("services", "sv: Familjerådgivning\n", f"sv: {name}\n")
        assert [line.rpartition(" ")[2] for line in told] == [warned]
        assert policies.load(tmp_path / "policy")[0] is not None

    def test_a_tariff_is_named_by_its_key_and_its_first_day(self, policy: Policy) -> None:
        assert "familjeradgivning/session/private/1/2022-01-01" in {tariff.id for tariff in policy.tariffs}

    def test_an_authorisation_covers_its_first_and_its_last_day(self, policy: Policy) -> None:
        ended = policy.authorisations["ensamma-exemplet"]
        assert not ended.in_force(dt.date(2022, 1, 31))
        assert ended.in_force(dt.date(2022, 2, 1))
        assert ended.in_force(dt.date(2026, 10, 31))
        assert not ended.in_force(dt.date(2026, 11, 1))
        assert not ended.in_force(dt.date(2023, 1, 1), "familjebehandling")

    def test_only_what_lies_wholly_behind_has_ended(self, policy: Policy) -> None:
        ended, open_ = policy.authorisations["ensamma-exemplet"], policy.authorisations["exempelbyran"]
        assert not ended.has_ended(dt.date(2026, 10, 31))
        assert ended.has_ended(dt.date(2026, 11, 1))
        assert not open_.has_ended(dt.date(2099, 1, 1))

    def test_profiles_may_choose_what_the_vocabulary_has(self, policy: Policy) -> None:
        assert policy.context.choices["methods"].keys() == {"eft", "emdr", "cbt"}
        assert policy.context.choices["areas"]["sodermalm"]["sv"] == "Södermalm"
        assert policy.coordinates["sodermalm"] == (59.314, 18.071)

    def test_reserved_ids_are_the_lists_own_addresses_and_windows_devices(self) -> None:
        assert {"sida", "con", "lpt9"} <= RESERVED_IDS


class TestHelpLines:
    """The municipality is asked to confirm every number, until it has."""

    CONFIRMED = '"112"\n    confirmed: 2026-11-02\n'

    def test_a_number_that_is_not_confirmed_is_a_warning_on_its_line(self, changed: Change) -> None:
        assert changed("municipality", self.CONFIRMED, '"112"\n') == [
            f"municipality:{line_of('municipality', '112')} help_line_unconfirmed"
        ]

    def test_the_warning_names_the_number_and_the_way_out(self, changed: Change, tmp_path: Path) -> None:
        changed("municipality", self.CONFIRMED, '"112"\n')
        policy, (problem,) = policies.load(tmp_path / "policy")
        assert policy is not None
        assert problem.severity == "warning"
        assert "112" in problem.message.sv
        assert "`confirmed`" in problem.message.sv

    def test_a_line_says_for_whom_it_is_who_says_so_and_when_it_was_confirmed(
        self, changed: Change, tmp_path: Path
    ) -> None:
        more = 'for: [children]\n    source: {sv: "Bris, bris.se", en: "Bris, www.bris.se"}\n'
        assert changed("municipality", self.CONFIRMED, f"{self.CONFIRMED}    {more}") == []
        policy, _ = policies.load(tmp_path / "policy")
        assert policy is not None
        line, other, _ = policy.municipality.help_lines
        assert (line.whom, line.confirmed) == (("children",), dt.date(2026, 11, 2))
        assert line.source == {"sv": "Bris, bris.se", "en": "Bris, www.bris.se"}
        assert (other.whom, other.source) == ((), None)

    def test_a_confirmation_that_is_no_day_is_an_error(self, changed: Change) -> None:
        assert changed("municipality", "confirmed: 2026-11-02", "confirmed: yes") == [
            f"municipality:{line_of('municipality', 'confirmed:')} date_format"
        ]

    def test_whom_a_line_is_for_is_one_of_those_that_have_a_page(self, changed: Change) -> None:
        assert changed("municipality", "confirmed: 2026-11-02", "confirmed: 2026-11-02\n    for: [cats]") == [
            f"municipality:{line_of('municipality', 'confirmed:') + 1} choice_unknown"
        ]

    @pytest.mark.parametrize("number", ["112", "11414", "114 14", "116 111", "1177", "020-50 50 50"])
    def test_a_short_number_may_be_written_in_groups(self, changed: Change, number: str) -> None:
        assert changed("municipality", '"112"', f'"{number}"') == []


class TestFiles:
    """What is missing or broken is named, once."""

    @pytest.mark.parametrize("name", FILES)
    def test_a_missing_file_is_one_problem_that_names_it(self, name: str, tmp_path: Path) -> None:
        shutil.copytree(CASES, tmp_path / "policy")
        (tmp_path / "policy" / f"{name}.yaml").unlink()
        policy, problems = policies.load(tmp_path / "policy", tmp_path)
        assert policy is None
        assert [(p.path, p.code) for p in problems] == [(f"policy/{name}.yaml", "file_missing")]

    @pytest.mark.parametrize("name", FILES)
    def test_a_broken_file_is_one_problem_of_its_own(self, name: str, tmp_path: Path) -> None:
        shutil.copytree(CASES, tmp_path / "policy")
        (tmp_path / "policy" / f"{name}.yaml").write_text("a: [\n", encoding="utf-8")
        policy, problems = policies.load(tmp_path / "policy", tmp_path)
        assert policy is None
        assert [(p.path, p.code) for p in problems] == [(f"policy/{name}.yaml", "yaml_unclosed")]

    def test_an_id_that_is_no_id_is_told_once_and_not_wherever_it_is_meant(self, changed: Change) -> None:
        assert changed("services", "id: familjeradgivning", "id: Familjeradgivning") == [
            f"services:{line_of('services', 'id: ')} id_format"
        ]

    def test_texts_in_a_language_that_the_site_does_not_have_are_kept_and_not_shown(
        self, changed: Change, tmp_path: Path
    ) -> None:
        assert changed("municipality", "languages: [sv, en]", "languages: [sv]") == []
        policy, _ = policies.load(tmp_path / "policy")
        assert policy is not None
        assert policy.vocabulary["areas"]["sodermalm"] == {"sv": "Södermalm"}

    def test_a_language_that_no_text_has_is_told_once_at_the_list(self, changed: Change) -> None:
        assert changed("municipality", "languages: [sv, en]", "languages: [sv, en, fi]") == [
            f"municipality:{line_of('municipality', 'languages:')} language_unsaid"
        ]

    def test_a_text_that_lacks_a_language_of_the_site_is_told_there(self, changed: Change, tmp_path: Path) -> None:
        assert changed("budget", "en: D30", "fi: D30") == [
            f"budget:{line_of('budget', 'en: D30')} language_missing",
        ]
        (problem,) = policies.load(tmp_path / "policy")[1]
        assert "`en`" in problem.message.sv

    def test_a_key_that_is_no_language_is_told_in_a_text(self, changed: Change) -> None:
        assert changed("budget", "{sv: D30, en: D30}", "{sv: D30, en: D30, years: D30}") == [
            f"budget:{line_of('budget', 'en: D30')} unknown_key",
        ]

    @pytest.mark.parametrize(
        ("file", "meant"),
        [("tarifs.yaml", "tariffs.yaml"), ("tariffs.yml", "tariffs.yaml"), ("fees.yaml.txt", "fees.yaml")],
    )
    def test_a_file_that_nothing_reads_is_a_warning_that_names_the_one_that_was_meant(
        self, tmp_path: Path, file: str, meant: str
    ) -> None:
        shutil.copytree(CASES, tmp_path / "policy")
        (tmp_path / "policy" / file).touch()
        policy, (problem,) = policies.load(tmp_path / "policy", tmp_path)
        assert policy is not None
        assert (problem.path, problem.code, problem.severity) == (f"policy/{file}", "file_not_read", "warning")
        assert f"did you mean `{meant}`?" in problem.message.en

    @pytest.mark.parametrize("file", ["README.md", ".hidden", "fees.yaml~", "#fees.yaml#"])
    def test_what_a_person_or_an_editor_leaves_beside_them_gives_no_word(self, tmp_path: Path, file: str) -> None:
        shutil.copytree(CASES, tmp_path / "policy")
        (tmp_path / "policy" / file).touch()
        assert policies.load(tmp_path / "policy")[1] == []

    def test_a_missing_folder_is_told_file_by_file(self, tmp_path: Path) -> None:
        policy, problems = policies.load(tmp_path / "policy")
        assert policy is None
        assert {p.code for p in problems} == {"file_missing"}

    def test_faults_of_several_files_are_told_together(self, changed: Change) -> None:
        changed("fees", 'amount: "450"', "amount: 450")
        assert changed("tariffs", "event: session", "event: sesion") == [
            f"fees:{line_of('fees', 'amount:')} type_text",
            f"tariffs:{line_of('tariffs', 'event: session')} choice_unknown",
        ]
