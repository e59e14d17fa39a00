"""The workflows before others: zizmor knows attacks, actionlint the language, shellcheck what stands in a script."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.municipality import repository
from tests.support.workflows import ROOT, WORKFLOWS

PROGRAMS = Path(sys.executable).parent
ACTIONLINT = (str(PROGRAMS / "actionlint"), "-no-color", "-pyflakes=", f"-shellcheck={PROGRAMS / 'shellcheck'}")
ZIZMOR = (str(PROGRAMS / "zizmor"), "--offline", "--no-progress", "--persona", "pedantic")


def said(command: tuple[str, ...], *files: Path) -> tuple[int, str]:
    """What a checker says of some files, and how it ends; `make test` has installed it."""
    asked = [*command, *map(str, files)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", [ACTIONLINT, ZIZMOR], ids=lambda command: Path(command[0]).name)
def test_an_outside_checker_finds_nothing(command: tuple[str, ...]) -> None:
    code, told = said(command, *WORKFLOWS)
    assert code == 0, told


@pytest.mark.parametrize("command", [ACTIONLINT, ZIZMOR], ids=lambda command: Path(command[0]).name)
def test_nothing_is_found_in_what_a_municipality_gets(tmp_path: Path, command: tuple[str, ...]) -> None:
    written = repository.write(tmp_path, "https://github.com/kundval/kundval", "1" * 40, "Exempelby")
    workflows = [path for path in written if path.parent.name == "workflows"]
    assert len(workflows) == 3
    code, told = said(command, *workflows)
    assert code == 0, told


@pytest.mark.parametrize(
    ("command", "right", "wrong", "named"),
    [
        (ACTIONLINT, "timeout-minutes", "timeout-minuts", 'unexpected key "timeout-minuts"'),
        (ACTIONLINT, "runs-on: ubuntu-24.04", "runs-on: ubuntu-99", 'label "ubuntu-99" is unknown'),
        (ACTIONLINT, "event.pull_request", "event..pull_request", 'unexpected token "."'),
        (ACTIONLINT, "make rehearse", "make $WHAT", "SC2086"),
        (ZIZMOR, "persist-credentials: false", "fetch-tags: false", "artipacked"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, command: tuple[str, ...], right: str, wrong: str, named: str) -> None:
    text = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert right in text
    planted = tmp_path / ".github" / "workflows" / "check.yml"
    planted.parent.mkdir(parents=True)
    planted.write_text(text.replace(right, wrong), encoding="utf-8")
    code, told = said(command, planted)
    assert code != 0
    assert named in told
