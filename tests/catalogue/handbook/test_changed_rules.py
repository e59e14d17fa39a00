"""The examples of *Ändra regler*: what stands before is in Exempelby's files, and after it the check finds nothing."""

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from catalogue.build import check, pipeline
from catalogue.handbook import pages

EXEMPELBY = Path(__file__).parent / "exempelby"
TODAY = date(2026, 11, 21)
PAGE = pages.pages()["sv/andra_regler.md"]
_SECTION = re.compile(r"^## (.+?) \{ #([\w-]+) \}\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_BLOCK = r"```yaml\n(.*?)```\n"
_CHANGE = re.compile(rf"^`([\w./-]+)`, (?:före:\n\n{_BLOCK}\nEfter|ny fil):\n\n{_BLOCK}", re.DOTALL | re.MULTILINE)


class Edit(NamedTuple):
    """One file before and after; a new file has no before."""

    file: str
    before: str
    after: str


EXAMPLES = {anchor: [Edit(*edit) for edit in _CHANGE.findall(text)] for _, anchor, text in _SECTION.findall(PAGE)}
CHANGES = {anchor: edits for anchor, edits in EXAMPLES.items() if edits}


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody."""
    who = ["-c", "user.name=Exempelby", "-c", "user.email=exempelby@kommun.example"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def exempelby(tmp_path: Path) -> Path:
    """Exempelby's own files, committed."""
    folder = tmp_path / "exempelby"
    shutil.copytree(EXEMPELBY, folder)
    git(folder.parent, "init", "-q", "-b", "main", folder.name)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Rules")
    return folder


def apply(folder: Path, edit: Edit) -> None:
    """Change one file as the page says; its before must stand there once."""
    file = folder / edit.file
    if not edit.before:
        assert not file.exists()
        file.write_text(edit.after, encoding="utf-8")
        return
    text = file.read_text(encoding="utf-8")
    assert text.count(edit.before) == 1, edit
    file.write_text(text.replace(edit.before, edit.after), encoding="utf-8")


def test_every_change_that_a_municipality_makes_is_shown() -> None:
    assert [*CHANGES] == ["pris", "avgift", "insats", "ny-utforare", "andrad-utforare", "slutar"]
    assert sum(map(len, CHANGES.values())) == PAGE.count("Efter:") + PAGE.count(", ny fil:")


def test_exempelby_is_sound_before(exempelby: Path) -> None:
    assert check.check(exempelby, today=TODAY).problems == ()


@pytest.mark.parametrize("anchor", CHANGES)
def test_after_the_change_the_check_finds_nothing(exempelby: Path, anchor: str) -> None:
    for edit in CHANGES[anchor]:
        apply(exempelby, edit)
    report = check.check(exempelby, today=TODAY)
    assert [problem.text("sv") for problem in report.problems] == []


@pytest.mark.parametrize("anchor", CHANGES)
def test_the_change_is_one_that_may_be_made_to_rules_in_force(exempelby: Path, anchor: str) -> None:
    for edit in CHANGES[anchor]:
        apply(exempelby, edit)
    git(exempelby, "add", "-A")
    git(exempelby, "commit", "-qm", "A change")
    report = check.check(exempelby, today=TODAY)
    compared = check.check_against(exempelby, report, "HEAD~1", TODAY, excused=False)
    assert [problem.text("sv") for problem in compared.problems] == []


def test_the_example_of_everything_at_once_builds(exempelby: Path) -> None:
    for edit in CHANGES["insats"]:
        apply(exempelby, edit)
    report = pipeline.build(exempelby, today=TODAY)
    assert report.ok
