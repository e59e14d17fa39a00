"""Values that are not known yet: `TODO`, or `TODO: question`, where a value should be.

Each is a problem of its own instead of a fault of its type, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from catalogue.schema.problem import Problem

CODE: Final = "todo"
MARK: Final = "TODO"
_TODO = re.compile(rf"{MARK}\b[\s:.–—-]*(.*)", re.DOTALL)


def question(value: object) -> str | None:
    """Return the question of a value that is not known yet, which may be empty; None for any other value.

    >>> question("TODO: Which number?"), question("TODO"), question("TODOR"), question(4)
    ('Which number?', '', None, None)
    """
    match = _TODO.match(value) if type(value) is str and value.startswith(MARK) else None
    return match[1].strip() if match else None


def tolerated(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems as a draft sees them: that a value is not known yet is a warning."""
    return [replace(problem, severity="warning") if problem.code == CODE else problem for problem in problems]
