"""On which versions of Python Kundval runs: one list, and what would run on some of them alone is seen on each."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from ops import setup
from tests.support import pythons
from tests.support.pythons import NEWEST, OLDEST
from tests.support.workflows import WORKFLOWS, read

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROSE = (
    ("README.md", f"Python {OLDEST} to {NEWEST}"),
    ("site/handbook/en/contribute.md", f"Python {OLDEST} to {NEWEST}"),
    ("site/handbook/sv/eget_forrad.md", f"Python {OLDEST} till {NEWEST}"),
    ("site/handbook/sv/kom_igang.md", f"Python {OLDEST} till {NEWEST}"),
    ("ops/municipality/repository/README.md", f"Python {OLDEST} till {NEWEST}"),
    ("ops/setup.py", f"PYTHON=python{NEWEST}"),
    ("ops/aws/package.py", f"make package PYTHON=python{NEWEST}"),
)
"""Where somebody reads which Python to have."""


def test_tools_check_for_the_oldest() -> None:
    major, minor = map(int, OLDEST.split("."))
    assert PROJECT["project"]["requires-python"] == f">={OLDEST}"
    assert PROJECT["tool"]["mypy"]["python_version"] == OLDEST
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{major}{minor}"
    assert (major, minor) == setup.OLDEST
    assert f"--python-version={OLDEST} " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_workflows_package_with_the_newest_and_test_on_the_oldest_too() -> None:
    used = {
        path.stem: {
            step["with"]["python-version"]
            for job in read(path)["jobs"].values()
            for step in job.get("steps", ())
            if "setup-python@" in step.get("uses", "")
        }
        for path in WORKFLOWS
    }
    assert used.pop("oldest") == {OLDEST}
    assert {name: versions for name, versions in used.items() if versions - {NEWEST}} == {}
    assert {"check", "deploy", "deploy_to", "nightly"} <= {name for name, versions in used.items() if versions}


@pytest.mark.parametrize(("path", "said"), PROSE)
def test_whoever_reads_which_python_to_have_reads_this_list(path: str, said: str) -> None:
    assert said in (ROOT / path).read_text(encoding="utf-8")


def test_no_page_names_another_list() -> None:
    named = re.compile(r"Python (3\.\d+)(?! (?:to|till) 3\.)(?!['\w])")
    pages = [ROOT / "README.md", *(ROOT / "site" / "handbook").rglob("*.md")]
    found = {path.name: named.findall(path.read_text(encoding="utf-8")) for path in pages}
    assert {name: alone for name, alone in found.items() if set(alone) - {NEWEST}} == {}


def typed(*arguments: str | Path) -> tuple[int, str]:
    """Check types as on the newest Python, where what is deprecated or gone is an error."""
    asked = [sys.executable, "-m", "mypy", "--python-version", NEWEST, "--enable-error-code", "deprecated", *arguments]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    return done.returncode, done.stdout + done.stderr


def test_the_product_uses_nothing_that_the_newest_has_given_up() -> None:
    code, said = typed("functions", "ops", "office", "site/catalogue")
    assert code == 0, said


def test_what_the_newest_has_given_up_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import imp\nfrom datetime import datetime\n\nprint(datetime.utcnow(), imp)\n", encoding="utf-8")
    code, said = typed(planted)
    assert (code, said.count("error:")) == (1, 2), said
    assert '"imp"' in said
    assert "utcnow" in said


def test_a_second_python_is_the_one_that_is_named_or_one_that_says_it_is_of_the_other_version() -> None:
    assert pythons.second({pythons.NAMED: "/opt/python"}) == "/opt/python"
    found = pythons.second({})
    assert found is None or pythons._version(found) == pythons.OTHER != pythons.HERE


def test_a_program_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    removed = tmp_path / "python3"
    removed.symlink_to(tmp_path / "removed")
    assert pythons._version(str(removed)) == ""
