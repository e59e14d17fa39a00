"""Walks through the guide, one question a screen."""

from __future__ import annotations

from playwright.sync_api import Page


def answer(page: Page, *texts: str) -> None:
    """Tick some answers, on the question of this screen or on a later one."""
    for text in texts:
        box = page.get_by_role("checkbox", name=text, exact=True)
        page.locator("#steps").wait_for()
        while not box.is_visible():
            page.locator("#next").click()
        box.check()


def to_the_result(page: Page) -> None:
    """Go on to who fits, past the questions that are left."""
    while page.locator("#next").is_visible():
        page.locator("#next").click()
    page.wait_for_selector("#fits .card, #fits [role=status]:not(:empty)")
