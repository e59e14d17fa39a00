"""For every test: none starts what a fresh machine has not, none looks at the municipality's data, and none is timed.

`tests/support/programs.py` and `tests/support/frozen.py` hold the first two.
"""

import sys

from hypothesis import HealthCheck, settings

from tests.support import frozen, programs

sys.addaudithook(programs.watch)
sys.addaudithook(frozen.watch)
settings.register_profile("kundval", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kundval")  # what takes long on a busy machine is no fault of ours
