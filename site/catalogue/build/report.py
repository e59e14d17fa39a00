"""What a check or a build comes to: problems, what was done, or the one sentence why nothing was."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.schema.problem import Problem, has_errors


class BuildError(Exception):
    """What stops a build although policy and profiles are sound, in one sentence."""


@dataclass(frozen=True)
class Report:
    """What a check or a build found, and what a build did; nothing was written if there are errors."""

    problems: tuple[Problem, ...] = ()
    files: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings stop nothing."""
        return not has_errors(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Everything that is told although it stops nothing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")
