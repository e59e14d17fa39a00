"""The guard of what is in force: a register that would pay claims otherwise than the one that stands is refused.

`deploy` and `serve --production` ask it, by the rule with which `check --against` holds the policy files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.contributions import policy_changes
from catalogue.history import revision
from catalogue.history.git import GitError
from catalogue.history.revision import Revision

FOLDER = "policy"
_SHORT = 12  # characters of a commit hash that are shown


@dataclass(frozen=True)
class Standing:
    """The register that claims are judged by, the commit that it was made of, and where it stands, in words."""

    register: Mapping[str, Any]
    commit: str
    name: str


class RegisterRefusedError(Exception):
    """Every change of what is in force, and the way out."""


def require_accepted(root: Path, standing: Standing, new: Mapping[str, Any], today: date) -> list[str]:
    """Return a line for each reason by which a commit excuses the changes; raise RegisterRefusedError where none does.

    The reasons are those of commits in the data folder `root` since the one that stands.
    """
    changes = list(policy_changes.changes(standing.register, new, today))
    if not changes:
        return []
    reasons, fault = _reasons(root, standing.commit)
    if reasons:
        return [
            f"what is in force changes: commit {commit[:_SHORT]} gives the reason {reason}"
            for commit, reason in reasons
        ]
    problems = (change.problem("register", standing.name) for change in changes)
    raise RegisterRefusedError(
        "\n".join(
            [
                f"The register is refused, and nothing was changed: it changes what is in force in {standing.name}.",
                *(f"  {problem.key}: {problem.message.en}" for problem in problems),
                "If it is intended, give the reason in a commit that changes policy/ and that somebody has approved,"
                f" in a line of its message: Policy-exception: WHY. {fault}".rstrip(),
            ]
        )
    )


def _reasons(root: Path, commit: str) -> tuple[list[tuple[str, str]], str]:
    """Return the reasons since a commit, and why there are none to be found, if git cannot say."""
    try:
        return revision.exceptions(Revision.from_name(root, commit), FOLDER), ""
    except GitError as error:
        return [], f"No reason could be looked for: {error}."
