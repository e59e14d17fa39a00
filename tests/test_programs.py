"""What a fresh machine has: all programs that are started and all libraries that are imported."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.support import programs

PARTS = {
    "serve": ("build.py", "functions", "ops", "office", "site/catalogue"),
    "test": ("tests", "benchmarks"),
}
"""The parts of the project whose imports a lock holds."""


def imported(part: Path) -> Iterator[str]:
    """Yield the first name of everything that a part imports, wherever in its files."""
    for path in [part] if part.is_file() else part.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize("lock", PARTS)
def test_every_library_that_is_imported_is_in_the_lock_of_its_part(lock: str) -> None:
    text = (programs.ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
    ours = {"app", "benchmarks", "build", "catalogue", "chalicelib", "docs", "ops", "office", "tests"}
    names = {name for part in PARTS[lock] for name in imported(programs.ROOT / part)}
    libraries = names - ours - set(sys.stdlib_module_names)
    of = metadata.packages_distributions()
    distributions = {
        library: {re.sub(r"[-_.]+", "-", name).lower() for name in of.get(library, ())} for library in libraries
    }
    assert len(distributions) > 2
    assert [library for library, names in distributions.items() if not names & locked] == []


def test_a_program_that_nothing_installs_cannot_be_started() -> None:
    with pytest.raises(programs.UnknownProgramError, match=r"'whoami' is started, and neither README nor set-up"):
        subprocess.run(["whoami"], check=False)


def test_every_program_of_the_set_up_is_one_that_it_asks_for() -> None:
    setup = (programs.ROOT / "ops" / "setup.py").read_text(encoding="utf-8")
    assert [name for name in programs.SETUP if f'"{name}"' not in setup] == []


def test_the_readme_names_what_is_asked_of_a_machine() -> None:
    readme = (programs.ROOT / "README.md").read_text(encoding="utf-8")
    assert "You need Debian 12 (or alike) with Python 3.11 to 3.13, git and make." in readme
