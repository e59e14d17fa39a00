"""The build backend that pyproject.toml names: it refuses, in one sentence, what nobody can install.

Kundval is templates, prose, policy and workflows beside its code, and a municipality names a version of all of it by a
commit. `pip install .` would take the code alone, and fail at the first page.
"""

import sys

REFUSAL = "Kundval is not installed as a package. It is run from a clone: make serve (see README.md)."


def __getattr__(hook: str) -> object:
    """Refuse whichever hook an installer asks for first (PEP 517)."""
    if hook.startswith("__"):
        raise AttributeError(hook)
    sys.exit(REFUSAL)
