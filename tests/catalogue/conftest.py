"""A small, sound policy for the tests of the check."""

from pathlib import Path

import pytest

from catalogue import policy as policies
from catalogue.policy import Policy

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="session")
def policy() -> Policy:
    loaded, problems = policies.load(CASES / "policy")
    assert loaded is not None, problems
    return loaded
