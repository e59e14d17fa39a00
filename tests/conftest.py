"""For every test: none starts a program that a fresh machine has not (`tests/programs.py`), and none is timed."""

import sys

from hypothesis import HealthCheck, settings

from tests import programs

sys.addaudithook(programs.watch)
settings.register_profile("kundval", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kundval")  # what takes long on a busy machine is no fault of ours
