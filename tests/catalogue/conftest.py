"""A small, sound policy for the tests of the check."""

import shutil
from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from tests.support.catalogue import small
from tests.support.catalogue.policy_lines import CASES, Change


@pytest.fixture(scope="session")
def policy() -> Policy:
    loaded, problems = policies.load(CASES)
    assert loaded is not None, problems
    return loaded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sources of a small catalogue."""
    return small.checkout(tmp_path / "here")


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Put `old` out for `new` in one file of the small policy; give every problem as `file:line code`."""
    folder = tmp_path / "policy"
    shutil.copytree(CASES, folder)

    def change(name: str, old: str, new: str) -> list[str]:
        file = folder / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        _, problems = policies.load(folder)
        return [f"{Path(one.path).stem}:{one.line} {one.code}" for one in problems]

    return change
