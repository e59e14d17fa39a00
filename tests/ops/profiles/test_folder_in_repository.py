"""Data may lie in a folder of a larger repository: the history and the proposals are those of the folder."""

import shutil
from pathlib import Path

import pytest

from tests.support.catalogue import kept_handbook
from tests.support.ops.proposals import DAY, OWN, SOUND, Repository, mended


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository with the data two folders down, and a profile of the same name at its top."""
    repository = Repository(tmp_path / "r", "towns/exempelby")
    repository.git("switch", "-q", "main")
    repository.write(f"../../providers/{OWN}.yaml", SOUND)
    repository.commit()
    repository.git("switch", "-q", "-C", "proposal")
    return repository


def test_ones_own_profile_may_be_changed(repository: Repository) -> None:
    mended(repository)
    repository.commit()
    answer = repository.owner()
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_a_file_outside_the_folder_is_nobodys_profile(repository: Repository) -> None:
    repository.write(f"../../providers/{OWN}.yaml", SOUND.replace("working_days: 8", "working_days: 15"))
    repository.commit()
    answer = repository.owner()
    assert (answer.returncode, f"`../../providers/{OWN}.yaml`" in answer.stdout) == (1, True)


def test_a_review_reads_the_proposal_from_the_folder(repository: Repository) -> None:
    mended(repository)
    repository.commit()
    answer = repository.review()
    assert (answer.returncode, "15" in answer.stdout, answer.stderr) == (0, True, "")


def test_what_has_changed_since_a_commit_is_described(repository: Repository) -> None:
    repository.git("switch", "-q", "main")
    before = repository.diff("HEAD").stdout
    mended(repository)
    assert repository.diff("HEAD").stdout != before


def test_a_changed_policy_file_is_described(repository: Repository) -> None:
    path = repository.folder / "policy" / "order.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert "policy/order.yaml" in repository.diff("HEAD").stdout


def test_policy_is_compared_with_an_earlier_commit(repository: Repository) -> None:
    path = repository.folder / "policy" / "order.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: ", "seed: ny "), encoding="utf-8")
    answer = repository.run("check", "--against", "HEAD", "--date", DAY, "--language", "en")
    assert (answer.returncode, "[entry_frozen]" in answer.stdout) == (1, True)


def test_a_profile_that_was_sent_is_committed_there(repository: Repository, tmp_path: Path) -> None:
    sent = tmp_path / f"{OWN}.yaml"
    sent.write_text(SOUND.replace("working_days: 8", "working_days: 15"), encoding="utf-8")
    assert repository.apply(sent, "--yes").returncode == 0
    changed = repository.git("show", "--name-only", "--format=", "HEAD")
    assert changed == f"towns/exempelby/providers/{OWN}.yaml"
    assert repository.git("status", "--porcelain") == ""


def test_a_folder_without_a_repository_is_built_with_one_warning(repository: Repository) -> None:
    shutil.rmtree(repository.folder.parents[1] / ".git")
    kept_handbook.lay(repository.folder)
    answer = repository.run("build", "--date", DAY, "--language", "en")
    assert (answer.returncode, answer.stdout.count("[no_history]")) == (0, 1)
