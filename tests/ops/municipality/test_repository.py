"""The files of a municipality's own repository are written once, and never over what is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops.municipality import repository

GITHUB = "https://github.com/kundval/kundval"
FILES = [
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/profil.yml",
    ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/workflows/check.yml",
    ".github/workflows/deploy.yml",
    ".github/workflows/proposal.yml",
    ".gitignore",
    "Makefile",
    "README.md",
    "build.py",
]


def write(folder: Path, product: str = GITHUB, version: str = "v1.2.0") -> list[str]:
    """Write the files, and return their paths in the folder."""
    return [path.relative_to(folder).as_posix() for path in repository.write(folder, product, version, "Exempelby")]


def test_all_is_written_once_and_a_second_time_nothing(tmp_path: Path) -> None:
    assert write(tmp_path) == FILES
    assert write(tmp_path, version="v2") == []


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Vår egen.\n", encoding="utf-8")
    assert "README.md" not in write(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Vår egen.\n"


def test_the_version_is_one_line_beside_what_github_reads(tmp_path: Path) -> None:
    write(tmp_path)
    lines = [
        (path.name, line)
        for path in tmp_path.rglob("*")
        if path.is_file() and path.suffix != ".yml"
        for line in path.read_text(encoding="utf-8").splitlines()
        if "v1.2.0" in line
    ]
    assert lines == [("Makefile", "VERSION = v1.2.0")]


def test_no_placeholder_is_left(tmp_path: Path) -> None:
    write(tmp_path)
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()}
    assert [name for name, text in texts.items() if re.search("__[A-Z]+__", text)] == []


def test_without_make_its_commands_say_what_is_needed(tmp_path: Path) -> None:
    write(tmp_path)
    command = [sys.executable, "build.py", "check"]
    done = subprocess.run(command, cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "build.py: make saknas. Installera det först: sudo apt install make\n")


@pytest.mark.parametrize("product", [GITHUB, f"{GITHUB}.git", f"{GITHUB}/", "git@github.com:kundval/kundval.git"])
def test_the_workflows_call_those_of_the_product(tmp_path: Path, product: str) -> None:
    write(tmp_path, product)
    text = (tmp_path / ".github/workflows/check.yml").read_text(encoding="utf-8")
    assert "    uses: kundval/kundval/.github/workflows/check.yml@v1.2.0\n" in text


@pytest.mark.parametrize("product", ["https://git.example/kundval", "../kundval", "git@git.example:kundval.git"])
def test_a_product_that_github_does_not_have_is_used_without_workflows(tmp_path: Path, product: str) -> None:
    assert write(tmp_path, product) == [".gitignore", "Makefile", "README.md", "build.py"]


@pytest.mark.parametrize(
    ("product", "version", "named"),
    [
        ("https://x.example/$(shell id)", "v1", "is no address for git"),
        ("--upload-pack=x", "v1", "is no address for git"),
        ("", "v1", "is no address for git"),
        (GITHUB, "v1; id", "is not a version"),
        (GITHUB, "--force", "is not a version"),
        (GITHUB, "", "is not a version"),
    ],
)
def test_what_is_no_address_or_version_is_refused_and_nothing_is_written(
    tmp_path: Path, product: str, version: str, named: str
) -> None:
    with pytest.raises(repository.RepositoryError, match=named):
        write(tmp_path, product, version)
    assert [*tmp_path.iterdir()] == []
