"""Each system's year is simulated once, whatever is asked of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.municipalities import lived
from tests.support.municipalities.lived import Lived, Through
from tests.support.municipalities.systems import SYSTEMS


@pytest.fixture(scope="session")
def through(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Through]:
    """Live through a system's year at the first asking."""
    known: dict[str, Lived] = {}

    def of(name: str) -> Lived:
        if name not in known:
            known[name] = lived.through(SYSTEMS[name], tmp_path_factory.mktemp(name))
        return known[name]

    yield of
    for one in known.values():
        one.year.ledger.close()


@pytest.fixture
def briefly(tmp_path: Path) -> Iterator[Callable[..., Lived]]:
    """Live through a hundredth of a year, with a text of the policy changed or as it is."""
    known: list[Lived] = []

    def of(name: str, changes: dict[str, tuple[str, str]] | None = None) -> Lived:
        known.append(lived.briefly(SYSTEMS[name], tmp_path / str(len(known)), changes))
        return known[-1]

    yield of
    for one in known:
        one.year.ledger.close()
