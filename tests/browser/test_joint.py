"""Several municipalities together: the reception asks which one, and finance sees what each is to pay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chalicelib.dates import clock
from tests.support.browser.built_sites import served_changed
from tests.support.browser.page_steps import GO, issued
from tests.support.browser.signing import at_finance, at_reception
from tests.support.browser.visiting import Loop, Visit, window_on

pytestmark = pytest.mark.browser
MEMBERS = """members:
  - {code: "2326", name: Berg, population: 7101}
  - {code: "2380", name: Östersund, population: 64977}
"""  # D42: inhabitants on 1 November 2024


def join(root: Path) -> None:
    """Make it a service of two municipalities."""
    town = root / "policy" / "municipality.yaml"
    town.write_text(town.read_text(encoding="utf-8").replace("members: []\n", MEMBERS), encoding="utf-8")


@pytest.fixture(scope="module")
def joint_loop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """Serve the demonstration as two municipalities' together."""
    with served_changed(tmp_path_factory, "joint", join) as loop:
        yield loop


@pytest.fixture
def window(browser: Browser, joint_loop: Loop) -> Iterator[Visit]:
    """Open a window on their site."""
    with window_on(browser, joint_loop) as visit:
        yield visit


def test_the_home_municipality_is_asked_and_its_cost_is_told_apart(window: Visit, joint_loop: Loop) -> None:
    page = at_reception(window)
    page.get_by_role("button", name=GO).click()
    page.get_by_text("Välj hemkommun.").wait_for()
    assert page.evaluate("document.activeElement.id") == "member"
    today = clock.day(clock.now())
    for member in ("Berg", "Berg", "Östersund"):
        page.get_by_label("Hemkommun").select_option(label=member)
        joint_loop.claim("exempelbron", issued(page), today)
        page.get_by_role("button", name="Nästa nummer").click()
    assert page.get_by_label("Hemkommun").input_value() == ""
    accounts = at_finance(Visit(window.context, joint_loop.site))
    accounts.locator("[data-part=months] tbody tr:last-child button").click()
    accounts.get_by_text("Per hemkommun").wait_for()
    rows = accounts.locator("[data-part=members] tr").all_inner_texts()
    assert [row.replace("\u00a0", " ").split("\t")[:3] for row in rows[1:]] == [
        ["Berg", "2", "2 208 kr"],
        ["Östersund", "1", "1 104 kr"],
        ["Summa", "3", "3 312 kr"],
    ]
