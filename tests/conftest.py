"""For every test: no program is started that a fresh machine would not have (`tests/programs.py`)."""

import sys

from tests import programs

sys.addaudithook(programs.watch)
