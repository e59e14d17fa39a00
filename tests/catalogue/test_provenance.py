import os
import subprocess
from pathlib import Path

import pytest

from catalogue import provenance

PROFILE = """\
# A comment
name: Tre ekar
about:
  sv: Vi samtalar.
contact:
  phone: 08-465 004 10
"""


class Repository:
    """A git repository in which time is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "providers").mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2026-01-01") -> None:
        """Run git as nobody in particular, on a day."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        when = f"{day}T12:00:00+01:00"
        who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example", "GIT_AUTHOR_DATE": when}
        by = {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example", "GIT_COMMITTER_DATE": when}
        environment = kept | who | by | {"GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(("git", *arguments), cwd=self.folder, env=environment, check=True)

    def write(self, text: str, provider: str = "tre-ekar") -> None:
        """Put a profile in place."""
        (self.folder / "providers" / f"{provider}.yaml").write_text(text, encoding="utf-8")

    def commit(self, text: str, day: str) -> None:
        """Commit a profile on a day."""
        self.write(text)
        self.git("add", ".", day=day)
        self.git("commit", "--quiet", "--message", "change", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit(PROFILE, "2026-02-01")
    return made


class TestDates:
    """Each part of a profile has the day of the newest commit that touched a line of it."""

    def test_a_new_profile_has_one_date_for_all_parts(self, repository: Repository) -> None:
        dates = provenance.history(repository.folder).dates
        assert dates == {"tre-ekar": dict.fromkeys(("name", "about", "contact"), "2026-02-01")}

    def test_a_changed_line_dates_its_part_alone(self, repository: Repository) -> None:
        repository.commit(PROFILE.replace("samtalar", "talar"), "2026-03-01")
        assert provenance.history(repository.folder).dates["tre-ekar"] == {
            "name": "2026-02-01",
            "about": "2026-03-01",
            "contact": "2026-02-01",
        }

    def test_a_line_taken_away_dates_the_part_that_lost_it(self, repository: Repository) -> None:
        more = PROFILE.replace("  sv: Vi samtalar.\n", "  sv: Vi samtalar.\n  en: We talk.\n")
        repository.commit(more, "2026-03-01")
        repository.commit(PROFILE, "2026-04-01")
        assert provenance.history(repository.folder).dates["tre-ekar"]["about"] == "2026-04-01"

    def test_a_comment_dates_nothing(self, repository: Repository) -> None:
        repository.commit(PROFILE.replace("A comment", "Another"), "2026-03-01")
        assert set(provenance.history(repository.folder).dates["tre-ekar"].values()) == {"2026-02-01"}

    def test_a_part_replaced_by_lines_of_the_one_above_dates_both(self, repository: Repository) -> None:
        repository.commit(PROFILE.partition("contact:")[0] + "  en: We talk.\n", "2026-03-01")
        dates = provenance.history(repository.folder).dates["tre-ekar"]
        assert (dates["about"], dates["contact"], dates["name"]) == ("2026-03-01", "2026-03-01", "2026-02-01")

    def test_text_that_looks_like_a_header_belongs_to_its_own_profile(self, repository: Repository) -> None:
        posing = "about:\n  sv: |\n++ b/providers/someone-else.yaml\n@@ -1,1 +1,1 @@\n"
        repository.commit(PROFILE + posing, "2026-03-01")
        assert set(provenance.history(repository.folder).dates) == {"tre-ekar"}

    def test_a_persons_own_git_settings_change_nothing(self, repository: Repository) -> None:
        before = provenance.history(repository.folder)
        for name, value in (("diff.noprefix", "true"), ("color.ui", "always"), ("diff.mnemonicPrefix", "true")):
            repository.git("config", name, value)
        assert provenance.history(repository.folder) == before

    def test_a_folder_inside_a_repository_is_read_for_itself(self, tmp_path: Path) -> None:
        outer = Repository(tmp_path / "outer")
        inner = tmp_path / "outer" / "kundval"
        (inner / "providers").mkdir(parents=True)
        (inner / "providers" / "tre-ekar.yaml").write_text(PROFILE, encoding="utf-8")
        outer.git("add", ".")
        outer.git("commit", "--quiet", "--message", "all", day="2026-05-01")
        assert provenance.history(inner).dates["tre-ekar"]["name"] == "2026-05-01"


class TestUncommitted:
    """What differs from the last commit has no date yet."""

    def test_nothing_is_uncommitted_after_a_commit(self, repository: Repository) -> None:
        assert provenance.uncommitted(repository.folder) == frozenset()

    def test_a_changed_and_a_new_profile_are(self, repository: Repository) -> None:
        repository.write(PROFILE + "languages: [sv]\n")
        repository.write(PROFILE, "broar-till-tal")
        assert provenance.uncommitted(repository.folder) == {"tre-ekar", "broar-till-tal"}


class TestNoHistory:
    """Without the whole history there are no dates, and a reason."""

    def test_a_folder_without_git(self, tmp_path: Path) -> None:
        (tmp_path / "plain" / ".git").mkdir(parents=True)  # not a repository, and no parent is asked either
        assert provenance.history(tmp_path / "plain").missing in {"no_history", "no_git"}

    def test_a_shallow_clone(self, repository: Repository, tmp_path: Path) -> None:
        repository.commit(PROFILE + "languages: [sv]\n", "2026-03-01")
        source = repository.folder.as_uri()
        repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "shallow"))
        assert provenance.history(tmp_path / "shallow") == provenance.History(missing="shallow")

    def test_a_hooks_environment_does_not_point_elsewhere(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Repository(tmp_path / "other")
        monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
        assert set(provenance.history(repository.folder).dates) == {"tre-ekar"}


def test_the_known_history_stands_until_the_next_commit(repository: Repository) -> None:
    known = provenance.history(repository.folder)
    assert provenance.history(repository.folder, known) is known
    repository.commit(PROFILE.replace("samtalar", "talar"), "2026-03-01")
    assert provenance.history(repository.folder, known) != known
