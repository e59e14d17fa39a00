"""Whoever installs Kundval as a package is told in one line that it is run from a clone."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops import not_installable

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installer reads of a clone."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "ops").mkdir()
    for name in ("pyproject.toml", "README.md", "ops/not_installable.py"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


@pytest.mark.parametrize("editable", [(), ("--editable",)], ids=["installed", "editable"])
def test_pip_says_why_not_in_one_line_and_fetches_nothing(
    source: Path, tmp_path: Path, editable: tuple[str, ...]
) -> None:
    offline = ["--no-index", "--no-deps", "--target", str(tmp_path), "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *offline, *editable, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    lines = [line.strip(" │╰─>") for line in (done.stdout + done.stderr).splitlines()]
    assert (done.returncode, lines.count(not_installable.REFUSAL)) == (1, 1), done.stdout + done.stderr
    assert "[1 lines of output]" in done.stdout + done.stderr
    assert [*tmp_path.iterdir()] == []


def test_the_command_that_it_names_is_there() -> None:
    assert "make serve" in not_installable.REFUSAL
    assert "\nserve: " in (ROOT / "Makefile").read_text(encoding="utf-8")
