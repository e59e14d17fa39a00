"""A ledger that has gone on after its copy, for all the tests that restore it."""

from pathlib import Path

import pytest

from tests.support.ops.copied_ledger import Town, build_town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Build it, closed."""
    return build_town(tmp_path)
