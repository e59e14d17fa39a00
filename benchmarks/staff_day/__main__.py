"""`.venv/bin/python -m benchmarks.staff_day [--before DIR] [--tree DIR] [WORD …]`: a day's tasks, before and after.

Each tree is served by its own `build.py serve` over a copy of the demonstration, and each task of reception, provider,
finance and officer is done in Chromium, on a phone (390×844, by touch; a tap focuses nothing) and on a desktop
(1280×900). Printed is a Markdown table: steps (a page opened, a press, a choice, a field filled in), seconds from the
first step until the result stands (page and service alone, nobody thinks; the median of the runs, the trees in turn),
and for the phone how many screens the first control is away. With words, only tasks whose names have one of them.
"""

import argparse
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.staff_day.day import Day, chosen, rows
from benchmarks.staff_day.hands import LOOKS, window
from benchmarks.staff_day.served import serving

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Serve the trees, do every task, and print the table."""
    parser = argparse.ArgumentParser(prog=".venv/bin/python -m benchmarks.staff_day", description=__doc__)
    parser.add_argument("--before", type=Path, metavar="DIR", help="a tree to compare with")
    parser.add_argument(
        "--tree", type=Path, metavar="DIR", default=ROOT, help="the tree that is measured; default: this"
    )
    parser.add_argument("--runs", type=int, default=3, help="how often each task is done; default: 3")
    parser.add_argument("words", nargs="*", metavar="WORD", help="do the tasks alone whose names have one of these")
    arguments = parser.parse_args()
    trees = [tree.resolve() for tree in (arguments.before, arguments.tree) if tree]
    tasks = chosen(arguments.words)
    needs_codes = any(task.coded for _, task in tasks)
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        playwright = closing.enter_context(sync_playwright())
        program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = closing.enter_context(playwright.chromium.launch(executable_path=program, args=FLAGS))
        days = []
        for place, tree in enumerate(trees):
            plain = closing.enter_context(serving(tree, folder / f"{place}"))
            coded = closing.enter_context(serving(tree, folder / f"{place}-coded", coded=True)) if needs_codes else None
            windows = {look: closing.enter_context(window(browser, look)) for look in LOOKS}
            days.append(Day(plain, coded, windows))
        for row in rows(days, arguments.runs, tasks):
            print(row, flush=True)


if __name__ == "__main__":
    main()
