"""A small, sound policy for the tests of the check."""

from pathlib import Path

import pytest

from catalogue.policy import loader as policies
from catalogue.policy.model import Policy
from tests.support.catalogue import policy_lines, small
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
def standing(tmp_path: Path) -> Path:
    """The sources of a small catalogue, and the site that a build of them leaves there."""
    return small.standing(tmp_path / "standing")


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Copy the small policy; return what changes a text in it."""
    return policy_lines.copied(tmp_path / "policy")
