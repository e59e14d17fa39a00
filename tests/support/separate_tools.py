"""A tool in an environment of its own (`ops/setup.py`), for the tests that need it.

Where it cannot be installed, the test that needs it is skipped with the reason; in CI it fails, for there nothing is
left untried.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from ops import setup


def ready(name: str) -> Path:
    """Leave the tool installed and give its Python, or give the test up."""
    try:
        return setup.apart(name)
    except setup.SetupError as problem:
        give_up(f"{name}: {problem}", os.environ)


def give_up(reason: str, environment: Mapping[str, str]) -> NoReturn:
    """Skip what cannot be tried on this machine, but fail where CI has to try everything."""
    if environment.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
