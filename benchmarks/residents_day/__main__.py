"""`.venv/bin/python -m benchmarks.residents_day [--before DIR] [--tree DIR] [WORD …]`: tasks before and after.

Each tree is served by its own `build.py serve` over a copy of the demonstration, and each task is done in Chromium on a
phone (390×844, by touch; a tap focuses nothing, as in Safari), some on a desktop too (1280×900). Printed is a Markdown
table: taps, fields typed in, pages opened, screens scrolled, seconds (page and service alone, with the waits of the
script), and what came of it. With words, only tasks whose names have one of them.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, sync_playwright

from benchmarks.residents_day.tasks import TASKS, Task
from benchmarks.residents_day.visitor import Done, NotOffered, visiting
from benchmarks.staff_day.hands import LOOKS, window
from benchmarks.staff_day.served import Served, serving

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
HEAD = "| task | taps | typed | pages | screens | s | result |\n|---|---|---|---|---|---|---|"
FIGURES: Sequence[tuple[str, Callable[[Done], str]]] = (
    ("taps", lambda done: str(done.taps)),
    ("typed", lambda done: str(done.typed)),
    ("pages", lambda done: str(done.pages)),
    ("screens", lambda done: f"{done.screens:.1f}"),
    ("seconds", lambda done: f"{done.seconds:.1f}"),
)


def attempt(task: Task, context: BrowserContext, served: Served, *, touch: bool) -> Done | str:
    """Do a task once; return why it could not be done, if it could not."""
    with visiting(context, served, touch=touch) as resident:
        try:
            if task.start != "/":
                resident.begin_at(task.start)
            return resident.done(task.perform(resident))
        except NotOffered as reason:
            return f"**not offered**: {reason}"
        except (Error, AssertionError) as error:
            print(f"{served.tree}: {task.name}: {error}", file=sys.stderr)
            return "**failed**"


def row(name: str, results: Sequence[Done | str]) -> str:
    """Format the row of a task: one tree's figures after the other's."""
    cells = [
        " → ".join(figure(result) if isinstance(result, Done) else "–" for result in results) for _, figure in FIGURES
    ]
    said = " → ".join(dict.fromkeys(result.result if isinstance(result, Done) else result for result in results))
    return f"| {name} | {' | '.join(cells)} | {said} |"


def rows(served: Sequence[Served], windows: Callable[[str], BrowserContext], tasks: Sequence[Task]) -> Iterator[str]:
    """Yield the table row by row; the trees take turns at each task."""
    yield HEAD
    for task in tasks:
        for look in task.looks:
            results = [attempt(task, windows(look), tree, touch=look == "phone") for tree in served]
            name = task.name if len(task.looks) == 1 else f"{task.name}, {look}"
            yield row(name, results)


def main() -> None:
    """Serve the trees, do every task, and print the table."""
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m benchmarks.residents_day", description=__doc__)
    parser.add_argument("--before", type=Path, metavar="DIR", help="a tree to compare with")
    parser.add_argument(
        "--tree", type=Path, metavar="DIR", default=ROOT, help="the tree that is measured; default: this"
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="do the tasks alone whose names have one of these")
    arguments = parser.parse_args()
    trees = [tree.resolve() for tree in (arguments.before, arguments.tree) if tree]
    tasks = [task for task in TASKS if not arguments.words or any(word in task.name for word in arguments.words)]
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        playwright = closing.enter_context(sync_playwright())
        program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = closing.enter_context(playwright.chromium.launch(executable_path=program, args=FLAGS))
        served = [closing.enter_context(serving(tree, folder / f"{index}")) for index, tree in enumerate(trees)]
        windows = {look: closing.enter_context(window(browser, look)) for look in LOOKS}
        for line in rows(served, windows.__getitem__, tasks):
            print(line, flush=True)


if __name__ == "__main__":
    main()
