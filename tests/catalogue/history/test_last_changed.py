from pathlib import Path

import pytest

from catalogue.history import last_changed
from tests.support.catalogue.told_time import Repository

PROFILE = """\
# A comment
name: Tre ekar
about:
  sv: Vi samtalar.
contact:
  phone: 08-465 004 10
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit("2026-02-01", tre_ekar=PROFILE)
    return made


class TestDates:
    """Each part of a profile has the day of the newest commit that touched a line of it."""

    def test_a_new_profile_has_one_date_for_all_parts(self, repository: Repository) -> None:
        dates = last_changed.history(repository.folder).dates
        assert dates == {"tre-ekar": dict.fromkeys(("name", "about", "contact"), "2026-02-01")}

    def test_a_changed_line_dates_its_part_alone(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("samtalar", "talar"))
        assert last_changed.history(repository.folder).dates["tre-ekar"] == {
            "name": "2026-02-01",
            "about": "2026-03-01",
            "contact": "2026-02-01",
        }

    def test_whether_new_clients_are_accepted_has_a_date_of_its_own(self, repository: Repository) -> None:
        services = "services:\n  familjeradgivning:\n    formats: [{}]\n    accepts_new: {}\n"
        repository.commit("2026-03-01", tre_ekar=PROFILE + services.format("video", "yes"))
        repository.commit("2026-04-01", tre_ekar=PROFILE + services.format("phone", "yes"))
        dates = last_changed.history(repository.folder).dates["tre-ekar"]
        assert (dates["services"], dates["accepts_new"]) == ("2026-04-01", "2026-03-01")

    def test_a_text_about_new_clients_is_no_answer(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("Vi samtalar.", "accepts_new: yes"))
        assert "accepts_new" not in last_changed.history(repository.folder).dates["tre-ekar"]

    def test_a_line_taken_away_dates_the_part_that_lost_it(self, repository: Repository) -> None:
        more = PROFILE.replace("  sv: Vi samtalar.\n", "  sv: Vi samtalar.\n  en: We talk.\n")
        repository.commit("2026-03-01", tre_ekar=more)
        repository.commit("2026-04-01", tre_ekar=PROFILE)
        assert last_changed.history(repository.folder).dates["tre-ekar"]["about"] == "2026-04-01"

    def test_a_comment_dates_nothing(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.replace("A comment", "Another"))
        assert set(last_changed.history(repository.folder).dates["tre-ekar"].values()) == {"2026-02-01"}

    def test_a_part_replaced_by_lines_of_the_one_above_dates_both(self, repository: Repository) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE.partition("contact:")[0] + "  en: We talk.\n")
        dates = last_changed.history(repository.folder).dates["tre-ekar"]
        assert (dates["about"], dates["contact"], dates["name"]) == ("2026-03-01", "2026-03-01", "2026-02-01")

    def test_text_that_looks_like_a_header_belongs_to_its_own_profile(self, repository: Repository) -> None:
        posing = "about:\n  sv: |\n++ b/providers/someone-else.yaml\n@@ -1,1 +1,1 @@\n"
        repository.commit("2026-03-01", tre_ekar=PROFILE + posing)
        assert set(last_changed.history(repository.folder).dates) == {"tre-ekar"}

    def test_a_persons_own_git_settings_change_nothing(self, repository: Repository) -> None:
        before = last_changed.history(repository.folder)
        for name, value in (("diff.noprefix", "true"), ("color.ui", "always"), ("diff.mnemonicPrefix", "true")):
            repository.git("config", name, value)
        assert last_changed.history(repository.folder) == before

    def test_a_folder_inside_a_repository_is_read_for_itself(self, tmp_path: Path) -> None:
        outer = Repository(tmp_path / "outer")
        inner = tmp_path / "outer" / "kundval"
        (inner / "providers").mkdir(parents=True)
        (inner / "providers" / "tre-ekar.yaml").write_text(PROFILE, encoding="utf-8")
        outer.git("add", ".")
        outer.git("commit", "--quiet", "--message", "all", day="2026-05-01")
        assert last_changed.history(inner).dates["tre-ekar"]["name"] == "2026-05-01"


class TestUncommitted:
    """What differs from the last commit has no date yet."""

    def test_nothing_is_uncommitted_after_a_commit(self, repository: Repository) -> None:
        assert last_changed.uncommitted(repository.folder) == frozenset()

    def test_a_changed_and_a_new_profile_are(self, repository: Repository) -> None:
        repository.write(tre_ekar=PROFILE + "languages: [sv]\n")
        repository.write(broar_till_tal=PROFILE)
        assert last_changed.uncommitted(repository.folder) == {"tre-ekar", "broar-till-tal"}


class TestNoHistory:
    """Without the whole history there are no dates, and a reason."""

    def test_a_folder_without_git(self, tmp_path: Path) -> None:
        (tmp_path / "plain" / ".git").mkdir(parents=True)  # not a repository, and no parent is asked either
        assert last_changed.history(tmp_path / "plain").missing in {"no_history", "no_git"}

    def test_a_shallow_clone(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit("2026-03-01", tre_ekar=PROFILE + "languages: [sv]\n")
        source = repository.folder.as_uri()
        repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "shallow"))
        assert last_changed.history(tmp_path / "shallow") == last_changed.History(missing="shallow")

    def test_a_hooks_environment_does_not_point_elsewhere(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Repository(tmp_path / "other")
        monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
        assert set(last_changed.history(repository.folder).dates) == {"tre-ekar"}
