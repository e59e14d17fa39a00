"""The result of a check or a build, and the error that stops a build."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.schema.problem import Problem, has_errors
from catalogue.schema.todo import tolerated


class BuildError(Exception):
    """A build failed although policy and profiles are valid; the message is one sentence."""


@dataclass(frozen=True)
class Report:
    """Problems, number of files written, and duration; nothing was written if there are errors."""

    problems: tuple[Problem, ...] = ()
    files: int = 0
    seconds: float = 0.0
    draft: bool = False  # the site is a draft, since values are not known yet

    @property
    def ok(self) -> bool:
        """Return whether there are no errors; warnings do not count."""
        return not has_errors(self.problems)

    @property
    def awaits_values(self) -> bool:
        """Return whether the only errors are values that are not known yet."""
        return not self.ok and not has_errors(tolerated(self.problems))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the problems that are only warnings."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")
