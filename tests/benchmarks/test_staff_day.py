import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.staff_day import day
from benchmarks.staff_day.__main__ import FLAGS, ROOT
from benchmarks.staff_day.hands import LOOKS, Done, window
from benchmarks.staff_day.served import serving
from benchmarks.staff_day.task import Task

TASK = Task("Close a month", print, without="a terminal", note="**guard**: a second press")


def both(*trees: list[Done | str | None]) -> day.Results:
    """Return the same runs on the phone and on the desktop."""
    return dict.fromkeys(LOOKS, trees)


def test_a_figure_is_the_median_of_each_trees_runs() -> None:
    before = [Done(3, seconds, 1.0) for seconds in (0.2, 9.0, 0.3)]
    row = day.row("finance", TASK, both([*before], [Done(2, 0.1, 0.0)] * 3))
    assert row.split(" | ")[2:7] == ["3 → 2", "0.30 → 0.10", "1.0 → 0.0", "3 → 2", "0.30 → 0.10"]


def test_where_a_tree_has_a_task_on_no_page_the_row_says_what_it_takes_there() -> None:
    row = day.row("finance", TASK, both([None], [Done(3, 0.5, 0.0)]))
    assert row.split(" | ")[2:4] == ["– → 3", "– → 0.50"]
    assert row.endswith("| before: a terminal; **guard**: a second press |")


def test_a_task_that_failed_once_has_no_figure() -> None:
    assert "failed → 3" in day.row("finance", TASK, both([Done(3, 0.5, 0.0), "failed"], [Done(3, 0.5, 0.0)]))


@pytest.mark.parametrize(
    ("after", "more"),
    [(Done(3, 0.9, 1.2), []), (Done(4, 0.5, 1.0), ["phone, steps 3 → 4", "desktop, steps 3 → 4"])],
)
def test_only_what_is_more_than_a_disturbance_is_named(after: Done, more: list[str]) -> None:
    assert [*day.grown(both([Done(3, 0.8, 1.0)], [after]))] == more


def test_nobody_has_two_tasks_of_one_name() -> None:
    names = [(area, task.name) for area, task in day.chosen(())]
    assert len(names) == len({*names})


def test_a_task_of_each_is_done_on_this_tree(tmp_path: Path) -> None:
    tasks = day.chosen(("reception: Look up", "provider: Report a session", "finance: Preview", "officer: See"))
    assert len(tasks) == len(day.AREAS)
    with sync_playwright() as playwright, serving(ROOT, tmp_path / "data") as plain:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with window(browser, "phone") as phone, window(browser, "desktop") as desktop:
            tried = day.Day(plain, None, {"phone": phone, "desktop": desktop})
            done = [tried.tried(area, task, look) for area, task in tasks for look in LOOKS]
        browser.close()
    assert [one for one in done if not isinstance(one, Done)] == []
