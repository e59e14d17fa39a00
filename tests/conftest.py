"""For every test: none starts what a fresh machine has not, none looks at the municipality's data, and none is timed.

`tests/support/programs.py` and `tests/support/frozen.py` hold the first two.
"""

import gc
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from tests.support import frozen, programs, size

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes are started here, and each would compile anew
sys.dont_write_bytecode = False

sys.addaudithook(programs.watch)
sys.addaudithook(frozen.watch)
settings.register_profile("kundval", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kundval")  # what takes long on a busy machine is no fault of ours


def pytest_collection() -> None:
    """Collect without the garbage collector: nothing that is collected is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what was collected out of each later round of the garbage collector."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep each file on one worker, and leave what is marked as a proof to `make proof`, also where one asks for it.

    Nine thousand tests that are each sent for cost the runner more than many of them, and both workers would make
    ready what a file shares.
    """
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))
    if size.FULL:
        return
    proofs = [item for item in items if item.get_closest_marker("proof")]
    items[:] = [item for item in items if not item.get_closest_marker("proof")]
    config.hook.pytest_deselected(items=proofs)
