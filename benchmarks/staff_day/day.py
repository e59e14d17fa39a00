"""Every task of the day in every look, tree by tree in turn, and the rows of the table."""

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, Error

from benchmarks.staff_day import finance, officer, provider, reception
from benchmarks.staff_day.hands import LOOKS, PAGES, Hands, window
from benchmarks.staff_day.served import Served
from benchmarks.staff_day.task import Task

AREAS: Final[Mapping[str, Any]] = {
    "reception": reception,
    "provider": provider,
    "finance": finance,
    "officer": officer,
}
HEAD = """| who | task | phone: steps | seconds | screens | desktop: steps | seconds | |
|---|---|---|---|---|---|---|---|"""
NOT_THERE, FAILED = "–", "failed"


@dataclass(frozen=True)
class Done:
    """A task that was done once."""

    steps: int
    seconds: float
    screens: float


@dataclass(frozen=True)
class Day:
    """A served tree whose tasks are done in a browser."""

    browser: Browser
    plain: Served
    coded: Served

    def do(self, area: str, task: Task, look: str) -> Done | None:
        """Do a task once in a window of its own; return None where the tree has it on no page."""
        with window(self.browser, look) as context:
            hands = Hands(context, self.coded if task.coded else self.plain, touch=look == "phone")
            if task.signed_in:
                hands.sign_in(PAGES[area], AREAS[area].WHO)
            elif task.needs:
                hands.open(PAGES[area])
            if task.needs and not hands.has(task.needs):
                return None
            task.perform(hands)
            hands.end()
            return Done(hands.steps, hands.seconds, hands.screens or 0.0)


def rows(days: Sequence[Day], runs: int, words: Sequence[str]) -> Iterator[str]:
    """Do the tasks, and yield the table row by row; the trees take turns, so that a slow minute of the machine is shared."""
    yield HEAD
    for area, module in AREAS.items():
        for task in module.TASKS:
            if words and not any(word in f"{area} {task.name}" for word in words):
                continue
            results = {look: [[] for _ in days] for look in LOOKS}
            for look in LOOKS:
                for _ in range(runs):
                    for day, done in zip(days, results[look], strict=True):
                        done.append(_tried(day, area, task, look))
            yield _row(area, task, results)


def _tried(day: Day, area: str, task: Task, look: str) -> Done | None | str:
    """Do a task; if it fails, say so and go on with the day."""
    try:
        return day.do(area, task, look)
    except Error as error:
        print(f"{day.plain.tree}: {area}, {task.name}, {look}: {error}", file=sys.stderr)
        return FAILED


def _row(area: str, task: Task, results: Mapping[str, Sequence[Sequence[Done | None | str]]]) -> str:
    phone, desktop = results["phone"], results["desktop"]
    cells = [
        _cell(phone, "steps", "{:.0f}"),
        _cell(phone, "seconds", "{:.2f}"),
        _cell(phone, "screens", "{:.1f}"),
        _cell(desktop, "steps", "{:.0f}"),
        _cell(desktop, "seconds", "{:.2f}"),
    ]
    is_missing = any(done[0] is None for done in phone)
    remarks = [f"before: {task.without}"] if is_missing and task.without else []
    remarks += [task.note] if task.note else []
    return f"| {area} | {task.name} | {' | '.join(cells)} | {'; '.join(remarks)} |"


def _cell(trees: Sequence[Sequence[Done | None | str]], name: str, form: str) -> str:
    """Format a figure of each tree: the median of the runs."""
    return " → ".join(_figure(done, name, form) for done in trees)


def _figure(done: Sequence[Done | None | str], name: str, form: str) -> str:
    if any(one == FAILED for one in done):
        return FAILED
    values = [getattr(one, name) for one in done if isinstance(one, Done)]
    return form.format(statistics.median(values)) if values else NOT_THERE
