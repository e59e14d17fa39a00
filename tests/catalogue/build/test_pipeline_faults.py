"""A build that finds faults writes nothing, and tells all of them."""

import shutil
from pathlib import Path

import pytest

from catalogue.build import check, pipeline
from catalogue.build.report import BuildError
from tests.support import frozen
from tests.support.catalogue import small
from tests.support.catalogue.small import NORMAL, OWN, TODAY

FIVE_FAULTS = (small.ROOT / "tests" / "cases" / "five_faults.yaml").read_text(encoding="utf-8")


def test_what_is_left_of_the_demonstration_is_told_for_policy_profiles_and_statistics_at_once(folder: Path) -> None:
    shutil.copytree(frozen.POLICY / "statistics", folder / "policy" / "statistics")
    small.edit(folder / "policy" / "municipality.yaml", "demo: true", "demo: false")
    problems = check.check(folder, today=TODAY).problems
    told = {(problem.path.partition(".")[0], problem.code) for problem in problems if problem.severity == "error"}
    assert {
        ("policy/authorisations", "demo_organisation_number"),
        ("policy/municipality", "demo_address"),
        ("policy/order", "demo_seed"),
        ("policy/statistics/2025", "demo_statistics"),
        (f"providers/{NORMAL}", "demo_address"),
        (f"providers/{NORMAL}", "demo_phone"),
    } <= told
    assert {code.partition("_")[0] for _, code in told} == {"demo"}
    assert not small.built(folder).ok


def test_a_language_that_the_product_has_no_texts_in_is_told_once_where_it_is_asked_for(folder: Path) -> None:
    small.edit(folder / "policy" / "municipality.yaml", "languages: [sv, en]", "languages: [sv, en, so]")
    problems = [problem for problem in small.built(folder).problems if problem.severity == "error"]
    assert [(problem.path, problem.line, problem.key, problem.code) for problem in problems] == [
        ("policy/municipality.yaml", 10, "languages[2]", "language_unknown")
    ]
    assert "en, fi, sv" in problems[0].text("sv")


class TestErrors:
    """With an error nothing at all is written."""

    def test_five_faults_are_five_problems(self, folder: Path) -> None:
        small.write(folder, NORMAL, FIVE_FAULTS)
        report = small.built(folder)
        assert not report.ok
        assert len([one for one in report.problems if one.severity == "error"]) == 5

    def test_an_error_in_a_fresh_folder_leaves_no_output(self, folder: Path) -> None:
        small.write(folder, NORMAL, FIVE_FAULTS)
        small.built(folder)
        assert {path.name for path in folder.iterdir()} == {"policy", "providers", "var"}

    def test_an_error_leaves_the_last_build_untouched(self, standing: Path) -> None:
        before, at, shown = small.output(standing), small.stamps(standing), (standing / "dist").resolve()
        small.write(standing, NORMAL, FIVE_FAULTS)
        small.edit(standing / "providers" / f"{OWN}.yaml", "Vi samtalar", "Vi talar")
        small.built(standing)
        assert (small.output(standing), small.stamps(standing), (standing / "dist").resolve()) == (before, at, shown)
        assert list((standing / "dist.builds").iterdir()) == [shown]

    def test_faults_of_several_files_are_told_at_once_and_sorted(self, folder: Path) -> None:
        small.write(folder, NORMAL, FIVE_FAULTS)
        small.write(folder, OWN, "name: [")
        (folder / "policy" / "tariffs.yaml").write_text("tariffs: [", encoding="utf-8")
        paths = [problem.path for problem in small.built(folder).problems]
        assert paths == sorted(paths)
        assert {"policy/tariffs.yaml", f"providers/{OWN}.yaml", f"providers/{NORMAL}.yaml"} <= set(paths)

    def test_a_missing_policy_file_is_one_problem(self, folder: Path) -> None:
        (folder / "policy" / "fees.yaml").unlink()
        errors = [problem for problem in small.built(folder).problems if problem.severity == "error"]
        assert [(problem.path, problem.code) for problem in errors] == [("policy/fees.yaml", "file_missing")]

    def test_a_missing_folder_of_profiles_is_one_problem(self, folder: Path) -> None:
        for profile in (folder / "providers").iterdir():
            profile.unlink()
        (folder / "providers").rmdir()
        errors = [problem for problem in small.built(folder).problems if problem.severity == "error"]
        assert [(problem.path, problem.code) for problem in errors] == [("providers", "folder_missing")]

    def test_an_output_that_cannot_be_written_is_one_sentence(self, folder: Path) -> None:
        (folder / "dist").write_text("a file where the folder should be", encoding="utf-8")
        with pytest.raises(BuildError, match="dist"):
            small.built(folder)

    def test_a_folder_that_is_not_ours_is_left_alone(self, folder: Path, tmp_path: Path) -> None:
        letter = tmp_path / "home" / "letter.txt"
        letter.parent.mkdir()
        letter.write_text("dear", encoding="utf-8")
        with pytest.raises(BuildError, match="no build has made"):
            pipeline.build(folder, today=TODAY, out=letter.parent)
        assert [path.name for path in letter.parent.iterdir()] == ["letter.txt"]

    def test_a_check_finds_the_same_and_writes_nothing(self, folder: Path) -> None:
        small.write(folder, NORMAL, FIVE_FAULTS)
        before = sorted(folder.rglob("*"))
        checked = [one for one in check.check(folder, today=TODAY).problems if one.severity == "error"]
        assert checked == [one for one in small.built(folder).problems if one.severity == "error"]
        assert sorted(path for path in folder.rglob("*") if "var" not in path.parts) == [
            path for path in before if "var" not in path.parts
        ]
