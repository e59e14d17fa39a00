"""Every task of the day in every look, tree by tree in turn, and the rows of the table."""

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from playwright.sync_api import BrowserContext, Error

from benchmarks.staff_day import finance, officer, provider, reception
from benchmarks.staff_day.hands import LOOKS, PAGES, Done, Hands
from benchmarks.staff_day.served import Served
from benchmarks.staff_day.task import Task

AREAS: Final[Mapping[str, ModuleType]] = {
    "reception": reception,
    "provider": provider,
    "finance": finance,
    "officer": officer,
}
HEAD: Final = """| who | task | phone: steps | seconds | screens | desktop: steps | seconds | |
|---|---|---|---|---|---|---|---|"""
FIGURES: Final = (
    ("phone", "steps", "{:.0f}"),
    ("phone", "seconds", "{:.2f}"),
    ("phone", "screens", "{:.1f}"),
    ("desktop", "steps", "{:.0f}"),
    ("desktop", "seconds", "{:.2f}"),
)
MORE: Final = {"steps": 0.5, "seconds": 0.2, "screens": 0.25}
"""What is more than the disturbance of a measurement."""
FAILED: Final = "failed"
Results = Mapping[str, Sequence[Sequence[Done | str | None]]]
"""By look: each tree's runs, `failed` or None where the tree has the task on no page."""


@dataclass(frozen=True)
class Day:
    """A served tree whose tasks are done in windows that have been there before."""

    plain: Served
    coded: Served | None
    """The same with presence codes, if any task asks for them."""
    windows: Mapping[str, BrowserContext]

    def do(self, area: str, task: Task, look: str) -> Done | None:
        """Perform a task once on a page of its own; return None where the tree has it on no page."""
        served = (task.coded and self.coded) or self.plain
        hands = Hands(self.windows[look], served, touch=look == "phone")
        with closing(hands.page):
            if task.signed_in:
                hands.sign_in(PAGES[area], AREAS[area].WHO)
            elif task.needs:
                hands.open(PAGES[area])
            if task.needs and not hands.has(task.needs):
                return None
            task.perform(hands)
            hands.end()
            return hands.done

    def tried(self, area: str, task: Task, look: str) -> Done | str | None:
        """Perform a task; if it fails, report that and go on with the day."""
        try:
            return self.do(area, task, look)
        except (Error, AssertionError) as error:
            print(f"{self.plain.tree}: {area}, {task.name}, {look}: {error}", file=sys.stderr)
            return FAILED


def chosen(words: Sequence[str]) -> list[tuple[str, Task]]:
    """Return the tasks in whose area and name one of the words stands, or all."""
    tasks = [(area, task) for area, module in AREAS.items() for task in module.TASKS]
    return [(area, task) for area, task in tasks if not words or any(word in f"{area}: {task.name}" for word in words)]


def rows(days: Sequence[Day], runs: int, tasks: Sequence[tuple[str, Task]]) -> Iterator[str]:
    """Yield the table row by row; the trees take turns at each task, as a slow minute of the machine is everyone's."""
    yield HEAD
    longer = []
    for area, task in tasks:
        results = {look: _runs(days, area, task, look, runs) for look in LOOKS}
        yield row(area, task, results)
        longer += [f"- {area}, {task.name}: {more}" for more in grown(results)]
    yield "\n".join(["", "More than before:", *(longer or ["- nothing"])])


def _runs(days: Sequence[Day], area: str, task: Task, look: str, runs: int) -> list[list[Done | str | None]]:
    turns = [[day.tried(area, task, look) for day in days] for _ in range(runs)]
    return [list(tree) for tree in zip(*turns, strict=True)]


def row(area: str, task: Task, results: Results) -> str:
    """Format the row of a task."""
    cells = [" → ".join(_figure(tree, name, form) for tree in results[look]) for look, name, form in FIGURES]
    is_missing = any(tree[0] is None for tree in results["phone"])
    remarks = [f"before: {task.without}"] if is_missing and task.without else []
    remarks += [task.note] if task.note else []
    return f"| {area} | {task.name} | {' | '.join(cells)} | {'; '.join(remarks)} |"


def grown(results: Results) -> Iterator[str]:
    """Yield each figure that the last tree has more of than the first."""
    for look, name, form in FIGURES:
        medians = [median(tree, name) for tree in results[look]]
        first, last = medians[0], medians[-1]
        if first is not None and last is not None and last - first > MORE[name]:
            yield f"{look}, {name} {form.format(first)} → {form.format(last)}"


def median(runs: Sequence[Done | str | None], name: str) -> float | None:
    """Return the median of a figure, or None where the task was not done."""
    values = [getattr(done, name) for done in runs if isinstance(done, Done)]
    return statistics.median(values) if values else None


def _figure(runs: Sequence[Done | str | None], name: str, form: str) -> str:
    if FAILED in runs:
        return FAILED
    value = median(runs, name)
    return "–" if value is None else form.format(value)
