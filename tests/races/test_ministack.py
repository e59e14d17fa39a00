"""What becomes of a test whose emulator cannot be installed."""

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.races import ministack


def test_in_ci_it_fails() -> None:
    with pytest.raises(Failed, match="no network"):
        ministack._give_up("no network", {"CI": "true"})


def test_elsewhere_it_is_skipped_with_the_reason() -> None:
    with pytest.raises(Skipped, match="no network"):
        ministack._give_up("no network", {})
