"""Installs a tool in an environment of its own (`ops/setup.py`), for the tests that need it.

If it cannot be installed, the test is skipped with the reason; in CI it fails, since there every test must run.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from ops import setup


def ready(name: str) -> Path:
    """Install the tool and return its Python; skip or fail the test if that is impossible."""
    try:
        return setup.apart(name)
    except setup.SetupError as problem:
        give_up(f"{name}: {problem}", os.environ)


def give_up(reason: str, environment: Mapping[str, str]) -> NoReturn:
    """Skip the test; in CI, where every test must run, fail it."""
    if environment.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
