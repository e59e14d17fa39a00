"""Finance reads a year of several services: each sheet says of which one it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browser.signing import at_finance
from tests.support.browser.visiting import Loop, window_on

pytestmark = pytest.mark.browser


def test_the_heading_of_a_sheet_names_the_service_that_was_chosen(browser: Browser, every_loop: Loop) -> None:
    with window_on(browser, every_loop) as window:
        page = at_finance(window)
        headings = []
        for name in ("Familjerådgivning", "Familjebehandling"):
            page.get_by_label("Insats", exact=True).select_option(label=name)
            page.get_by_role("button", name="Hämta uppföljningen").click()
            page.get_by_role("heading", name="Uppföljning för").wait_for()
            headings.append(page.locator("[data-part=follow_up] [data-part=heading]").inner_text().partition(": ")[2])
    assert headings == ["Familjerådgivning", "Familjebehandling"]
