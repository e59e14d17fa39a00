"""What becomes of a test whose tool cannot be installed."""

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.support import separate_tools


def test_in_ci_it_fails() -> None:
    with pytest.raises(Failed, match="no network"):
        separate_tools.give_up("no network", {"CI": "true"})


def test_elsewhere_it_is_skipped_with_the_reason() -> None:
    with pytest.raises(Skipped, match="no network"):
        separate_tools.give_up("no network", {})
