import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Route, sync_playwright

from benchmarks.residents_day import __main__ as day
from benchmarks.residents_day.reading import complain
from benchmarks.residents_day.tasks import TASKS, Task
from benchmarks.residents_day.visitor import Done
from benchmarks.staff_day.hands import window
from benchmarks.staff_day.served import Served

PLAIN = Served("http://resident.example", Path(), Path("plain"))
PAGES = {
    "/": '<p style="block-size: 2532px">Three screens</p><a href="/complain/">Klagomål</a>',
    "/complain/": '<main><a href="tel:12345">Call</a><a href="mailto:a@b.example?subject=Complaint">Write</a></main>',
}


def page_at(route: Route) -> str:
    """Return the page that is asked for."""
    return '<meta name="viewport" content="width=device-width">' + PAGES.get(urlsplit(route.request.url).path, "")


@pytest.fixture(scope="module")
def phone() -> Iterator[BrowserContext]:
    """Open a phone's window on a site of two pages."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=day.FLAGS)
        with window(browser, "phone") as context:
            context.route(f"{PLAIN.url}/**", lambda route: route.fulfill(body=page_at(route), content_type="text/html"))
            yield context
        browser.close()


def test_taps_pages_and_screens_of_a_task_are_counted(phone: BrowserContext) -> None:
    done = day.attempt(Task("complain", complain), phone, PLAIN, touch=True)
    assert isinstance(done, Done)
    assert (done.taps, done.typed, done.pages) == (1, 0, 1)
    assert 2 < done.screens < 3.2
    assert done.result == "telephone and e-mail, prepared"


def test_a_figure_stands_for_each_tree_and_a_result_once_where_they_agree() -> None:
    before, after = Done(6, 0, 2, 2.84, 1.0, "found"), Done(5, 1, 2, 0.0, 0.5, "found")
    assert day.row("guide", [before, after]) == "| guide | 6 → 5 | 0 → 1 | 2 → 2 | 2.8 → 0.0 | 1.0 → 0.5 | found |"


def test_a_task_that_a_tree_does_not_offer_has_no_figure() -> None:
    line = day.row("map", ["**not offered**: no map", Done(0, 0, 0, 0.0, 0.1, "a link")])
    assert line == "| map | – → 0 | – → 0 | – → 0 | – → 0.0 | – → 0.1 | **not offered**: no map → a link |"


def test_nobody_has_two_tasks_of_one_name() -> None:
    assert len({task.name for task in TASKS}) == len(TASKS)
