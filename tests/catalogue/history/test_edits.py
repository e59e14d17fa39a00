"""What the commits changed: compared as data, day by day, bounded, and nothing invented where there is no history."""

import subprocess
from pathlib import Path

import pytest

from catalogue.history import edits
from catalogue.history.edits import ProfileEdit
from tests.support.catalogue.told_time import Repository

PROFILE = "name: Tre ekar\nlanguages: [sv]\nservices:\n  familjeradgivning:\n    formats: [video]\n"
WAIT = "    waiting_time:\n      working_days: {days}\n      stated: {stated}\n"
ROWS = "providers:\n  - id: tre-ekar\n  - id: broar\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit("2026-02-01", tre_ekar=PROFILE, authorisations=ROWS)
    return made


def told(repository: Repository) -> list[ProfileEdit]:
    return list(edits.edits(repository.folder).edits)


class TestEdits:
    """One entry a profile and day, newest first."""

    def test_the_first_commit_tells_nothing(self, repository: Repository) -> None:
        assert told(repository) == []

    def test_a_changed_part_is_named(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("[sv]", "[sv, fi]"))
        assert told(repository) == [ProfileEdit("2026-03-01", "tre-ekar", "changed", ["languages"])]

    @pytest.mark.parametrize(
        "text",
        [
            f"# A comment\n{PROFILE}",
            PROFILE.replace("[sv]", "\n  - sv"),
            "languages: [sv]\nname: Tre ekar\nservices:\n  familjeradgivning:\n    formats: [video]\n",
        ],
    )
    def test_another_way_of_writing_the_same_is_no_change(self, repository: Repository, text: str) -> None:
        repository.commit("2026-03-01", tre_ekar=text)
        assert told(repository) == []

    def test_several_changes_of_a_day_are_one(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("[sv]", "[sv, fi]"))
        repository.commit(
            "2026-03-01", tre_ekar=PROFILE.replace("[sv]", "[sv, fi]") + "hours: {monday: [08:00-12:00]}\n"
        )
        assert told(repository) == [ProfileEdit("2026-03-01", "tre-ekar", "changed", ["languages", "hours"])]

    def test_what_was_taken_back_on_the_same_day_is_no_change(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("[sv]", "[sv, fi]"))
        repository.commit("2026-03-01", tre_ekar=PROFILE)
        assert told(repository) == []

    def test_a_waiting_time_that_was_only_confirmed_is_no_change(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE + WAIT.format(days=5, stated="2026-03-01"))
        repository.commit("2026-03-20", tre_ekar=PROFILE + WAIT.format(days=5, stated="2026-03-20"))
        repository.commit("2026-04-10", tre_ekar=PROFILE + WAIT.format(days=9, stated="2026-04-10"))
        assert [(one.day, list(one.parts)) for one in told(repository)] == [
            ("2026-04-10", ["waiting_time"]),
            ("2026-03-01", ["waiting_time"]),
        ]

    def test_a_profile_comes_and_goes(self, repository: Repository) -> None:
        repository.commit("2026-03-01", broar=PROFILE)
        repository.commit("2026-04-01", broar=None)
        assert told(repository) == [
            ProfileEdit("2026-04-01", "broar", "removed"),
            ProfileEdit("2026-03-01", "broar", "added"),
        ]

    def test_a_profile_that_could_not_be_read_says_nothing(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar="name: [\n")
        assert told(repository) == []

    def test_a_text_that_looks_like_gits_own_is_only_text(self, repository: Repository) -> None:
        line = ":100644 100644 0000000000 1111111111 M\tproviders/broar.yaml"
        repository.commit("2026-03-01", tre_ekar=PROFILE + f"about:\n  sv: |\n    {line}\n")
        assert told(repository) == [ProfileEdit("2026-03-01", "tre-ekar", "changed", ["about"])]

    def test_a_long_history_is_read_no_further_than_needed(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(edits, "FILES_MAX", 2)
        for month in (3, 4, 5):
            repository.commit(f"2026-0{month}-01", tre_ekar=PROFILE.replace("Tre", f"{month}"))
        assert [one.day for one in told(repository)] == ["2026-05-01", "2026-04-01"]


class TestRows:
    """A row that vanishes from the list of authorisations is counted, and never named."""

    def test_a_row_that_was_taken_out_is_counted(self, repository: Repository) -> None:
        repository.commit("2026-03-01", authorisations="providers:\n  - id: broar\n")
        known = edits.edits(repository.folder)
        assert list(known.taken_out) == [("2026-03-01", 1)]
        assert "tre-ekar" not in repr(known)

    def test_rows_in_another_order_are_the_same_rows(self, repository: Repository) -> None:
        repository.commit("2026-03-01", authorisations="providers:\n  - id: broar\n  - id: tre-ekar\n")
        assert list(edits.edits(repository.folder).taken_out) == []


class TestNoHistory:
    """Without a history it is said why there is none."""

    def test_a_shallow_clone_knows_nothing_and_says_so(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("[sv]", "[fi]"))
        shallow = tmp_path / "shallow"
        command = ("git", "clone", "--quiet", "--depth", "1", f"file://{repository.folder}", str(shallow))
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        assert edits.edits(shallow) == edits.Edits(missing="shallow")

    def test_a_folder_without_history_says_so(self, tmp_path: Path) -> None:
        assert edits.edits(tmp_path).missing in {"no_history", "no_git"}
