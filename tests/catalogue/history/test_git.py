import os
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.history import edits, git, last_changed
from catalogue.history.git import GitError
from catalogue.history.revision import Revision
from tests.support.catalogue.told_time import Repository

FOREIGN = """fatal: detected dubious ownership in repository at '/srv/kundval'
To add an exception for this directory, call:

\tgit config --global --add safe.directory /srv/kundval
"""
SETTINGS = "[diff]\n\tnoprefix = true\n[color]\n\tui = always\n"

Answer = Callable[[str, int], None]


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Install a git on the PATH that only writes an error and exits."""

    def answer(error: str, code: int) -> None:
        program = tmp_path / "bin" / "git"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{error}END\nexit {code}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    return answer


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


class TestErrors:
    """The message is git's own, and the code says why there is no history."""

    def test_a_folder_of_another_user_is_no_missing_commit(self, answer: Answer, tmp_path: Path) -> None:
        answer(FOREIGN, 128)
        with pytest.raises(GitError, match=r"^detected dubious ownership in repository at '/srv/kundval'$"):
            Revision.from_name(tmp_path, "main")

    def test_a_missing_commit_is_named(self, answer: Answer, tmp_path: Path) -> None:
        answer("", 1)
        with pytest.raises(GitError, match=r"^there is no commit called 'main'$"):
            Revision.from_name(tmp_path, "main")

    def test_without_git_the_error_and_the_histories_say_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError, match=r"^git is not installed$"):
            Revision.from_name(tmp_path, "main")
        assert (edits.edits(tmp_path).missing, last_changed.history(tmp_path).missing) == ("no_git", "no_git")

    def test_an_error_after_the_last_line_is_an_error(self, answer: Answer, tmp_path: Path) -> None:
        answer(FOREIGN, 128)
        with pytest.raises(GitError):
            list(git.lines(tmp_path, "log"))


class TestSettings:
    """The user's settings can trust a folder; they change no answer."""

    def test_the_dates_are_the_same_whatever_the_user_has_set(
        self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        repository.commit("2026-03-01", tre_ekar="name: A\n")
        dates = last_changed.history(repository.folder).dates
        (tmp_path / ".gitconfig").write_text(SETTINGS, encoding="utf-8")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert last_changed.history(repository.folder).dates == dates
