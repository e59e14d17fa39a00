"""What is broken on the machine is told in one sentence that names it: git's objects, links and our own files."""

import subprocess
from pathlib import Path

import pytest

from catalogue import SITE
from catalogue.handbook import pages
from catalogue.handbook.pages import HandbookError
from catalogue.history import revision
from catalogue.history.git import GitError
from catalogue.history.revision import Revision
from catalogue.policy import loader
from catalogue.policy.schema import OPTIONAL_FILES


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with two profiles."""
    (tmp_path / "providers").mkdir()
    for name in ("a", "b"):
        (tmp_path / "providers" / f"{name}.yaml").write_text(f"name: {name}\n")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        by = ("-c", "user.name=x", "-c", "user.email=x@kundval.example")
        subprocess.run(["git", *by, *arguments], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize("content", [None, b"rubbish"])
def test_a_profile_that_git_has_lost_or_cannot_read_is_named(clone: Path, content: bytes | None) -> None:
    head = Revision.from_name(clone, "HEAD")
    (entry,) = (entry for entry in head.entries("providers") if entry.path.endswith("a.yaml"))
    file = clone / ".git" / "objects" / entry.blob[:2] / entry.blob[2:]
    file.unlink()
    if content:
        file.write_bytes(content)
    with pytest.raises(GitError, match=r"'providers/a\.yaml' is missing here or damaged; clone it again"):
        head.entries("providers")


def test_a_commit_with_more_files_than_any_catalogue_is_not_read(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "MAX_ENTRIES", 1)
    with pytest.raises(GitError, match=r"providers has 2 files in \w+, at most 1 are read"):
        Revision.from_name(clone, "HEAD").entries("providers")


def test_an_optional_file_of_policy_that_is_a_broken_link_is_not_taken_for_absent(tmp_path: Path) -> None:
    name = next(iter(OPTIONAL_FILES))
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / f"{name}.yaml").symlink_to("nowhere")
    _, problems = loader.load(tmp_path / "policy", tmp_path)
    assert (f"policy/{name}.yaml", "file_symlink") in {(problem.path, problem.code) for problem in problems}


@pytest.mark.parametrize("content", ["- a\n", "a: b\n", "places: 1\ninputs: []\nquantities: []\n", "a: [", ""])
def test_costs_of_another_form_are_told_with_the_file(tmp_path: Path, content: str) -> None:
    (tmp_path / "costs.yaml").write_text(content)
    with pytest.raises(HandbookError, match=r"^site/costs\.yaml:"):
        pages._costs(tmp_path)
    assert pages._costs(SITE)
