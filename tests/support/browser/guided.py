"""Walks through the guide, one question a screen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

ONWARDS = ":is(#skip, #next):visible"


def answers_of(page: Page, role: str = "button") -> Locator:
    """Return the answers of the question on this screen."""
    return page.locator(".answers").get_by_role(role)  # type: ignore[arg-type]


def answer(page: Page, *texts: str) -> None:
    """Give answers, to the question of this screen or to later ones."""
    page.locator("#steps").wait_for()
    for text in texts:
        found = page.locator(".answers :is(button, label):visible").get_by_text(text, exact=True)
        while not found.count():
            page.locator(ONWARDS).click()
        found.click()


def to_the_result(page: Page) -> None:
    """Go on to who fits, past the questions that are left."""
    while page.locator(ONWARDS).is_visible():
        page.locator(ONWARDS).click()
    page.wait_for_selector("#fits .card, #fits [role=status]:not(:empty)")
