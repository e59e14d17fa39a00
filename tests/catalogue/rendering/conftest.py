"""The demonstration's policy and its renderer, built once a module."""

from __future__ import annotations

import datetime as dt

import pytest

from catalogue.policy import loader
from catalogue.policy.model import Policy
from catalogue.rendering.renderer import Renderer
from tests.support import frozen


@pytest.fixture(scope="module")
def rules() -> Policy:
    """Load the demonstration's policy."""
    policy, _ = loader.load(frozen.POLICY)
    assert policy is not None
    return policy


@pytest.fixture(scope="module")
def renderer(rules: Policy) -> Renderer:
    """Build the renderer of the demonstration."""
    return Renderer.load(frozen.DATA, rules, dt.date(2026, 11, 21))
