"""The diff of the municipality's files in one language, for a terminal and for a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from catalogue.contributions.policy_diff import FileChange, ValueChange, format_value
from catalogue.i18n.formatting import Formats
from catalogue.policy.money.budget import ore
from catalogue.schema.problem import sanitise
from catalogue.schema.scalars import LARGE_AMOUNT

KRONOR = frozenset(("amount", "kronor", "reserve", "lowest", "highest", "median"))
"""The keys of policy that hold kronor, written as text; the figures of a statistics file never are."""
SHOWN_MAX_CHARACTERS = 400  # a text of policy has at most 300


class FormattedChange(NamedTuple):
    """A value that differs, formatted."""

    key: str
    before: str
    after: str
    change: str
    since: str  # from which day or year it applies, or once deployed


class PolicyDiffFormatter:
    """Formats policy changes in one language; text from a file is shortened to one line."""

    def __init__(self, formats: Formats) -> None:
        self.formats, self.words = formats, formats.words
        self.states = {
            "new": self.words["report.file_new"],
            "gone": self.words["report.file_gone"],
            "unread": self.words["report.file_unread"],
            "other": self.words["report.file_other"],
            "same": self.words["report.file_same"],
            "": "",
        }
        self.rows = {"new": self.words["report.row_new"], "gone": self.words["report.row_gone"], "": ""}

    def state(self, change: FileChange) -> str:
        """Return the state of a file in words; empty if only values have changed."""
        return self.states[change.state]

    def view(self, step: ValueChange) -> FormattedChange:
        """Format one step."""
        key_path, before, after, state, since = step
        amounts = _is_amount(key_path, before) and _is_amount(key_path, after)
        per_cent = self.formats.per_cent(ore(before), ore(after)) if amounts else ""
        return FormattedChange(
            sanitise(_dotted(key_path), SHOWN_MAX_CHARACTERS),
            self._format(key_path, before),
            self._format(key_path, after),
            ", ".join(part for part in (per_cent, self.rows[state]) if part),
            self.words.format("report.from", since=sanitise(since)) if since else self.words["report.at_once"],
        )

    def lines(self, changes: Sequence[FileChange]) -> Iterator[str]:
        """Yield the changes as lines for a terminal."""
        missing = self.words["value.not_stated"]
        for change in changes:
            yield f"{sanitise(change.path, 120)}:{' ' if change.state else ''}{self.state(change)}"
            for step in change.steps:
                view = self.view(step)
                values = f": {view.before or missing} → {view.after or missing}" if view.before or view.after else ""
                details = "".join(f", {detail}" for detail in (view.change, view.since) if detail)
                yield f"  {view.key}{values}{details}"

    def tables(self, changes: Sequence[FileChange], at_most: int) -> list[dict[str, Any]]:
        """Return each file for the template: its state, its steps (`at_most` in all), and how many were left out."""
        tables = []
        for change in changes:
            views = [self.view(step) for step in change.steps[:at_most]]
            left_out = len(change.steps) - len(views)
            at_most -= len(views)
            more = self.words.format("report.more_steps", count=left_out) if left_out else ""
            tables.append(
                {"path": sanitise(change.path, 120), "state": self.state(change), "steps": views, "more": more}
            )
        return tables

    def _format(self, key_path: tuple[str, ...], value: Any) -> str:  # noqa: ANN401 - as above
        if _is_amount(key_path, value):
            return self.formats.money(ore(value))
        return sanitise(format_value(value), SHOWN_MAX_CHARACTERS)


def _is_amount(key_path: tuple[str, ...], value: Any) -> bool:  # noqa: ANN401 - as above
    return bool({*key_path[-1:]} & KRONOR) and isinstance(value, str) and bool(LARGE_AMOUNT.match(value))


def _dotted(key_path: Sequence[str]) -> str:
    """Format a key path with dots.

    >>> _dotted(("fees", "[familjeradgivning, 2027-01-01]", "exempt", "amount"))
    'fees[familjeradgivning, 2027-01-01].exempt.amount'
    """
    return "".join(part if part.startswith("[") else f".{part}" for part in key_path).removeprefix(".")
